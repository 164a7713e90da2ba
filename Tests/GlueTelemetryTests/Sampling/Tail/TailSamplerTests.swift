import GlueOTLP
import GlueTestSupport
import Testing

@testable import GlueTelemetry

@Suite("Tail sampler")
struct TailSamplerTests {
    /// A sampler whose places are the numbers of the spans, and a clock that stands still until it is moved.
    struct Bench {
        var sampler: TailSampler<Int>
        var now = Duration.zero
        var kept: [Int] = []
        var dropped: [Int] = []
        private var next = 0

        init(_ settings: TailSampling) { sampler = TailSampler(settings) }

        /// - Returns: The number of the span.
        @discardableResult
        mutating func end(_ trace: UInt64, root: Bool = false, wanted: Bool = false, bytes: Int = 100) -> Int {
            next += 1
            let traceID = OTLP.TraceID(high: 1, low: trace)
            switch sampler.ended(traceID, isWanted: wanted, at: now) {
            case .keep: kept.append(next)
            case .drop: dropped.append(next)
            case .hold: sampler.held(next, of: traceID, bytes: bytes)
            }
            if root { sampler.rootEnded(traceID, at: now) }
            decide(sampler.due(at: now))
            return next
        }

        mutating func pass(_ time: Duration) {
            now += time
            decide(sampler.due(at: now))
        }

        mutating func finish() { decide(sampler.finish()) }

        private mutating func decide(_ decisions: [TailSampler<Int>.Decision]) {
            for decision in decisions {
                if decision.isKept { kept += decision.places } else { dropped += decision.places }
            }
        }
    }

    @Test("A trace is decided as a whole when its local root ends", arguments: [true, false])
    func whole(wanted: Bool) {
        var bench = Bench(TailSampling(keep: []))
        bench.end(1)
        bench.end(1, wanted: wanted)
        #expect(bench.kept.isEmpty && bench.dropped.isEmpty && bench.sampler.count == 1 && bench.sampler.bytes == 200)
        bench.end(1, root: true)
        #expect((wanted ? bench.kept : bench.dropped) == [1, 2, 3])
        #expect(bench.sampler.count == 0 && bench.sampler.bytes == 0 && bench.sampler.early == 0)
    }

    @Test("One trace says nothing of another")
    func apart() {
        var bench = Bench(TailSampling(keep: []))
        bench.end(1)
        bench.end(2, wanted: true)
        bench.end(1, root: true)
        #expect(bench.dropped == [1, 3] && bench.kept.isEmpty)
        bench.end(2, root: true)
        #expect(bench.kept == [2, 4])
    }

    @Test("Spans that come after the decision go the way of their trace; one that is wanted is kept, with those after it")
    func late() {
        var bench = Bench(TailSampling(keep: []))
        bench.end(1, root: true)
        bench.end(2, root: true, wanted: true)
        #expect(bench.dropped == [1] && bench.kept == [2])
        bench.end(1)
        bench.end(2)
        #expect(bench.dropped == [1, 3] && bench.kept == [2, 4])
        bench.end(1, wanted: true)
        bench.end(1)
        #expect(bench.dropped == [1, 3] && bench.kept == [2, 4, 5, 6])
        #expect(bench.sampler.count == 0)
    }

    @Test("Late spans are waited for as long as the settings say")
    func waiting() {
        var bench = Bench(TailSampling(keep: [], lateSpans: .seconds(2)))
        bench.end(1, root: true)
        bench.pass(.seconds(1))
        #expect(bench.sampler.nextDeadline == .seconds(2))
        bench.end(1, wanted: true)
        bench.pass(.milliseconds(999))
        #expect(bench.kept.isEmpty)
        bench.pass(.milliseconds(1))
        #expect(bench.kept == [1, 2] && bench.sampler.early == 0)
    }

    @Test("Two local roots of one trace: the first decides, the second one's errors are kept all the same")
    func twoRoots() {
        var bench = Bench(TailSampling(keep: []))
        bench.end(1, root: true)
        bench.end(1, wanted: true)
        bench.end(1, root: true)
        #expect(bench.dropped == [1] && bench.kept == [2, 3])
    }

    @Test("Of the rest a part is kept, told by the trace id as the ratio sampler does")
    func rest() {
        var bench = Bench(TailSampling(keep: [], ratioOfRest: 0.25))
        for trace in [0, 1 << 62, (1 << 62) - 1, .max] as [UInt64] { bench.end(trace, root: true) }
        #expect(bench.kept == [1, 3] && bench.dropped == [2, 4])
    }

