public import GlueJSON
public import GlueLLM

/// Several steps that answer a question together.
///
/// ```swift
/// let pipeline = Pipeline("report", stages: [Stage("draft", writer), Stage("edit", editor)])
/// let result = try await pipeline.run("Write about zinc.")
/// print(result.output, result.interactions.count, result.cost?.dollars ?? 0)
/// ```
/// A workflow is an executor, and so it can be a step of another one.
public protocol Workflow: StepExecutor {
    /// What stands on the span and in a file that describes the workflow.
    associatedtype Settings: Codable & Sendable

    /// What kind of workflow it is, such as `pipeline`; the same for all of a type.
    static var kind: String { get }

    var settings: Settings { get }

    /// Who takes part, as the members of a file that describes the workflow; see ``WorkflowDefinition``. Empty unless implemented:
    /// then a recorded run cannot be made again from its trace alone.
    var cast: JSONObject { get }

    /// Says what is wrong with the workflow before anything is called.
    ///
    /// - Throws: ``LLMError/Kind/configuration``, with what to do.
    func validate() throws(LLMError)

    /// Answers an input by steps.
    func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome
}

/// What a workflow's body comes to.
public struct WorkflowOutcome: Sendable, Hashable {
    public var output: String
    /// The output as JSON where it has a form.
    public var value: JSONValue?
    /// How many rounds, stages or chunks it took; each workflow says what it counts.
    public var iterations: Int
    /// What the workflow tells beyond its output, such as whether it converged; never content.
    public var metadata: JSONObject

    public init(_ output: String, value: JSONValue? = nil, iterations: Int, metadata: JSONObject = [:]) {
        self.output = output
        self.value = value
        self.iterations = iterations
        self.metadata = metadata
    }
}

extension Workflow {
    public var cast: JSONObject { [:] }

    public func validate() throws(LLMError) {}

    /// Runs the workflow and tells all that happened.
    ///
    /// - Throws: ``WorkflowError``, with what was done and paid until then.
    public func run(_ input: String, options: WorkflowOptions = WorkflowOptions()) async throws(WorkflowError) -> WorkflowResult {
        try await WorkflowRunner(workflow: self, scope: WorkflowScope(options)).run(input)
    }

    /// Runs the workflow as a step of the one around it, by whose options and bounds it runs.
    public func execute(_ input: String) async throws -> StepOutput {
        let result = try await WorkflowRunner(workflow: self, scope: .current).run(input)
        return StepOutput(result.output, value: result.value, usage: result.usage, cost: result.cost)
    }
}
