import Foundation

/// litellm's proxy with models that answer what they are told: a real server that speaks like OpenAI's.
public enum LitellmProxy {
    /// The key that the proxy asks for.
    public static let key = "sk-litellm-0123456789abcdef"
    /// The model that it serves, and what that answers.
    public static let model = "gpt-4o-mini"
    public static let answer = "14 °C and sunny"
    /// A model that answers in JSON, and what it answers.
    public static let jsonModel = "gpt-4o"
    public static let jsonAnswer = #"{"celsius":14,"sky":null}"#

    /// The models that it passes on to an upstream server as chat completions: one for Anthropic's form, one for OpenAI's responses.
    public static let messagesModel = "upstream"
    public static let responsesModel = "bridged"

    /// Starts the proxy, waits until it answers, runs the body, ends it. Needs `.needs(.litellm)`.
    ///
    /// - Parameter upstream: The base URL of a server that streams chat completions; nil for none.
    public static func running<Result: Sendable>(
        upstream: String? = nil,
        _ body: @Sendable (Server) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glue-litellm-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = folder.appendingPathComponent("config.yaml").path
        try configuration(upstream).write(toFile: settings, atomically: true, encoding: .utf8)
        return try await Server.running(
            { port in
                var program = try Program.python(
                    .litellm,
                    script: "import sys; from litellm import run_server; sys.argv[0] = 'litellm'; run_server()",
                    ["--config", settings, "--host", "127.0.0.1", "--port", "\(port)", "--num_workers", "1", "--telemetry", "False"]
                )
                // Else it asks the network what models cost.
                program.environment["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
                return program
            },
            readyWhen: "/health/liveliness",
            body
        )
    }

    private static func configuration(_ upstream: String?) -> String {
        var text = """
            model_list:
              - model_name: \(model)
                litellm_params:
                  model: openai/\(model)
                  api_key: none
                  mock_response: "\(answer)"
              - model_name: \(jsonModel)
                litellm_params:
                  model: openai/\(jsonModel)
                  api_key: none
                  mock_response: '\(jsonAnswer)'

            """
        // Which provider it takes the upstream for decides what it translates into chat completions.
        for (name, provider) in [(messagesModel, "hosted_vllm"), (responsesModel, "deepseek")] {
            guard let upstream else { continue }
            text += """
                  - model_name: \(name)
                    litellm_params:
                      model: \(provider)/\(name)
                      api_base: \(upstream)
                      api_key: none

                """
        }
        return text + """
            general_settings:
              master_key: \(key)
            """
    }
}
