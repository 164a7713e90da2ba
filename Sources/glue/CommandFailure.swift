import GlueLLM
import GlueMLflow
import GlueOTLP
import GlueWorkflows

/// Why a command did not do its job: one sentence for a person, a status for a script.
struct CommandFailure: Error {
    var status: ExitStatus
    var message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}

extension CommandFailure {
    /// What the libraries threw; nil for what is not theirs.
    init?(describing error: any Error) {
        switch error {
        case let error as LLMError: self.init(Self.status(of: error.kind), error.description)
        case let error as WorkflowError: self.init(Self.status(of: error.cause.kind), error.description)
        case let error as BatchError: self.init(Self.status(of: error), error.description)
        case let error as MLflowError: self.init(Self.status(of: error.kind), error.description)
        case let error as TelemetryFileError: self.init(.badInput, error.description)
        case is CancellationError: self.init(.interrupted, "interrupted")
        default: return nil
        }
    }

    private static func status(of kind: MLflowError.Kind) -> ExitStatus {
        switch kind {
        case .configuration: .usage
        case .unstorable: .badInput
        case .cancelled: .interrupted
        case .file, .paramConflict, .unsent, .rejected, .alreadyExists, .doesNotExist: .no
        case .invalidRequest, .unauthenticated, .permissionDenied, .unsupported, .rateLimited, .unavailable, .serverError, .connection,
            .timeout, .unexpectedAnswer:
            .peer
        }
    }

    private static func status(of error: BatchError) -> ExitStatus {
        switch error.reason {
        case .badLines, .duplicateID: .badInput
        case .file, .inUse: .no
        case .item(_, _, let cause), .stopped(let cause): status(of: cause.kind)
        }
    }

    private static func status(of kind: LLMError.Kind) -> ExitStatus {
        switch kind {
        case .connection, .timeout, .authentication, .rateLimit, .server, .invalidResponse, .invalidRequest, .contentFilter, .tokenLimit:
            .peer
        case .configuration: .usage
        case .cancelled, .shuttingDown: .interrupted
        case .tooManyRounds, .budget, .hook, .guardrail, .other: .no
        }
    }
}
