import GlueSemantics
package import ServiceContextModule

/// The budgets that a call draws from: its client's and those of the calls around it.
package struct BudgetScope: Sendable {
    private let budgets: [Budget]

    /// The budgets around the current task, and one more.
    ///
    /// - Parameter own: Nil for none; one that is around already counts once.
    package init(_ own: Budget?, in context: ServiceContext? = .current) {
        var budgets = context?.budgets ?? []
        if let own, !budgets.contains(where: { $0 === own }) { budgets.append(own) }
        self.budgets = budgets
    }

    /// Runs a call whose inner calls draw from the same budgets.
    package func surround<Value: Sendable>(_ call: () async throws(LLMError) -> Value) async throws(LLMError) -> Value {
        guard !budgets.isEmpty else { return try await call() }
        return try await ServiceContext.with({ $0.budgets = budgets }, call)
    }

    /// Makes a model call within what is left.
    ///
    /// - Parameter client: By whose prices it is billed.
    func run(
        _ request: ModelRequest,
        by client: LLMClient,
        _ call: () async throws(LLMError) -> ModelAnswer
    ) async throws(LLMError) -> ModelAnswer {
        guard !budgets.isEmpty else { return try await call() }
        let estimate = request.estimatedUsage
        let cost = client.prices.cost(of: estimate, model: request.model, provider: client.provider.name)
        return try await run(
            tokens: estimate.totalTokens,
            cost: cost,
            spent: { answer in answer.response.usage.map { ($0.totalTokens, answer.cost.dollars) } },
            call
        )
    }

    /// Reserves in all budgets or in none, makes the call and puts right what it took.
    ///
    /// - Parameters:
    ///   - cost: Nil where the model's price is not known.
    ///   - spent: What an answer took; nil where that is not known.
    func run<Value: Sendable>(
        tokens: Int,
        cost: Double?,
        spent: (Value) -> (tokens: Int, cost: Double?)?,
        _ call: () async throws(LLMError) -> Value
    ) async throws(LLMError) -> Value {
        for (index, budget) in budgets.enumerated() {
            do throws(LLMError) {
                try budget.reserve(tokens: tokens, cost: cost)
            } catch {
                for reserved in budgets[..<index] { reserved.cancel(tokens: tokens, cost: cost) }
                throw error
            }
        }
        do throws(LLMError) {
            let value = try await call()
            settle(tokens, cost, spent(value))
            return value
        } catch {
            settle(tokens, cost, error.spending)
            throw error
        }
    }

    private func settle(_ tokens: Int, _ cost: Double?, _ spent: (tokens: Int, cost: Double?)?) {
        for budget in budgets { budget.settle(tokens: tokens, cost: cost, spent: spent) }
    }
}

extension LLMError {
    /// What the failed call was billed for; nil where the service may have worked on it and has not said how much.
    var spending: (tokens: Int, cost: Double?)? {
        if let usage { return (usage.totalTokens, cost?.dollars) }
        switch kind {
        case .timeout, .cancelled, .invalidResponse: return nil
        default: return partialOutput == nil ? (0, 0) : nil
        }
    }
}

extension ServiceContext {
    private enum Key: ServiceContextKey {
        typealias Value = [Budget]
    }

    fileprivate var budgets: [Budget] {
        get { self[Key.self] ?? [] }
        set { self[Key.self] = newValue.isEmpty ? nil : newValue }
    }
}
