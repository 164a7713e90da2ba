import Synchronization
import Testing

@testable import GlueLLM

@Suite("Alarms")
struct AlarmTests {
    @Test("Of many alarms on one clock those ring, once, that are not cancelled, the earlier first")
    func order() async throws {
        let rung = Mutex<[Int]>([])
        // In any order, some of them earlier than what the clock sleeps for already.
        let alarms = [5, 1, 4, 2, 3, 0].map { number in
            (number, Alarm(.seconds(1 + number / 2), ContinuousClock(), excluding: { .zero }) { rung.withLock { $0.append(number) } })
        }
        for (number, alarm) in alarms where number % 2 == 1 { alarm.cancel() }
        while rung.withLock({ $0.count }) < 3 { try await Task.sleep(for: .milliseconds(10)) }
        try await Task.sleep(for: .milliseconds(50))
        #expect(rung.withLock { $0 } == [0, 2, 4])
        #expect(alarms.allSatisfy { $0.1.hasRung == ($0.0 % 2 == 0) })
    }

    @Test("Time that does not count is added, on any clock", arguments: [true, false])
    func excluded(isContinuous: Bool) async throws {
        let (rung, signal) = AsyncStream<Void>.makeStream()
        let asked = Mutex(0)
        let clock: any Clock<Duration> = isContinuous ? ContinuousClock() : VirtualClock()
        let start = ContinuousClock.now
        let alarm = Alarm(
            .milliseconds(20),
            clock,
            excluding: {
                asked.withLock {
                    $0 += 1; return $0 > 1 ? .milliseconds(120) : .milliseconds(60)
                }
            }
        ) { signal.finish() }
        for await _ in rung {}
        #expect(alarm.hasRung)
        #expect(asked.withLock { $0 } == 3)
        if isContinuous { #expect(ContinuousClock.now - start >= .milliseconds(140)) }
    }

    @Test("A cancelled alarm lets go of what it was to do")
    func release() {
        final class Held: Sendable {}
        weak var held: Held?
        let alarm: Alarm
        do {
            let object = Held()
            held = object
            alarm = Alarm(.seconds(3600), ContinuousClock(), excluding: { .zero }) { _ = object }
        }
        #expect(held != nil)
        alarm.cancel()
        #expect(held == nil)
        #expect(!alarm.hasRung && !alarm.isSet)
    }

    @Test("Ten thousand alarms that are set and cancelled leave no heap of them behind")
    func bounded() {
        let clock = AlarmClock.shared
        for _ in 0..<10_000 { Alarm(.seconds(3600), ContinuousClock(), excluding: { .zero }) {}.cancel() }
        #expect(clock.count < 5000)
    }
}
