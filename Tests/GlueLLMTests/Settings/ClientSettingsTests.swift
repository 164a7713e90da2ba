import AsyncHTTPClient
import Configuration
import GlueTestSupport
import Logging
import NIOCore
import Testing

@testable import GlueLLM

@Suite("Settings")
struct ClientSettingsTests {
    private static func load(
        _ environment: [String: String] = [:],
        file: String? = nil,
        change: (inout ClientSettings) -> Void = { _ in }
    ) -> LoadedSettings {
        ClientSettings.load(
            from: [.environment(environment)] + (file.map { [.environmentFile($0)] } ?? []),
            logger: nil,
            change: change
        )
    }

    @Test("I06: code comes before the environment, that before .env, that before the default")
    func precedence() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Array("GLUELLM_RETRY_MAX_ATTEMPTS=4\nRETRY_MAX_ATTEMPTS=9\n".utf8), to: ".env")
            let file = folder.path(".env")
            let five = ["GLUELLM_RETRY_MAX_ATTEMPTS": "5"]
            func found(_ loaded: LoadedSettings) throws -> [String] {
                let entry = try #require(loaded.entries.first { $0.setting.name == "retryMaxAttempts" })
                return ["\(loaded.settings.retryMaxAttempts)", entry.shown ?? "", "\(entry.source)"]
            }
            #expect(try found(Self.load(five, file: file) { $0.retryMaxAttempts = 7 }) == ["7", "7", "constructor"])
            #expect(try found(Self.load(five, file: file)) == ["5", "5", "environment"])
            #expect(try found(Self.load(file: file)) == ["4", "4", file])
            #expect(try found(Self.load(file: folder.path("none"))) == ["3", "3", "default"])
            // A name without the prefix is somebody else's; capitals do not matter.
            #expect(try found(Self.load(["RETRY_MAX_ATTEMPTS": "9"])) == ["3", "3", "default"])
            #expect(try found(Self.load(["gluellm_Retry_max_ATTEMPTS": "8"])) == ["8", "8", "environment"])
            #expect(try found(Self.load(["gluellm_retry_max_attempts": "8", "GLUELLM_RETRY_MAX_ATTEMPTS": "6"]))[0] == "6")
            #expect(try found(Self.load(["GLUELLM_RETRY_MAX_ATTEMPTS": "  "], file: file))[0] == "4")
        }
    }

    @Test("The defaults are the original's")
    func defaults() {
        let settings = ClientSettings()
        #expect(settings.defaultModel == "openai:gpt-5.4-nano" && settings.defaultSystemPrompt == "You are a helpful assistant.")
        #expect(settings.maxToolIterations == 10 && settings.retryMaxAttempts == 3 && settings.retryMultiplier == 1)
        #expect(settings.limits.attempt == .seconds(300) && settings.httpConfiguration.timeout.connect == .seconds(30))
        #expect(settings.rateLimitRequestsPerMinute == 60 && settings.rateLimitAlgorithm == .slidingWindow)
        #expect(settings.defaultSummarizeContextThreshold == 20 && settings.defaultSummarizeContextKeepRecent == 6)
        #expect(ClientSetting.all.allSatisfy { $0.isValid(settings) })
    }

    @Test(
        "Every setting is read from its variable, and is written in the form that it is read in",
        arguments: ClientSetting.all.map(\.name)
    )
    func everySetting(name: String) throws {
        let values = [
            "defaultModel": "anthropic:claude-opus-5", "defaultEmbeddingModel": "mistral:mistral-embed",
            "defaultEmbeddingDimensions": "256", "defaultSystemPrompt": "Be terse.", "defaultMaxTokens": "77",
            "defaultReasoningEffort": "low", "defaultParallelToolCalls": "false", "maxToolIterations": "4", "defaultToolMode": "dynamic",
            "defaultToolExecutionOrder": "parallel", "toolRouteModel": "openai:gpt-4o", "defaultCondenseToolMessages": "true",
            "retryMaxAttempts": "5", "retryMinWait": "0.5", "retryMaxWait": "6", "retryMultiplier": "2.5", "defaultRequestTimeout": "20",
            "maxRequestTimeout": "90", "defaultConnectTimeout": "3", "maxConnectTimeout": "4", "httpMaxConnections": "7",
            "rateLimitEnabled": "false", "rateLimitRequestsPerMinute": "30", "rateLimitAlgorithm": "gcra", "rateLimitBackend": "redis",
            "rateLimitRedisUrl": "redis://:secret@127.0.0.1", "defaultSummarizeContext": "true", "defaultSummarizeContextThreshold": "9",
            "defaultSummarizeContextKeepRecent": "2", "trackCosts": "false", "logLevel": "DEBUG", "openaiApiKey": "sk-1",
            "anthropicApiKey": "sk-2", "xaiApiKey": "sk-3",
        ]
        let setting = try #require(ClientSetting.all.first { $0.name == name })
        let value = try #require(values[name])
        let loaded = Self.load([setting.variable: value])
        #expect(setting.value(in: loaded.settings) == value)
        #expect(setting.value(in: ClientSettings()) != value)
        #expect(loaded.problems.isEmpty && loaded.unread.isEmpty)
        #expect(loaded.entries.filter { $0.source == .environment }.map(\.setting.name) == [name])
    }

    @Test(
        "A value that makes no sense is told, and the next place or the default is used",
        arguments: [
            ("RETRY_MAX_ATTEMPTS", "0", "a whole number, 1 or more", "3"), ("RETRY_MAX_ATTEMPTS", "abc", "a whole number, 1 or more", "3"),
            ("RETRY_MAX_ATTEMPTS", "99999999999", "a whole number, 1 or more", "3"),
            ("RETRY_MIN_WAIT", "-5", "a number of seconds, 0 or more", "2"),
            ("RETRY_MIN_WAIT", "1e300", "a number of seconds, 0 or more", "2"),
            ("RETRY_MIN_WAIT", "nan", "a number of seconds, 0 or more", "2"),
            ("DEFAULT_REQUEST_TIMEOUT", "0", "a number of seconds, more than 0", "300"),
            ("DEFAULT_MODEL", "gpt-4o", "provider:model", "openai:gpt-5.4-nano"), ("TRACK_COSTS", "perhaps", "true or false", "true"),
            ("DEFAULT_TOOL_MODE", "magic", "standard, dynamic", "standard"),
            ("DEFAULT_MAX_TOKENS", "-1", "a whole number, 1 or more", "none"),
        ]
    )
    func nonsense(name: String, value: String, advice: String, used: String) throws {
        let loaded = Self.load(["GLUELLM_\(name)": value])
        let problem = SettingProblem(name: "GLUELLM_\(name)", value: value, advice: "write \(advice)", used: used)
        #expect(loaded.problems == [problem])
        #expect(loaded.settings == ClientSettings())
        #expect(problem.description == "GLUELLM_\(name) makes no sense here: write \(advice) (\(value)); used: \(used)")
    }

    @Test("Where the environment makes no sense, .env has its say")
    func nextPlace() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Array("GLUELLM_RETRY_MAX_ATTEMPTS=4".utf8), to: ".env")
            let loaded = Self.load(["GLUELLM_RETRY_MAX_ATTEMPTS": "many"], file: folder.path(".env"))
            #expect(loaded.settings.retryMaxAttempts == 4)
            #expect(loaded.problems.map(\.used) == ["4"])
        }
    }

    @Test("What code sets is checked when a client is made of it")
    func code() {
        var settings = ClientSettings()
        settings.retryMaxAttempts = -5
        let error = #expect(throws: LLMError.self) { try LLMClient(settings: settings, environment: ["OPENAI_API_KEY": "k"]) }
        #expect(error?.kind == .configuration)
        #expect(error?.message == "the setting retryMaxAttempts cannot be -5; write a whole number, 1 or more")
    }

    @Test("Keys are shown nowhere")
    func secrets() {
        let loaded = Self.load(["GLUELLM_OPENAI_API_KEY": "sk-hunter2", "GLUELLM_RATE_LIMIT_REDIS_URL": "redis://:hunter2@localhost"])
        let shown = loaded.entries.map { "\($0.setting.name)=\($0.shown ?? "")" }.joined(separator: "\n")
        #expect(loaded.settings.keys["openai"] == "sk-hunter2")
        #expect(!shown.contains("hunter2") && shown.contains("openaiApiKey=(set, not shown)"))
        var keys = ""
        dump(loaded.settings.keys, to: &keys)
        #expect(!"\(loaded.settings.keys) \(String(reflecting: loaded.settings.keys)) \(keys)".contains("hunter2"))
    }

    @Test("A key among the settings comes before the provider's own variable")
    func key() throws {
        var settings = ClientSettings()
        #expect(throws: LLMError.self) { try LLMClient(settings: settings, environment: [:]) }
        settings.keys["openai"] = "sk-1"
        let client = try LLMClient(settings: settings, environment: ["OPENAI_API_KEY": ""])
        #expect(client.model == "gpt-5.4-nano" && client.systemPrompt == "You are a helpful assistant.")
    }

    @Test("A client does what its settings say")
    func mapping() throws {
        let settings = Self.load([
            "GLUELLM_RETRY_MAX_ATTEMPTS": "5", "GLUELLM_RETRY_MIN_WAIT": "1", "GLUELLM_RETRY_MAX_WAIT": "6",
            "GLUELLM_RETRY_MULTIPLIER": "2", "GLUELLM_MAX_TOOL_ITERATIONS": "3", "GLUELLM_DEFAULT_REQUEST_TIMEOUT": "4000",
            "GLUELLM_MAX_REQUEST_TIMEOUT": "900", "GLUELLM_DEFAULT_CONNECT_TIMEOUT": "99", "GLUELLM_DEFAULT_MAX_TOKENS": "50",
            "GLUELLM_DEFAULT_SUMMARIZE_CONTEXT": "true", "GLUELLM_DEFAULT_SUMMARIZE_CONTEXT_THRESHOLD": "9", "GLUELLM_TRACK_COSTS": "no",
            "GLUELLM_LOG_LEVEL": "error", "GLUELLM_DEFAULT_TOOL_EXECUTION_ORDER": "parallel",
        ]).settings
        let client = try LLMClient(settings: settings, model: "openai:gpt-4o", environment: ["OPENAI_API_KEY": "k"], systemPrompt: "Hi")
        #expect(client.retry.attempts == 5)
        #expect((1...5).map { client.retry.backoff.ceiling(afterAttempt: $0) } == [1, 2, 4, 6, 6].map { .seconds($0) })
        #expect(client.limits.rounds == 3 && client.limits.attempt == .seconds(900) && client.limits.afterLastRound == .fixedAnswer)
        #expect(settings.httpConfiguration.timeout.connect == .seconds(60))
        #expect(client.parameters.maxTokens == 50 && client.toolOrder == .parallel(limit: 8))
        #expect(client.conversationPolicy.summary?.threshold == 9 && client.conversationPolicy.summary?.keepRecent == 6)
        #expect(ClientSettings().conversationPolicy.summary == nil)
        #expect(client.prices.price(of: "gpt-4o") == nil && client.logger.logLevel == .error)
        #expect(client.model == "gpt-4o" && client.systemPrompt == "Hi")
    }

    @Test("Variables of ours that no setting has are told")
    func unread() {
        let loaded = Self.load(["GLUELLM_RETRY_MAX_ATEMPTS": "5", "GLUELLM_LOG_DIR": "/tmp", "PATH": "/bin", "GLUELLM_EMPTY": ""])
        #expect(loaded.unread == ["GLUELLM_LOG_DIR", "GLUELLM_RETRY_MAX_ATEMPTS"])
        #expect(ClientSetting.withoutEffect["GLUELLM_LOG_DIR"] != nil)
        #expect(Set(ClientSetting.withoutEffect.keys).isDisjoint(with: ClientSetting.all.map(\.variable)))
    }

    @Test("Any other configuration can be a place of settings, with values of its own types")
    func provider() {
        let configuration = InMemoryProvider(
            name: "company",
            values: [
                ["gluellm", "retryMaxAttempts"]: 6, ["gluellm", "retryMinWait"]: "soon",
                ["gluellm", "defaultModel"]: "openai:gpt-4o",
            ]
        )
        let loaded = ClientSettings.load(from: [.environment([:]), .provider(configuration)], logger: nil)
        #expect(loaded.settings.retryMaxAttempts == 6 && loaded.settings.defaultModel == "openai:gpt-4o")
        #expect(loaded.problems.map(\.value) == ["soon"])
        #expect(loaded.entries.first { $0.setting.name == "defaultModel" }.map { "\($0.source)".contains("company") } == true)
    }

    @Test("A .env file that cannot be read is told")
    func unreadable() async throws {
        try await TemporaryFolder.with { folder in
            // A folder in its place.
            let loaded = Self.load(file: folder.path("."))
            #expect(loaded.problems.map(\.used) == ["nothing of it"])
            #expect(loaded.settings == ClientSettings())
        }
    }
}
