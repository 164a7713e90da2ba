public import CoreMetrics
public import GlueLLM
public import GlueRedaction
public import Logging
public import Tracing

/// How a run is made, whatever the workflow. Inner workflows run by the options of the outermost.
public struct WorkflowOptions: Sendable {
    /// What the run may take in all.
    public var bounds: WorkflowBounds
    /// What holds for every step.
    public var step: StepPolicy
    /// What is run before and after workflows and executors.
    public var hooks: HookRegistry
    /// Whether the steps' inputs and outputs are written onto their spans whole, whatever ``contentCapture`` says, so that
    /// a run that breaks off can be gone on with. What ``redactor`` takes out stays out, and such a step runs again.
    public var isRecording: Bool
    /// The record of a run that broke off: steps that it holds are not run again.
    public var resuming: WorkflowRecording?
    /// Is told of each step when it starts and when it ends.
    public var onProgress: (@Sendable (WorkflowProgress) async -> Void)?
    public var contentCapture: ContentCapture
    /// What is taken out of content before it is written anywhere.
    public var redactor: Redactor
    /// Where spans go; nil for the tracer that the application bootstrapped.
    public var tracer: (any Tracer)?
    /// Where metrics go; nil for the backend that the application bootstrapped.
    public var metrics: (any MetricsFactory)?
    public var logger: Logger
    /// What time is measured with.
    public var clock: any Clock<Duration>

    public init(
        bounds: WorkflowBounds = WorkflowBounds(),
        step: StepPolicy = StepPolicy(),
        hooks: HookRegistry = HookRegistry(),
        isRecording: Bool = false,
        resuming: WorkflowRecording? = nil,
        onProgress: (@Sendable (WorkflowProgress) async -> Void)? = nil,
        contentCapture: ContentCapture = .environment,
        redactor: Redactor = .secrets,
        tracer: (any Tracer)? = nil,
        metrics: (any MetricsFactory)? = nil,
        logger: Logger = Logger(label: "gluellm.workflow"),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.bounds = bounds
        self.step = step
        self.hooks = hooks
        self.isRecording = isRecording
        self.resuming = resuming
        self.onProgress = onProgress
        self.contentCapture = contentCapture
        self.redactor = redactor
        self.tracer = tracer
        self.metrics = metrics
        self.logger = logger
        self.clock = clock
    }
}
