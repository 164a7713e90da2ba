import Testing

@testable import GlueJournal

@Suite("Waiting for room")
struct RoomTests {
    @Test("However long somebody would wait, what works at once is not waited for", arguments: [.seconds(Int64.max), .zero] as [Duration])
    func atOnce(limit: Duration) {
        #expect(Room().wait(upTo: limit) { _ in 7 } == 7)
    }

    @Test("When the time is over it is tried once more, for good")
    func over() {
        var attempts: [Bool] = []
        let result: Int? = Room().wait(upTo: .milliseconds(1)) { isLast in
            attempts.append(isLast)
            return nil
        }
        #expect(result == nil && attempts == [false, true])
    }
}
