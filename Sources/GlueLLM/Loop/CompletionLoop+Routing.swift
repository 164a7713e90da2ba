import GlueJSON
import GlueSemantics
import Tracing

extension CompletionLoop {
    /// Lets a model call pick the tools that are offered from now on.
    ///
    /// - Throws: Only what ends the whole completion. Any other failure of the call offers all tools.
    func route(
        _ call: ToolCall,
        _ router: ToolRouter,
        task: Message?,
        _ totals: inout Totals,
        _ span: any Span
    ) async throws(LLMError) -> [ToolDefinition] {
        guard let wanted = ToolRouter.query(call) else {
            return await offer(router.everything, router, "", cause: "invalid_arguments", span)
        }
        let query = try await hooks.run(
            .preToolRoute,
            wanted,
            metadata: ["available_tool_count": .integer(Int64(router.tools.definitions.count))]
        )
        do throws(LLMError) {
            let answer = try await ask(router.request(query, task: task, model: client.model), &totals, span, isHidden: true)
            let choice = try await hooked(router.choice(answer.message), router, query)
            return await offer(choice, router, query, cause: choice.matched == nil ? LLMError.Kind.invalidResponse.rawValue : nil, span)
        } catch {
            guard ![.cancelled, .shuttingDown, .budget, .hook].contains(error.kind) else { throw error }
            return await offer(router.everything, router, query, cause: error.kind.rawValue, span)
        }
    }

    /// The choice as hooks leave it: they may name other tools.
    private func hooked(_ choice: ToolRouter.Choice, _ router: ToolRouter, _ query: String) async throws(LLMError) -> ToolRouter.Choice {
        guard hooks.has(.postToolRoute) else { return choice }
        let names = JSONValue.array((choice.matched ?? router.tools.definitions.map(\.name)).map(JSONValue.string)).text()
        let changed = try await hooks.run(
            .postToolRoute,
            names,
            metadata: [
                "route_query": .string(query), "available_tool_count": .integer(Int64(router.tools.definitions.count)),
                "fallback_to_all": .bool(choice.matched == nil),
            ]
        )
        return changed == names ? choice : router.choice(.assistant(changed))
    }

    private func offer(
        _ choice: ToolRouter.Choice,
        _ router: ToolRouter,
        _ query: String,
        cause: String?,
        _ span: any Span
    ) async -> [ToolDefinition] {
        var attributes: SpanAttributes = [:]
        if let matched = choice.matched { attributes[Glue.Attributes.toolRouteMatched] = matched }
        attributes[Glue.Attributes.toolRouteAvailable] = router.tools.definitions.count
        if let cause { attributes[Glue.Attributes.cause] = cause }
        span.addEvent(SpanEvent(name: Glue.Events.toolRoute, attributes: attributes))
        await events.emit(.toolRoute(query: query, matched: choice.matched ?? router.tools.definitions.map(\.name)))
        return choice.offer
    }
}
