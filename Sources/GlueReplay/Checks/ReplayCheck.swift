public import GlueJSON

/// Something that has to hold for a replay beyond being the same: of use where it is not, such as with another prompt or model.
///
/// ```swift
/// let redrive = try Redrive(recording, checks: [.tokens(within: 10), .noNewTools, shortAnswers])
/// let shortAnswers = ReplayCheck("answers are short") { _, replayed in
///     replayed.exchanges.filter { ($0.output.first?.text.count ?? 0) > 500 }.map { "exchange \($0.index) is long" }
/// }
/// ```
public struct ReplayCheck: Sendable {
    public var name: String
    /// Says what does not hold, a sentence each; nothing where all does.
    public var run: @Sendable (_ recorded: Recording, _ replayed: Recording) -> [String]

    public init(_ name: String, _ run: @escaping @Sendable (_ recorded: Recording, _ replayed: Recording) -> [String]) {
        self.name = name
        self.run = run
    }

    /// What a check said.
    public struct Result: Sendable, Hashable {
        public var name: String
        /// What does not hold, a sentence each.
        public var failures: [String]

        public init(name: String, failures: [String]) {
            self.name = name
            self.failures = failures
        }

        public var json: JSONValue { ["name": .string(name), "failures": .array(failures.map(JSONValue.string))] }
    }
}
