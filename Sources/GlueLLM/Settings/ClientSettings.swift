/// How an application's clients are set up, as a value.
///
/// What is set in code comes before the environment (`GLUELLM_…`), that before a `.env` file in the working directory, and
/// that before the defaults:
/// ```swift
/// let settings = ClientSettings.load { $0.retryMaxAttempts = 7 }.settings
/// let client = try LLMClient(settings: settings)
/// ```
/// A property's variable is its name in capitals with `GLUELLM_` before it: ``retryMaxAttempts`` is
/// `GLUELLM_RETRY_MAX_ATTEMPTS`. ``ClientSetting/all`` has them all, and `glue doctor` shows them.
///
/// Names and defaults are those of the Python GlueLLM.
public struct ClientSettings: Sendable, Hashable {
    // MARK: Models

    /// `provider:model`.
    public var defaultModel = "openai:gpt-5.4-nano"
    /// `provider:model` or `provider/model`.
    public var defaultEmbeddingModel = "openai/text-embedding-3-small"
    /// How many numbers an embedding has; nil for as many as the model makes.
    public var defaultEmbeddingDimensions: Int?
    /// Nil for none.
    public var defaultSystemPrompt: String? = "You are a helpful assistant."
    public var defaultMaxTokens: Int?
    /// How hard the model is to think, in the provider's own words.
    public var defaultReasoningEffort: String?
    public var defaultParallelToolCalls: Bool?

    // MARK: Tools

    /// How many model calls a completion may take.
    public var maxToolIterations = 10
    public var defaultToolMode = ToolMode.standard
    public var defaultToolExecutionOrder = ToolExecutionOrder.sequential
    /// The model that picks the tools in the dynamic mode.
    public var toolRouteModel = "openai:gpt-5.4-nano"
    /// Whether finished tool rounds are condensed to a message.
    public var defaultCondenseToolMessages = false

    // MARK: Attempts

    /// How often a model call is made at most.
    public var retryMaxAttempts = 3
    /// The ceiling of the first wait.
    public var retryMinWait = Duration.seconds(2)
    /// The ceiling of any wait.
    public var retryMaxWait = Duration.seconds(30)
    /// Growth of the ceiling from one attempt to the next; 0 and 1 keep it constant.
    public var retryMultiplier = 1.0

    // MARK: Time and connections

    /// How long one attempt may take, from connecting to the last byte; never more than ``maxRequestTimeout``.
    public var defaultRequestTimeout = Duration.seconds(300)
    public var maxRequestTimeout = Duration.seconds(1800)
    /// How long connecting may take; never more than ``maxConnectTimeout``.
    public var defaultConnectTimeout = Duration.seconds(30)
    public var maxConnectTimeout = Duration.seconds(60)
    /// How many connections to one server there are at most; further calls wait for one.
    public var httpMaxConnections = 50

    // MARK: Rate limits

    public var rateLimitEnabled = true
    public var rateLimitRequestsPerMinute = 60
    public var rateLimitAlgorithm = RateLimitAlgorithmName.slidingWindow
    public var rateLimitBackend = RateLimitBackend.memory
    /// Where the limits of several machines are kept. It may hold a password.
    public var rateLimitRedisURL: String?

    // MARK: Conversations

    /// Whether long conversations are summarised.
    public var defaultSummarizeContext = false
    /// How many messages are left alone.
    public var defaultSummarizeContextThreshold = 20
    /// How many of the last messages stay as they are.
    public var defaultSummarizeContextKeepRecent = 6

    // MARK: The rest

    public var trackCosts = true
    public var logLevel = LogLevelName.info
    /// Keys that come before the providers' own variables.
    public var keys = ProviderKeys()

    public init() {}
}

extension ClientSettings {
    /// How a model is given tools.
    public enum ToolMode: String, Sendable, Hashable, CaseIterable {
        /// All at once.
        case standard
        /// A router picks those that fit.
        case dynamic
    }

    /// Whether the tools of one answer run one after the other.
    public enum ToolExecutionOrder: String, Sendable, Hashable, CaseIterable {
        case sequential
        case parallel
    }

    public enum RateLimitAlgorithmName: String, Sendable, Hashable, CaseIterable {
        case fixedWindow = "fixed_window"
        case slidingWindow = "sliding_window"
        case leakingBucket = "leaking_bucket"
        case tokenBucket = "token_bucket"
        case gcra
    }

    /// Where the counts of rate limits are.
    public enum RateLimitBackend: String, Sendable, Hashable, CaseIterable {
        /// In the process.
        case memory
        /// On a Redis server, for all that use it together.
        case redis
    }

    /// The levels of the original's logging.
    public enum LogLevelName: String, Sendable, Hashable, CaseIterable {
        case trace = "TRACE"
        case debug = "DEBUG"
        case info = "INFO"
        case notice = "NOTICE"
        case warning = "WARNING"
        case error = "ERROR"
        case critical = "CRITICAL"
    }
}
