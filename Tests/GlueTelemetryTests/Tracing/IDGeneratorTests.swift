import GlueOTLP
import GlueTelemetry
import Testing

@Suite("Ids")
struct IDGeneratorTests {
    @Test("No id repeats, whatever thread asks")
    func unique() async {
        let ids = RandomIDGenerator()
        let all = await withTaskGroup(of: [UInt64].self) { group in
            for _ in 0..<4 { group.addTask { (0..<20_000).flatMap { _ in [ids.spanID().value, ids.traceID().high, ids.traceID().low] } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(all).count == all.count)
        #expect(!all.contains(0))
    }

    @Test("Every bit is set about as often as not")
    func spread() {
        let ids = RandomIDGenerator()
        var set = [Int](repeating: 0, count: 128)
        let count = 20_000
        for _ in 0..<count {
            let id = ids.traceID()
            for bit in 0..<64 {
                set[bit] += Int(id.low >> UInt64(bit) & 1)
                set[64 + bit] += Int(id.high >> UInt64(bit) & 1)
            }
        }
        // Seven standard deviations.
        #expect(set.allSatisfy { abs($0 - count / 2) < 500 })
    }

    @Test("The same start gives the same ids, another one others")
    func seeds() {
        func first(_ seed: UInt64) -> [OTLP.TraceID] {
            var generator = Seeded(state: seed)
            let ids = RandomIDGenerator(using: &generator)
            return (0..<3).map { _ in ids.traceID() }
        }
        #expect(first(1) == first(1))
        #expect(Set(first(1)).isDisjoint(with: first(2)))

        func seeded(_ seed: UInt64) -> [OTLP.TraceID] {
            let ids = RandomIDGenerator(seed: seed)
            return (0..<3).map { _ in ids.traceID() }
        }
        #expect(seeded(1) == seeded(1))
        #expect(Set(seeded(1)).isDisjoint(with: seeded(2)))
    }
}

private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
    }
}
