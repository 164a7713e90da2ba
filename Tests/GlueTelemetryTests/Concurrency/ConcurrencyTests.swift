import Testing

@testable import GlueTelemetry

@Suite("Turn, event and deadline")
struct ConcurrencyTests {
    @Test("One at a time has the turn, in the order of asking")
    func turn() async {
        let turn = Turn()
        let order = Box<[Int]>([])
        let inside = Box(0)
        #expect(await turn.begin())
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    guard await turn.begin() else { return }
                    #expect(
                        inside.change {
                            $0 += 1; return $0
                        } == 1
                    )
                    await Task.yield()
                    order.change { $0.append(number) }
                    inside.change { $0 -= 1 }
                    turn.end()
                }
            }
            turn.end()
        }
        #expect(order.value.sorted() == Array(0..<50))
        #expect(await turn.begin(), "it was given back")
    }

    @Test("A task that is cancelled in line leaves it, and the next one gets the turn")
    func cancelledInLine() async {
        let turn = Turn()
        #expect(await turn.begin())
        let waiting = Task { await turn.begin() }
        waiting.cancel()
        #expect(await waiting.value == false)
        let next = Task { await turn.begin() }
        turn.end()
        #expect(await next.value)
    }

    @Test("An event wakes all that wait, and whoever comes later does not wait")
    func event() async {
        let event = Event()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { await event.wait() } }
            group.addTask { event.happen() }
        }
        await event.wait()
        #expect(event.hasHappened)
    }

    @Test("A wait for an event ends with its task")
    func cancelledWait() async {
        let event = Event()
        let task = Task { await event.wait() }
        task.cancel()
        await task.value
        #expect(!event.hasHappened)
    }

    @Test("A deadline cancels the operation, whose last word counts; an event does the same")
    func deadline() async {
        let clock = ContinuousClock()
        @Sendable func untilCancelled() async -> String {
            try? await clock.sleep(for: .seconds(600))
            return Task.isCancelled ? "cancelled" : "slept"
        }
        #expect(await withDeadline(.milliseconds(5), clock: clock, untilCancelled) == "cancelled")
        #expect(await withDeadline(.seconds(600), clock: clock) { "quick" } == "quick")
        let event = Event()
        event.happen()
        #expect(await withDeadline(nil, or: event, clock: clock, untilCancelled) == "cancelled")
    }
}
