import AsyncHTTPClient

extension ProviderPreset {
    /// The provider, with its key and address out of an environment.
    ///
    /// - Throws: ``LLMError/Kind/authentication`` where the provider's own server is to be asked and there is no key;
    ///   ``LLMError/Kind/configuration`` where there is no address.
    func provider(
        baseURL: String?,
        apiKey: String?,
        environment: [String: String],
        client: HTTPClient?
    ) throws(LLMError) -> any ModelProvider {
        let environment = Environment(environment)
        guard let address = baseURL ?? environment.first(baseURLVariables).map(complete) ?? self.baseURL else {
            throw LLMError(.configuration, "\(name) has no address of its own; set the variable \(baseURLVariables[0]) or pass baseURL")
        }
        let token = azureToken(environment)
        let key = apiKey ?? environment.first(keyVariables)
        let isLocked = try wantsKey(address)
        guard key?.isEmpty == false || token != nil || !isLocked else {
            throw LLMError(
                .authentication,
                "there is no key for \(name); set the variable \(keyVariable) or pass apiKey",
                provider: provider
            )
        }
        var headers: [String: String] = [:]
        for (variable, header) in headerVariables { headers[header] = environment[variable] }
        switch api {
        case .chatCompletions(let dialect):
            return try OpenAIProvider(
                name: provider,
                baseURL: address,
                apiKey: key,
                keyVariable: keyVariable,
                headers: headers,
                dialect: dialect,
                client: client
            )
        case .responses:
            return try OpenAIResponsesProvider(
                name: provider,
                baseURL: address,
                apiKey: key,
                keyVariable: keyVariable,
                headers: headers,
                client: client
            )
        case .anthropic:
            return try AnthropicProvider(baseURL: address, apiKey: key, keyVariable: keyVariable, headers: headers, client: client)
        case .gemini:
            return try GeminiProvider(baseURL: address, apiKey: key, keyVariable: keyVariable, headers: headers, client: client)
        case .ollama:
            return try OllamaProvider(baseURL: address, apiKey: key, keyVariable: keyVariable, headers: headers, client: client)
        case .azure:
            return try AzureOpenAIProvider(
                endpoint: address,
                credential: key.flatMap { $0.isEmpty ? nil : .key($0) } ?? token.map { .token($0) },
                keyVariable: keyVariable,
                apiVersion: environment["AZURE_OPENAI_API_VERSION"] ?? environment["OPENAI_API_VERSION"]
                    ?? AzureOpenAIProvider.defaultAPIVersion,
                headers: headers,
                client: client
            )
        }
    }

    /// Another server may want no key; the provider's own one, or one that each customer has, always does.
    private func wantsKey(_ address: String) throws(LLMError) -> Bool {
        guard needsKey else { return false }
        guard let own = baseURL else { return true }
        return try Endpoint(baseURL: address).server == Endpoint(baseURL: own).server
    }

    private func azureToken(_ environment: Environment) -> String? {
        if case .azure = api { environment["AZURE_OPENAI_AD_TOKEN"] } else { nil }
    }

    /// An address with its scheme: Ollama's variable has host and port alone.
    private func complete(_ address: String) -> String {
        if case .ollama = api, !address.contains("://") { "http://\(address)" } else { address }
    }

    private struct Environment {
        private let values: [String: String]

        init(_ values: [String: String]) { self.values = values }

        /// An empty variable is how a shell unsets one for a single command.
        subscript(variable: String) -> String? {
            values[variable].flatMap { $0.trimmingSpace.isEmpty ? nil : $0.trimmingSpace }
        }

        func first(_ variables: [String]) -> String? { variables.lazy.compactMap { self[$0] }.first }
    }
}

extension String {
    var trimmingSpace: String {
        let start = drop(while: \.isWhitespace)
        return String(start[..<(start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)])
    }
}
