public import ArgumentParser
public import GlueReplay

extension Matching: ExpressibleByArgument {}

/// `--match`.
struct MatchingOption: ParsableArguments {
    @Option(
        name: .customLong("match"),
        help: "How a request finds its answer: strict (equal, in order), ordered (in order), lenient (by content, in any order)."
    )
    var matching: Matching?

    /// Servers meet clients of every kind, so they look for the nearest recording unless told otherwise.
    var value: Matching { matching ?? .lenient }
}
