public import AsyncHTTPClient
public import Logging
import NIOCore

extension ClientSettings {
    /// When a model call is made again.
    public var retry: RetryPolicy {
        RetryPolicy(
            attempts: retryMaxAttempts,
            backoff: Backoff(initial: retryMinWait, maximum: retryMaxWait, multiplier: retryMultiplier)
        )
    }

    /// What a call may take.
    public var limits: CallLimits {
        CallLimits(rounds: maxToolIterations, afterLastRound: .fixedAnswer, attempt: min(defaultRequestTimeout, maxRequestTimeout))
    }

    public var parameters: ModelParameters {
        ModelParameters(
            maxTokens: defaultMaxTokens,
            reasoningEffort: defaultReasoningEffort,
            parallelToolCalls: defaultParallelToolCalls
        )
    }

    /// How tools of one answer run; in parallel at most eight at once.
    public var toolOrder: ToolOrder {
        switch defaultToolExecutionOrder {
        case .sequential: .sequential
        case .parallel: .parallel(limit: 8)
        }
    }

    /// How tools are offered, and whether their rounds are condensed.
    ///
    /// - Parameter provider: The client's provider. A model of another one cannot pick its tools: the client's own then does.
    public func toolPolicy(provider: String) -> ToolPolicy {
        let prefix = provider + ":"
        let model = toolRouteModel.hasPrefix(prefix) ? String(toolRouteModel.dropFirst(prefix.count)) : nil
        return ToolPolicy(
            routing: defaultToolMode == .dynamic ? ToolRouting(model: model) : nil,
            condenses: defaultCondenseToolMessages
        )
    }

    /// What attempts are limited to; nil where the settings want no limit.
    ///
    /// Clients that are to be limited together are given the same one.
    ///
    /// - Parameter store: Where the counts are. The backend `redis` needs one: a `RedisRateLimitStore` of GlueRedis, made of
    ///   ``rateLimitRedisURL``.
    /// - Throws: ``LLMError/Kind/configuration`` where the backend is `redis` and there is no store.
    public func rateLimiter(
        store: (any RateLimitStore)? = nil,
        clock: any Clock<Duration> = ContinuousClock()
    ) throws(LLMError) -> RateLimiter? {
        guard rateLimitEnabled else { return nil }
        guard rateLimitBackend == .memory || store != nil else {
            throw LLMError(
                .configuration,
                "GLUELLM_RATE_LIMIT_BACKEND is redis: make a limiter by settings.rateLimiter(store:) with a RedisRateLimitStore of GlueRedis and pass it as rateLimiter"
            )
        }
        let algorithm: RateLimit.Algorithm =
            switch rateLimitAlgorithm {
            case .fixedWindow: .fixedWindow
            case .slidingWindow: .slidingWindow
            case .leakingBucket: .leakyBucket
            case .tokenBucket: .tokenBucket
            case .gcra: .gcra
            }
        let limit = try RateLimit(rateLimitRequestsPerMinute, per: .seconds(60), algorithm: algorithm)
        return RateLimiter([limit], store: store, clock: clock)
    }

    /// Whether long conversations are summarised, and when.
    public var conversationPolicy: ConversationPolicy {
        guard defaultSummarizeContext else { return .unbounded }
        return ConversationPolicy(
            summary: SummaryPolicy(threshold: defaultSummarizeContextThreshold, keepRecent: defaultSummarizeContextKeepRecent)
        )
    }

    /// What models cost; nothing is known of it where costs are not tracked.
    public var prices: PriceTable { trackCosts ? .shipped : PriceTable(date: PriceTable.shipped.date, prices: [:]) }

    /// How an HTTP client of these settings is made, with tracing off, since the engine makes the spans of its requests.
    ///
    /// ```swift
    /// let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings.httpConfiguration)
    /// let client = try LLMClient(settings: settings, httpClient: http)
    /// ```
    public var httpConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration.models()
        let connect = min(defaultConnectTimeout, maxConnectTimeout)
        configuration.timeout = HTTPClient.Configuration.Timeout(connect: .nanoseconds(Int64(connect.seconds * 1e9)))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = httpMaxConnections
        return configuration
    }
}

extension ClientSettings.LogLevelName {
    public var level: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}
