import GlueSemantics
import Synchronization
import Tracing

extension AttemptLoop {
    /// Makes an attempt as the client's hedging, circuit breaker, keys and rate limits have it.
    ///
    /// A key that the provider throttles or refuses is no end of the attempt as long as there is another one.
    func make<Value: Sendable>(_ attempt: Attempt, _ plan: AttemptPlan<Value>) async throws(LLMError) -> Value {
        guard let hedging = client.hedging, plan.isHedgeable else { return try await guarded(attempt, plan) }
        return try await hedged(hedging) { () async throws(LLMError) in try await guarded(attempt, plan) }
    }

    private func guarded<Value: Sendable>(_ attempt: Attempt, _ plan: AttemptPlan<Value>) async throws(LLMError) -> Value {
        var changes = 0
        while true {
            try client.breaker?.check(endpoint)
            let key = try await nextKey(plan)
            let permit = try await admission(plan, key)
            do throws(LLMError) {
                let value = try await send(plan, key)
                await settle(permit, plan.billed(value))
                return value
            } catch {
                await settle(permit, error.spending?.tokens)
                guard let keys = client.keys, let key, await keys.report(error, of: key), plan.mayRepeat(),
                    // A key whose rest is short may be back before all others were tried.
                    changes + 1 < keys.count
                else { throw error }
                changes += 1
                metrics.keyChange(after: error)
                tell(Glue.Events.keyChange, [Glue.Attributes.keyID: .string(key.id), Glue.Attributes.cause: .string(error.kind.rawValue)])
            }
        }
    }

    private func send<Value: Sendable>(_ plan: AttemptPlan<Value>, _ key: APIKey?) async throws(LLMError) -> Value {
        // One of its own: attempts that are made side by side end by themselves.
        var attempt = self.attempt(sends.next())
        attempt.key = key
        guard let breaker = client.breaker else { return try await limited(attempt, plan) }
        return try await breaker.run(endpoint) { () async throws(LLMError) in try await limited(attempt, plan) }
    }

    /// What the circuit breaker knows the server by.
    private var endpoint: String { client.provider.server.map { "\($0.host):\($0.port)" } ?? client.provider.name }

    private func nextKey<Value>(_ plan: AttemptPlan<Value>) async throws(LLMError) -> APIKey? {
        guard let keys = client.keys else { return nil }
        do throws(LLMError) {
            return try await keys.acquire(within: deadline.remaining) { waited in
                tell(Glue.Events.keyWait, [Glue.Attributes.delay: .double(waited.seconds)])
            }
        } catch {
            var error = error
            error.provider = client.provider.name
            error.model = plan.model
            throw error
        }
    }

    private func admission<Value>(_ plan: AttemptPlan<Value>, _ key: APIKey?) async throws(LLMError) -> RateLimitPermit? {
        guard let limiter = client.rateLimiter else { return nil }
        let subject = RateLimitSubject(provider: client.provider.name, model: plan.model, keyID: key?.id)
        return try await limiter.acquire(subject, tokens: limiter.countsTokens ? plan.tokens() : 0, within: deadline.remaining) { wait in
            var attributes: SpanAttributes = [:]
            attributes[Glue.Attributes.delay] = wait.duration.seconds
            if let limit = wait.limit { attributes[Glue.Attributes.rateLimit] = limit.description }
            tell(Glue.Events.rateLimitWait, attributes)
            metrics.rateLimitWait(wait.duration)
        }
    }

    private func settle(_ permit: RateLimitPermit?, _ tokens: Int?) async {
        guard let permit else { return }
        await client.rateLimiter?.settle(permit, tokens: tokens)
    }

    func tell(_ event: String, _ attributes: SpanAttributes) { span.addEvent(SpanEvent(name: event, attributes: attributes)) }
}

/// Counts how often a call was sent, over all its attempts.
final class SendCount: Sendable {
    private let count = Atomic(0)

    /// How often it was sent before.
    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}
