import Testing

@testable import GlueLLM

@Suite("Settings of tools")
struct ToolPolicySettingsTests {
    @Test(
        "The dynamic mode has a model of the client's provider pick the tools, or the client's own",
        arguments: [
            ("openai:gpt-5.4-nano", "openai", "gpt-5.4-nano"), ("openai:gpt-5.4-nano", "anthropic", nil), ("gpt-5.4-nano", "openai", nil),
        ] as [(String, String, String?)]
    )
    func routing(setting: String, provider: String, model: String?) {
        var settings = ClientSettings()
        settings.toolRouteModel = setting
        #expect(settings.toolPolicy(provider: provider).routing == nil)
        settings.defaultToolMode = .dynamic
        #expect(settings.toolPolicy(provider: provider).routing == ToolRouting(model: model))
    }

    @Test("Rounds are condensed where the settings say so, and a client of the settings has their policy")
    func client() throws {
        var settings = ClientSettings()
        #expect(!settings.toolPolicy(provider: "openai").condenses)
        settings.defaultCondenseToolMessages = true
        settings.defaultToolMode = .dynamic
        let client = try LLMClient(settings: settings, model: "openai:gpt-4o", environment: ["OPENAI_API_KEY": "sk-0123456789abcdef"])
        #expect(client.toolPolicy.condenses)
        #expect(client.toolPolicy.routing == ToolRouting(model: "gpt-5.4-nano"))
    }
}
