import GlueJSON
public import GlueLLM

/// A generator who writes a sparse text and packs more into it, pass by pass.
///
/// ```swift
/// let dense = ChainOfDensity(generator: writer, settings: .init(numIterations: 3))
/// ```
/// Its iterations are its passes, the first included.
public struct ChainOfDensity: Workflow {
    /// What each pass adds.
    public enum DensityIncrement: String, Sendable, Hashable, Codable {
        case entities
        case details
        case examples
    }

    public struct Settings: Sendable, Hashable, Codable {
        public var numIterations: Int
        public var densityIncrement: DensityIncrement
        /// Whether each pass is to be as long as the first.
        public var preserveLength: Bool

        public init(numIterations: Int = 5, densityIncrement: DensityIncrement = .entities, preserveLength: Bool = true) {
            self.numIterations = numIterations
            self.densityIncrement = densityIncrement
            self.preserveLength = preserveLength
        }
    }

    public static let kind = "chain_of_density"

    public var name: String
    public var settings: Settings
    public var generator: any StepExecutor

    public init(_ name: String = Self.kind, generator: any StepExecutor, settings: Settings = Settings()) {
        self.name = name
        self.generator = generator
        self.settings = settings
    }

    public var outline: Outline {
        Outline(name, detail: Self.kind, order: .loop(atMost: settings.numIterations), parts: [generator.outline])
    }

    public func validate() throws(LLMError) { try require(settings.numIterations > 0, "numIterations is at least 1") }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        let opening = "\(input)\n\nWrite a first version that is readable and sparse: few \(settings.densityIncrement.rawValue)."
        var text = try await run.step("pass", generator, opening, role: "sparse", round: 1).text
        let length = Self.words(text)
        for pass in 1..<settings.numIterations {
            text = try await run.step("pass", generator, prompt(input, text, length), role: "densify", round: pass + 1).text
        }
        return WorkflowOutcome(
            text,
            iterations: settings.numIterations,
            metadata: [
                "density_increment": .string(settings.densityIncrement.rawValue),
                "preserve_length": .bool(settings.preserveLength), "final_length": .integer(Int64(Self.words(text))),
            ]
        )
    }

    private func prompt(_ task: String, _ text: String, _ length: Int) -> String {
        let bound = settings.preserveLength ? " Keep to about \(length) words: fuse and shorten what is there to make room." : ""
        return """
            \(task)

            The text so far:
            \(text)

            Find two or three \(settings.densityIncrement.rawValue) that are missing and write the text anew with them in it.\(bound) \
            Answer with the text alone.
            """
    }

    private static func words(_ text: String) -> Int { text.split(whereSeparator: \.isWhitespace).count }
}
