import GlueLLM

/// The tools that `glue run --tool` knows by name.
enum BuiltInTools {
    static let all: [any Tool] = [CalculatorTool(), ClockTool()]

    static var names: [String] { all.map(\.name) }

    /// - Throws: ``CommandFailure`` for wrong usage where there is no such tool.
    static func tools(named names: [String]) throws(CommandFailure) -> [any Tool] {
        var tools: [any Tool] = []
        for name in names {
            guard let tool = all.first(where: { $0.name == name }) else {
                throw CommandFailure(.usage, "there is no tool \(name); the tools are \(self.names.joined(separator: ", "))")
            }
            tools.append(tool)
        }
        return tools
    }
}
