import ArgumentParser
import GlueReplay

/// What does not count, or not exactly, when traces are compared.
struct ComparisonOptionGroup: ParsableArguments {
    @Option(help: "An attribute that does not count. Repeat it for several.")
    var ignore: [String] = []

    @Option(help: "ATTRIBUTE=PERCENT: by how much a number may differ. Repeat it for several.")
    var tolerance: [String] = []

    func validate() throws {
        for text in tolerance where Self.tolerance(text) == nil {
            throw ValidationError("--tolerance \(text): write ATTRIBUTE=PERCENT, such as gluellm.cost.usd=5")
        }
    }

    func applied(to settings: ComparisonSettings) -> ComparisonSettings {
        var settings = settings
        settings.ignoredAttributes.formUnion(ignore)
        for (key, share) in tolerance.compactMap(Self.tolerance) { settings.tolerances[key] = share }
        return settings
    }

    private static func tolerance(_ text: String) -> (String, Double)? {
        guard let mark = text.lastIndex(of: "="), let percent = Double(text[text.index(after: mark)...]), percent >= 0, percent.isFinite
        else { return nil }
        return (String(text[..<mark]), percent / 100)
    }
}