    @Test("At the bound of traces the oldest is decided by what is known of it, and counted")
    func traces() {
        var bench = Bench(TailSampling(keep: [], maximumTraces: 2))
        bench.end(1, wanted: true)
        bench.end(2)
        bench.end(3)
        #expect(bench.kept == [1] && bench.dropped.isEmpty && bench.sampler.early == 1)
        bench.end(4)
        #expect(bench.dropped == [2] && bench.sampler.early == 2 && bench.sampler.count == 2)
    }

    @Test("At the bound of bytes as many are decided as it takes; a span that is larger than the bound is none that waits")
    func bytes() {
        var bench = Bench(TailSampling(keep: [], maximumBytes: 1000))
        for trace in 1...4 as ClosedRange<UInt64> { bench.end(trace, bytes: 250) }
        #expect(bench.dropped.isEmpty)
        bench.end(5, bytes: 600)
        #expect(bench.dropped == [1, 2, 3] && bench.sampler.bytes == 850 && bench.sampler.early == 3)
        bench.end(6, wanted: true, bytes: 5000)
        #expect(bench.dropped == [1, 2, 3, 4, 5] && bench.kept == [6] && bench.sampler.bytes == 0)
    }

    @Test("A trace that is undecided too long is decided; its age counts from its first span")
    func age() {
        var bench = Bench(TailSampling(keep: [], maximumAge: .seconds(10)))
        bench.end(1)
        bench.pass(.seconds(9))
        bench.end(1, wanted: true)
        bench.end(2)
        #expect(bench.kept.isEmpty)
        bench.pass(.seconds(1))
        #expect(bench.kept == [1, 2] && bench.dropped.isEmpty && bench.sampler.early == 1)
        bench.end(1, root: true)
        #expect(bench.kept == [1, 2, 4])
    }

    @Test("At the end all that is left is decided")
    func finish() {
        var bench = Bench(TailSampling(keep: []))
        bench.end(1)
        bench.end(2, wanted: true)
        bench.finish()
        #expect(bench.kept == [2] && bench.dropped == [1])
        #expect(bench.sampler.nextDeadline == nil)
    }

    @Test("Decisions are forgotten beyond the bound, the oldest first; then a late span is a trace of its own")
    func forgotten() {
        var bench = Bench(TailSampling(keep: [], remembered: 4))
        for trace in 1...6 as ClosedRange<UInt64> { bench.end(trace, root: true, wanted: true) }
        bench.end(6)
        #expect(bench.kept.count == 7)
        bench.end(1)
        #expect(bench.kept.count == 7 && bench.sampler.count == 1)
    }

    @Test("Whatever comes in whatever order, each span is kept or dropped once and the bounds hold", arguments: Seeds.from(0, count: 20))
    func chaos(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        var bench = Bench(
            TailSampling(
                keep: [],
                ratioOfRest: 0.3,
                lateSpans: .milliseconds(Int.random(in: 0...20, using: &generator)),
                maximumAge: .milliseconds(100),
                maximumTraces: 10,
                maximumBytes: 5000,
                remembered: 20
            )
        )
        var spans = 0
        for _ in 0..<2000 {
            let trace = UInt64.random(in: 0...30, using: &generator) &* 0x1234_5678_9ABC_DEF1
            let isRoot = Int.random(in: 0..<4, using: &generator) == 0
            let isWanted = Int.random(in: 0..<10, using: &generator) == 0
            spans = bench.end(trace, root: isRoot, wanted: isWanted, bytes: Int.random(in: 1...1000, using: &generator))
            #expect(bench.sampler.count <= 10 && bench.sampler.bytes <= 5000)
            if Bool.random(using: &generator) { bench.pass(.milliseconds(Int.random(in: 0...10, using: &generator))) }
        }
        bench.finish()
        #expect((bench.kept + bench.dropped).sorted() == Array(1...spans))
        #expect(bench.sampler.count == 0 && bench.sampler.bytes == 0)
    }

    @Test("What is remembered is bounded, and what is asked for stays")
    func recent() {
        var values = RecentValues<Int, Int>(capacity: 10)
        for key in 0..<1000 {
            values[key] = key
            #expect(values[0] == 0 && values.count <= 11)
        }
        #expect(values[999] == 999 && values[990] == nil)
        values[999] = nil
        #expect(values[999] == nil)
    }
}
