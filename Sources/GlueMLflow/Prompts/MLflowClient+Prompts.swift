public import GlueJSON

extension MLflowClient {
    /// Makes a prompt, or a further version of one.
    ///
    /// ```swift
    /// let prompt = try await mlflow.register(prompt: "greeting", .text("Say hello to {{name}}."))
    /// let messages = try prompt.template.rendered(["name": "Ada"]).messages
    /// ```
    /// - Parameters:
    ///   - experiment: The experiment whose page shows it, where the prompt is new.
    ///   - tags: Of this version.
    public func register(
        prompt name: String,
        _ template: PromptTemplate,
        commitMessage: String? = nil,
        tags: [String: String] = [:],
        modelConfig: JSONObject? = nil,
        responseFormat: JSONValue? = nil,
        experiment: String? = nil
    ) async throws(MLflowError) -> Prompt {
        try Checked.modelName(name)
        var all = tags
        all[PromptTags.isPrompt] = "true"
        all[PromptTags.text] = template.stored
        if case .chat = template { all[PromptTags.type] = PromptTags.chat } else { all[PromptTags.type] = PromptTags.plain }
        all[PromptTags.modelConfig] = modelConfig.map { JSONValue.object($0).text() }
        all[PromptTags.responseFormat] = responseFormat?.text()
        try Checked.tags(all, limit: MLflowLimits.registryTagValue)
        var modelTags = [PromptTags.isPrompt: "true"]
        modelTags[PromptTags.experiments] = experiment.map { ",\($0)," }
        do {
            _ = try await createRegisteredModel(name, tags: modelTags)
        } catch  where error.kind == .alreadyExists {
            // A model of this name is no place for a prompt; the server would put it there all the same.
            guard try await registeredModel(name).tags[PromptTags.isPrompt] == "true" else {
                throw MLflowError(.alreadyExists, "\"\(name)\" is a registered model; take another name for the prompt")
            }
        }
        let version = try await createModelVersion(of: name, source: PromptTags.source, description: commitMessage, tags: all)
        return try Prompt(version, operation: "model-versions/create")
    }

    /// A version of a prompt; by default the latest.
    public func prompt(_ name: String, version: Int? = nil) async throws(MLflowError) -> Prompt {
        if let version { return try await Prompt(modelVersion(String(version), of: name), operation: "model-versions/get") }
        let versions = try await promptVersions(name).all()
        guard let latest = versions.max(by: { $0.version < $1.version }) else {
            throw MLflowError(.doesNotExist, "there is no prompt \"\(name)\"", operation: "model-versions/search")
        }
        return latest
    }

    /// The version of a prompt that an alias means.
    public func prompt(_ name: String, alias: String) async throws(MLflowError) -> Prompt {
        try await Prompt(modelVersion(alias: alias, of: name), operation: "registered-models/alias")
    }

    public func promptVersions(_ name: String) -> Pages<Prompt> {
        let filter = "name = \(MLflowFilter.quoted(name)) AND tags.`\(PromptTags.isPrompt)` = 'true'"
        let versions = modelVersions(filter: filter)
        return Pages { (token) throws(MLflowError) in
            let page = try await versions.fetch(token)
            var prompts: [Prompt] = []
            for version in page.elements { prompts.append(try Prompt(version, operation: "model-versions/search")) }
            return (prompts, page.next)
        }
    }

    /// The names of prompts, and what is said of them.
    ///
    /// - Parameter filter: Of those of registered models, such as `name LIKE 'support%'`.
    public func prompts(filter: String? = nil) -> Pages<RegisteredModel> {
        let own = "tags.`\(PromptTags.isPrompt)` = 'true'"
        return registeredModels(filter: filter.map { "\($0) AND \(own)" } ?? own)
    }

    /// Tells that a trace came about with versions of prompts.
    public func link(prompts: [Prompt], toTrace trace: String) async throws(MLflowError) {
        let versions = prompts.map { ["name": .string($0.name), "version": .string(String($0.version))] as JSONValue }
        let body: JSONObject = ["trace_id": .string(MLflowTrace.id(trace)), "prompt_versions": .array(versions)]
        _ = try await call(.post("traces/link-prompts", body))
    }
}

/// Parts of the filters that searches take.
public enum MLflowFilter {
    /// A text as a filter writes it.
    ///
    /// The language has no way to write a quote of either kind within such; a text with both matches nothing.
    public static func quoted(_ text: String) -> String { text.contains("'") ? "\"\(text)\"" : "'\(text)'" }
}
