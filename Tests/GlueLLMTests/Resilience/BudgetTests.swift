import GlueSemantics
import Testing

@testable import GlueLLM

@Suite("Budgets")
struct BudgetTests {
    let clock = ManualClock()

    private func budget(_ bounds: Budget.Bounds) -> Budget { Budget(bounds, clock: clock) }

    @Test(
        "A call that would go over a bound is refused, with the bound and by how much",
        arguments: [
            (Budget.Bounds(tokens: 1000), "of the budget of 1000 tokens 900 are spent or in use and the call takes about 120, 20 too many"),
            (Budget.Bounds(calls: 1), "the budget of 1 calls is spent; this is one too many"),
            (
                Budget.Bounds(cost: 0.5),
                "of the budget of $0.50 $0.40 are spent or in use and the call takes about $0.1005, $0.0005 too much"
            ),
            (Budget.Bounds(time: .seconds(60)), "the budget of 60.0 seconds is over by 3.0 seconds"),
        ] as [(Budget.Bounds, String)]
    )
    func refuses(bounds: Budget.Bounds, message: String) throws {
        let budget = budget(bounds)
        try budget.reserve(tokens: 100, cost: 0.01)
        budget.settle(tokens: 100, cost: 0.01, spent: (900, 0.4))
        clock.advance(by: .seconds(63))
        let error = #expect(throws: LLMError.self) { try budget.reserve(tokens: 120, cost: 0.1005) }
        #expect(error?.kind == .budget)
        #expect(error?.isRetryable == false)
        #expect(error?.message == message + "; raise the budget or ask for less")
        // What was refused has taken nothing.
        #expect(budget.spent == Budget.Spending(tokens: 900, cost: 0.4, calls: 1))
    }

    @Test("What is reserved counts until it is put right")
    func reserved() throws {
        let budget = budget(Budget.Bounds(tokens: 100))
        try budget.reserve(tokens: 80, cost: nil)
        #expect(throws: LLMError.self) { try budget.reserve(tokens: 30, cost: nil) }
        budget.settle(tokens: 80, cost: nil, spent: (10, nil))
        try budget.reserve(tokens: 30, cost: nil)
        budget.settle(tokens: 30, cost: nil, spent: nil)
        #expect(budget.spent == Budget.Spending(tokens: 40, cost: 0, calls: 2))
    }

    @Test("Without a price a bound in dollars cannot be kept, and says so")
    func unknownPrice() throws {
        let error = #expect(throws: LLMError.self) { try budget(Budget.Bounds(cost: 1)).reserve(tokens: 1, cost: nil) }
        #expect(error?.message.contains("has no price") == true)
        try budget(Budget.Bounds(tokens: 1)).reserve(tokens: 1, cost: nil)
    }

    @Test("Of a thousand at once, as many go through as there is room for")
    func concurrent() async throws {
        let budget = budget(Budget.Bounds(tokens: 1000))
        let passed = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<1000 {
                group.addTask {
                    guard (try? budget.reserve(tokens: 7, cost: 0.001)) != nil else { return false }
                    budget.settle(tokens: 7, cost: 0.001, spent: (7, 0.001))
                    return true
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(passed == 142)
        #expect(budget.spent.tokens == 994)
    }

    @Test("A budget around a call refuses what its own would allow, and neither is charged")
    func nested() async throws {
        let outer = budget(Budget.Bounds(calls: 1))
        let inner = budget(Budget.Bounds(calls: 9))
        try await BudgetScope(outer, in: nil).surround { () async throws(LLMError) in
            let scope = BudgetScope(inner)
            #expect(try await scope.run(tokens: 5, cost: 0, spent: { ($0, 0) }) { () throws(LLMError) in 7 } == 7)
            #expect(outer.spent == Budget.Spending(tokens: 7, calls: 1))
            #expect(inner.spent == Budget.Spending(tokens: 7, calls: 1))
            // The one around counts once, also for who is given it again.
            await #expect(throws: LLMError.self) {
                try await BudgetScope(outer).run(tokens: 5, cost: 0, spent: { ($0, 0) }) { () throws(LLMError) in 7 }
            }
        }
        // The other way round the inner one has reserved when the outer one refuses.
        await #expect(throws: LLMError.self) {
            try await BudgetScope(inner, in: nil).surround { () async throws(LLMError) in
                try await BudgetScope(outer).run(tokens: 5, cost: 0, spent: { ($0, 0) }) { () throws(LLMError) in 7 }
            }
        }
        #expect(inner.spent.calls == 1)
        for _ in 1...8 { try inner.reserve(tokens: 0, cost: 0) }
    }

    @Test(
        "What a failed call took is what it said, nothing where it was turned away, and the estimate where nobody knows",
        arguments: [(.rateLimit, 0), (.connection, 0), (.timeout, 50), (.cancelled, 50), (.invalidRequest, 0)] as [(LLMError.Kind, Int)]
    )
    func failures(kind: LLMError.Kind, tokens: Int) async throws {
        let budget = budget(Budget.Bounds())
        await #expect(throws: LLMError.self) {
            try await BudgetScope(budget, in: nil).run(tokens: 50, cost: nil, spent: { (_: Int) in nil }) { () throws(LLMError) in
                throw LLMError(kind, "scripted")
            }
        }
        #expect(budget.spent == Budget.Spending(tokens: tokens, calls: 1))
        await #expect(throws: LLMError.self) {
            try await BudgetScope(budget, in: nil).run(tokens: 50, cost: nil, spent: { (_: Int) in nil }) { () throws(LLMError) in
                var error = LLMError(kind, "scripted")
                error.usage = Usage(inputTokens: 3, outputTokens: 4)
                throw error
            }
        }
        #expect(budget.spent == Budget.Spending(tokens: tokens + 7, calls: 2))
    }
}
