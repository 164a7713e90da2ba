import Testing

@testable import GlueReplay

@Suite("Replay clock")
struct ReplayClockTests {
    @Test("Waits take no time and move the clock")
    func waits() async throws {
        let clock = ReplayClock()
        let start = clock.now
        try await clock.sleep(for: .seconds(3600))
        try await clock.sleep(for: .milliseconds(5))
        #expect(start.duration(to: clock.now) == .milliseconds(3_600_005))
    }

    @Test("A time limit does not run out, and ends when it is cancelled")
    func limits() async {
        let clock = ReplayClock()
        let task = Task { try await clock.sleep(for: ReplayClock.never) }
        try? await clock.sleep(for: .seconds(1))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(clock.now.offset == .seconds(1))
    }
}
