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

    /// Starts the proxy, waits until it answers, runs the body, ends it. Needs `.needs(.litellm)`.
    public static func running<Result: Sendable>(_ body: @Sendable (Server) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glue-litellm-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = folder.appendingPathComponent("config.yaml").path
        try configuration.write(toFile: settings, atomically: true, encoding: .utf8)
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

    private static let configuration = """
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
        general_settings:
          master_key: \(key)
        """
}
