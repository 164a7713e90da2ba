extension ClientSetting {
    /// Every setting, by subject.
    public static let all: [ClientSetting] = models + tools + attempts + connections + rateLimits + conversations + rest

    private static let models = [
        ClientSetting("defaultModel", \.defaultModel, .model, "the model of a client that names none, provider:model"),
        ClientSetting("defaultEmbeddingModel", \.defaultEmbeddingModel, .model, "the model of embeddings that name none"),
        ClientSetting(
            "defaultEmbeddingDimensions",
            \.defaultEmbeddingDimensions,
            optional: .count(least: 1),
            "numbers of an embedding; unset: as many as the model makes"
        ),
        ClientSetting("defaultSystemPrompt", \.defaultSystemPrompt, optional: .text, "the system prompt of a client that has none"),
        ClientSetting("defaultMaxTokens", \.defaultMaxTokens, optional: .count(least: 1), "tokens of an answer; unset: the provider's"),
        ClientSetting("defaultReasoningEffort", \.defaultReasoningEffort, optional: .text, "such as low or high; unset: the provider's"),
        ClientSetting(
            "defaultParallelToolCalls",
            \.defaultParallelToolCalls,
            optional: .flag,
            "whether a model may ask for several tools at once; unset: the provider's"
        ),
    ]

    private static let tools = [
        ClientSetting("maxToolIterations", \.maxToolIterations, .count(least: 1), "model calls of a completion"),
        ClientSetting("defaultToolMode", \.defaultToolMode, .choice, "dynamic: a router picks the tools"),
        ClientSetting("defaultToolExecutionOrder", \.defaultToolExecutionOrder, .choice, "of the tools of one answer"),
        ClientSetting("toolRouteModel", \.toolRouteModel, .model, "the model that picks tools"),
        ClientSetting("defaultCondenseToolMessages", \.defaultCondenseToolMessages, .flag, "finished tool rounds become a message"),
    ]

    private static let attempts = [
        ClientSetting("retryMaxAttempts", \.retryMaxAttempts, .count(least: 1), "attempts of a model call"),
        ClientSetting("retryMinWait", \.retryMinWait, .seconds(isZeroAllowed: true), "the ceiling of the first wait, in seconds"),
        ClientSetting("retryMaxWait", \.retryMaxWait, .seconds(isZeroAllowed: true), "the ceiling of any wait, in seconds"),
        ClientSetting("retryMultiplier", \.retryMultiplier, .factor, "growth of the ceiling; 0 and 1: none"),
    ]

    private static let connections = [
        ClientSetting("defaultRequestTimeout", \.defaultRequestTimeout, .seconds(isZeroAllowed: false), "of one attempt, in seconds"),
        ClientSetting("maxRequestTimeout", \.maxRequestTimeout, .seconds(isZeroAllowed: false), "what a call may ask for at most"),
        ClientSetting("defaultConnectTimeout", \.defaultConnectTimeout, .seconds(isZeroAllowed: false), "of connecting, in seconds"),
        ClientSetting("maxConnectTimeout", \.maxConnectTimeout, .seconds(isZeroAllowed: false), "what connecting may take at most"),
        ClientSetting("httpMaxConnections", \.httpMaxConnections, .count(least: 1), "connections to one server"),
    ]

    private static let rateLimits = [
        ClientSetting("rateLimitEnabled", \.rateLimitEnabled, .flag, "false: no limit but the provider's own"),
        ClientSetting("rateLimitRequestsPerMinute", \.rateLimitRequestsPerMinute, .count(least: 1), "requests to one provider"),
        ClientSetting("rateLimitAlgorithm", \.rateLimitAlgorithm, .choice, "how they are spread"),
        ClientSetting("rateLimitBackend", \.rateLimitBackend, .choice, "redis: one limit for several machines"),
        ClientSetting(
            "rateLimitRedisUrl",
            \.rateLimitRedisURL,
            optional: .text,
            "the server of the backend redis, redis://…",
            isSecret: true
        ),
    ]

    private static let conversations = [
        ClientSetting("defaultSummarizeContext", \.defaultSummarizeContext, .flag, "true: long conversations are summarised"),
        ClientSetting(
            "defaultSummarizeContextThreshold",
            \.defaultSummarizeContextThreshold,
            .count(least: 1),
            "messages that are left alone"
        ),
        ClientSetting(
            "defaultSummarizeContextKeepRecent",
            \.defaultSummarizeContextKeepRecent,
            .count(least: 1),
            "last messages that stay as they are"
        ),
    ]

    private static let rest = [
        ClientSetting("trackCosts", \.trackCosts, .flag, "false: what calls cost is not computed"),
        ClientSetting("logLevel", \.logLevel, .choice, "what the engine logs"),
        ClientSetting("openaiApiKey", \.keys["openai"], optional: .text, "comes before OPENAI_API_KEY", isSecret: true),
        ClientSetting("anthropicApiKey", \.keys["anthropic"], optional: .text, "comes before ANTHROPIC_API_KEY", isSecret: true),
        ClientSetting("xaiApiKey", \.keys["xai"], optional: .text, "comes before XAI_API_KEY", isSecret: true),
    ]

    /// Settings of the original that change nothing here, with the reason, by their variables.
    public static let withoutEffect: [String: String] = {
        let logs = "the application says where logs go, by bootstrapping swift-log"
        return [
            "GLUELLM_LOG_FILE_LEVEL": logs, "GLUELLM_LOG_DIR": logs, "GLUELLM_LOG_FILE_NAME": logs, "GLUELLM_LOG_JSON_FORMAT": logs,
            "GLUELLM_LOG_MAX_BYTES": logs, "GLUELLM_LOG_BACKUP_COUNT": logs, "GLUELLM_LOG_CONSOLE_OUTPUT": logs,
            "GLUELLM_DISABLE_LOGGING": logs,
            "GLUELLM_DEFAULT_POOL_TIMEOUT": "a wait for a connection counts as connecting",
            "GLUELLM_MAX_POOL_TIMEOUT": "a wait for a connection counts as connecting",
            "GLUELLM_HTTP_MAX_KEEPALIVE_CONNECTIONS": "every connection is kept alive for a minute",
            "GLUELLM_RATE_LIMIT_BURST": "the original stores it and does not use it, either",
            "GLUELLM_PRINT_SESSION_SUMMARY_ON_EXIT": "the trace tells it",
            "GLUELLM_EVAL_RECORDING_ENABLED": "the original does not use it, either",
            "GLUELLM_EVAL_RECORDING_PATH": "the original does not use it, either",
            "GLUELLM_AAAK_COMPRESSION_ENABLED": "summaries are plain text", "GLUELLM_AAAK_COMPRESSION_MODEL": "summaries are plain text",
            "GLUELLM_AAAK_TOOL_CONDENSING": "condensed tool rounds are plain text",
        ]
    }()
}
