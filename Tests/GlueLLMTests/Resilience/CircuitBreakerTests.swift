import Testing

@testable import GlueLLM

@Suite("Circuit breaker", .timeLimit(.minutes(3)))
struct CircuitBreakerTests {
    let clock = ManualClock()
    let server = "api.example.com:443"

    private func breaker(_ change: (inout CircuitBreaker.Policy) -> Void = { _ in }) -> CircuitBreaker {
        var policy = CircuitBreaker.Policy(failureRatio: 0.5, minimumCalls: 4, window: .seconds(10), openTime: .seconds(30))
        change(&policy)
        return CircuitBreaker(policy, clock: clock)
    }

    /// Makes a call that ends like this, and returns what came of it; nil for success.
    @discardableResult
    private func call(_ breaker: CircuitBreaker, _ kind: LLMError.Kind? = nil) async -> LLMError? {
        do throws(LLMError) {
            try await breaker.run(server) { () throws(LLMError) in
                if let kind { throw LLMError(kind, "scripted") }
            }
            return nil
        } catch {
            return error
        }
    }

    @Test("It opens when half of at least four calls failed, and refuses without calling")
    func opens() async {
        let breaker = breaker()
        for kind in [nil, LLMError.Kind.server, .timeout] { await call(breaker, kind) }
        #expect(breaker.condition(of: server) == .closed)
        await call(breaker, .connection)
        #expect(breaker.condition(of: server) == .open)
        clock.advance(by: .seconds(10))
        let error = await call(breaker, .invalidRequest)
        #expect(error?.kind == .connection)
        #expect(error?.isRetryable == false)
        #expect(error?.retryAfter == .seconds(20))
        #expect(error?.message == "api.example.com:443 is not called, as 3 of 4 calls failed; it is tried again in 20.0 seconds")
        #expect(breaker.condition(of: "other:443") == .closed)
    }

    @Test("Fewer failures than the part that counts leave it closed")
    func ratio() async {
        let breaker = breaker()
        for _ in 1...20 {
            await call(breaker, nil)
            await call(breaker, nil)
            await call(breaker, .server)
        }
        #expect(breaker.condition(of: server) == .closed)
    }

    @Test(
        "What says nothing about the server does not open it",
        arguments: LLMError.Kind.allCases.filter { ![.connection, .timeout, .server].contains($0) }
    )
    func innocent(kind: LLMError.Kind) async {
        let breaker = breaker()
        for _ in 1...20 { await call(breaker, kind) }
        #expect(breaker.condition(of: server) == .closed)
    }

    @Test("Failures that are older than the window are forgotten")
    func window() async {
        let breaker = breaker()
        for _ in 1...10 {
            for _ in 1...3 { await call(breaker, .server) }
            clock.advance(by: .seconds(11))
        }
        #expect(breaker.condition(of: server) == .closed)
        for _ in 1...4 {
            await call(breaker, .server)
            clock.advance(by: .seconds(2))
        }
        #expect(breaker.condition(of: server) == .open)
    }

    @Test("After its open time a trial that succeeds closes it, with a fresh count")
    func closes() async {
        let breaker = breaker()
        for _ in 1...4 { await call(breaker, .server) }
        clock.advance(by: .seconds(30))
        #expect(await call(breaker) == nil)
        #expect(breaker.condition(of: server) == .closed)
        for _ in 1...3 { await call(breaker, .server) }
        #expect(breaker.condition(of: server) == .closed)
    }

    @Test("A trial that fails opens it for another while")
    func opensAgain() async {
        let breaker = breaker()
        for _ in 1...4 { await call(breaker, .server) }
        clock.advance(by: .seconds(30))
        #expect(await call(breaker, .timeout)?.kind == .timeout)
        #expect(await call(breaker)?.retryAfter == .seconds(30))
    }

    @Test("Only so many go through on trial, all have to succeed, and one that was cancelled makes room")
    func trials() throws {
        let policy = CircuitBreaker.Policy(minimumCalls: 1, openTime: .seconds(30), trialCalls: 2)
        var circuit = Circuit()
        guard case .passed(let first) = circuit.admit(policy, at: .zero) else { return #expect(Bool(false)) }
        circuit.report(.failure, of: first, policy, at: .zero)
        #expect(circuit.admit(policy, at: .seconds(29)) == .refused(left: .seconds(1)))
        guard case .passed(let a) = circuit.admit(policy, at: .seconds(30)), case .passed(let b) = circuit.admit(policy, at: .seconds(30))
        else { return #expect(Bool(false)) }
        #expect(a.isTrial && b.isTrial)
        #expect(circuit.admit(policy, at: .seconds(30)) == .refused(left: .zero))
        circuit.report(.success, of: a, policy, at: .seconds(31))
        #expect(circuit.condition == .halfOpen)
        #expect(circuit.admit(policy, at: .seconds(31)) == .refused(left: .zero))
        circuit.report(.nothing, of: b, policy, at: .seconds(31))
        guard case .passed(let c) = circuit.admit(policy, at: .seconds(31)) else { return #expect(Bool(false)) }
        // A call from before it opened comes back late and says nothing about now.
        circuit.report(.failure, of: first, policy, at: .seconds(31))
        #expect(circuit.condition == .halfOpen)
        circuit.report(.success, of: c, policy, at: .seconds(32))
        #expect(circuit.condition == .closed)
    }
}
