import GlueOTLP
import Testing

@testable import GlueScope

@Suite("The search for traces")
struct TraceSearchTests {
    /// Forty traces in parts of seven: every fourth failed, every tenth is slow, models and tools alternate.
    private static func fill(_ store: ScopeStore) async throws {
        for number in UInt64(1)...40 {
            let model = number % 2 == 0 ? "even" : "odd"
            var attributes = Make.call(
                model,
                [.init("shop.basket", .int(Int64(number % 5))), .init("gen_ai.conversation.id", .string("s\(number % 3)"))]
            )
            attributes += Make.said("question \(number) about \(number % 7 == 0 ? "refunds" : "shoes")", "the answer is \(number)")
            if number % 4 == 0 { attributes.append(.init("error.type", "timeout")) }
            let tool = Make.span(
                number,
                2,
                parent: 1,
                [.init("gen_ai.operation.name", "execute_tool"), .init("gen_ai.tool.name", .string("t\(number % 3)"))]
            )
            try await store.add(
                Make.traces([Make.span(number, seconds: number % 10 == 0 ? 30 : 1, attributes), tool], service: number < 20 ? "a" : "b")
            )
        }
    }

    @Test(
        "Each condition finds what fulfils it, newest first",
        arguments: [
            Condition("model:even") { $0 % 2 == 0 }, Condition("tool:t1") { $0 % 3 == 1 }, Condition("status:error") { $0 % 4 == 0 },
            Condition("status:ok") { $0 % 4 != 0 },
            Condition("session:s2") { $0 % 3 == 2 }, Condition("service:b") { $0 >= 20 }, Condition("min_ms:2000") { $0 % 10 == 0 },
            Condition("max_ms:2000") { $0 % 10 != 0 },
            Condition("refunds") { $0 % 7 == 0 }, Condition("REFUNDS question") { $0 % 7 == 0 },
            Condition("\"about shoes\"") { $0 % 7 != 0 }, Condition("refu*") { $0 % 7 == 0 },
            Condition("\"shoes about\"") { _ in false }, Condition("shop.basket=3") { $0 % 5 == 3 },
            Condition("shop.basket=3 model:odd") { $0 % 5 == 3 && $0 % 2 == 1 },
            Condition("refunds status:error") { $0 % 28 == 0 }, Condition("refunds shop.basket=0") { $0 % 35 == 0 },
            Condition("model:none") { _ in false },
            Condition("service.name=a status:error") { $0 < 20 && $0 % 4 == 0 }, Condition("\"the answer is 17\"") { $0 == 17 },
            Condition("nonsense") { _ in false },
            Condition("since:1800000020000000000") { $0 >= 20 }, Condition("until:2027-01-15T08:00:10Z since:2027-01-15") { $0 <= 10 },
            Condition("since:1h") { _ in true }, Condition("until:7d") { _ in false }, Condition("min_cost:1") { _ in false },
            Condition("model:even tool:t0 status:error min_ms:1") { $0 % 12 == 0 }, Condition("") { _ in true },
        ]
    )
    func conditions(_ condition: Condition) async throws {
        try await ScopeStore.with(tracesPerPart: 7) { store async throws in
            try await Self.fill(store)
            #expect(try await store.found(condition.search) == (UInt64(1)...40).reversed().filter(condition.holds), "\(condition.search)")
        }
    }

    @Test(
        "Pages follow each other without a gap, also where traces began at one moment",
        arguments: ["", "model:even", "question", "shop.basket=1"]
    )
    func paging(search: String) async throws {
        try await ScopeStore.with(tracesPerPart: 7) { store async throws in
            try await Self.fill(store)
            // Ten of one moment, in two parts.
            for number in UInt64(41)...50 {
                try await store.add(
                    Make.traces([Make.span(number, at: 41, Make.call("even", [.init("shop.basket", 1)]) + Make.said("question", ""))])
                )
            }
            let whole = try await store.found(search, limit: 100)
            #expect(Set(whole).count == whole.count)
            var query = TraceQuery(search, limit: 3)
            var paged: [UInt64] = []
            repeat {
                let list = try await store.traces(query)
                paged += list.traces.map(\.id.low)
                query.cursor = list.next
            } while query.cursor != nil && paged.count < 100
            #expect(paged == whole)
        }
    }

    @Test("A search that has no time answers what it has, says so, and goes on from there")
    func impatience() async throws {
        try await ScopeStore.with(tracesPerPart: 7) { store async throws in
            try await Self.fill(store)
            for search in ["status:error", "question", "shop.basket=2"] {
                let whole = try await store.found(search, limit: 100)
                var query = TraceQuery(search, limit: 4)
                var found: [UInt64] = []
                var partly = 0
                repeat {
                    let now = query
                    let list = try await store.read { try TraceSearch.list(now, now: 0, patience: .zero, in: $0) }
                    found += list.traces.map(\.id.low)
                    partly += list.isPartial ? 1 : 0
                    query.cursor = list.next
                } while query.cursor != nil && partly < 1000
                #expect(found == whole, "\(search)")
                #expect(partly > 0, "\(search)")
            }
        }
    }

    @Test("Many matches of a common word are all found")
    func common() async throws {
        try await ScopeStore.with { store async throws in
            let spans = (1...5000).map { Make.span(UInt64($0), at: UInt64($0 / 100), Make.call("m") + Make.said("common", "word")) }
            try await store.add(Make.traces(spans))
            var query = TraceQuery("common", limit: 1000)
            var count = 0
            repeat {
                let list = try await store.traces(query)
                count += list.traces.count
                query.cursor = list.next
            } while query.cursor != nil
            #expect(count == 5000)
        }
    }

    @Test(
        "A line of words is understood",
        arguments: [
            ("a b", ["a", "b"]), ("\"a b\" c*", ["a b", "c"]), ("status:maybe", ["status:maybe"]), ("http://x", ["http://x"]),
            ("=x", ["=x"]), ("  ", []),
            ("\"model:x\"", ["model:x"]),
        ]
    )
    func words(search: String, words: [String]) { #expect(TraceQuery(search).text.map(\.text) == words) }

    @Test(
        "Quotes, operators and signs of the text search are words like others",
        arguments: ["\"", "AND", "NOT x", "a\"b", "(", "x:y", "*", "^a", "- -"]
    )
    func signs(search: String) async throws {
        try await ScopeStore.with { store async throws in
            try await store.add(Make.traces([Make.span(1, Make.said("plain", "words"))]))
            _ = try await store.found(search)
        }
    }
}

/// A search, and which of the traces' numbers it finds.
struct Condition: Sendable, CustomTestStringConvertible {
    var search: String
    var holds: @Sendable (UInt64) -> Bool

    init(_ search: String, _ holds: @escaping @Sendable (UInt64) -> Bool) {
        self.search = search
        self.holds = holds
    }

    var testDescription: String { search }
}
