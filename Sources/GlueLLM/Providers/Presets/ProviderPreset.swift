import AsyncHTTPClient

/// A provider as the name before a model's colon means it.
struct ProviderPreset: Sendable {
    /// The name in `name:model` and in spans.
    var name: String
    /// Where it is served unless the caller or ``baseURLVariable`` says otherwise.
    var baseURL: String
    /// The variables that hold the key and another address.
    var keyVariable: String
    var baseURLVariable: String
    /// Headers that variables fill, by variable.
    var headerVariables: [String: String] = [:]

    static let all = [
        ProviderPreset(
            name: "openai",
            baseURL: OpenAIProvider.defaultBaseURL,
            keyVariable: "OPENAI_API_KEY",
            baseURLVariable: "OPENAI_BASE_URL",
            headerVariables: ["OPENAI_ORG_ID": "OpenAI-Organization", "OPENAI_PROJECT_ID": "OpenAI-Project"]
        )
    ]

    /// The preset and the model that `provider:model` names.
    ///
    /// - Throws: ``LLMError/Kind/configuration`` with the names that there are.
    static func resolve(_ model: String) throws(LLMError) -> (ProviderPreset, model: String) {
        let names = all.map(\.name).joined(separator: ", ")
        guard let colon = model.firstIndex(of: ":"), colon != model.startIndex, model.index(after: colon) != model.endIndex else {
            throw LLMError(.configuration, "“\(model)” names no provider and model; write provider:model, with a provider of: \(names)")
        }
        guard let preset = all.first(where: { $0.name == model[..<colon] }) else {
            throw LLMError(
                .configuration,
                "there is no provider “\(model[..<colon])”; there are: \(names). A server that speaks like one of them is reached by its base URL"
            )
        }
        return (preset, String(model[model.index(after: colon)...]))
    }

    /// The provider, with its key and address out of an environment.
    ///
    /// - Throws: ``LLMError/Kind/authentication`` where the provider's own server is to be asked and there is no key.
    func provider(
        baseURL: String?,
        apiKey: String?,
        environment: [String: String],
        client: HTTPClient?
    ) throws(LLMError) -> any ModelProvider {
        // An empty variable is how a shell unsets one for a single command.
        func value(_ variable: String) -> String? { environment[variable].flatMap { $0.trimmingSpace.isEmpty ? nil : $0.trimmingSpace } }
        let address = baseURL ?? value(baseURLVariable) ?? self.baseURL
        let key = apiKey ?? value(keyVariable)
        // Another server may want no key; the provider's own one always does.
        let isOwnServer = try server(of: address) == server(of: self.baseURL)
        guard key?.isEmpty == false || !isOwnServer else {
            throw LLMError(.authentication, "there is no key for \(name); set the variable \(keyVariable) or pass apiKey", provider: name)
        }
        var headers: [String: String] = [:]
        for (variable, header) in headerVariables { headers[header] = value(variable) }
        return try OpenAIProvider(
            name: name,
            baseURL: address,
            apiKey: key,
            keyVariable: keyVariable,
            headers: headers,
            client: client
        )
    }

    private func server(of address: String) throws(LLMError) -> ServerAddress { try Endpoint(baseURL: address).server }
}

extension String {
    var trimmingSpace: String {
        let start = drop(while: \.isWhitespace)
        return String(start[..<(start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)])
    }
}
