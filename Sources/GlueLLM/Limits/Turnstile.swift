import Synchronization

/// Lets one task in at a time on each of its lanes, in the order in which they came.
final class Turnstile: Sendable {
    enum Entry: Sendable {
        case entered, expired, cancelled
    }

    private struct Waiter {
        var id: UInt64
        var continuation: CheckedContinuation<Entry, Never>
    }

    private final class Expiry: Sendable {
        let isOver = Atomic(false)
    }

    private struct State {
        /// Who waits on each lane that somebody is in.
        var lanes: [String: [Waiter]] = [:]
        var nextID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Whether a lane that nobody was in is now the caller's.
    func tryEnter(_ lane: String) -> Bool {
        state.withLock { state in
            guard state.lanes[lane] == nil else { return false }
            state.lanes[lane] = []
            return true
        }
    }

    /// Waits for the caller's turn. Who entered has to leave.
    ///
    /// - Parameter limit: How long the wait may take; nil for as long as it takes.
    func enter(_ lane: String, within limit: Duration?, clock: any Clock<Duration>) async -> Entry {
        if tryEnter(lane) { return .entered }
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let expiry = Expiry()
        guard let limit else { return await wait(lane, id, expiry) }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                guard (try? await clock.sleep(for: limit)) != nil else { return }
                expiry.isOver.store(true, ordering: .releasing)
                self.end(lane, id, .expired)
            }
            let entry = await wait(lane, id, expiry)
            group.cancelAll()
            return entry
        }
    }

    func leave(_ lane: String) {
        let next = state.withLock { state -> Waiter? in
            guard var waiters = state.lanes[lane], !waiters.isEmpty else {
                state.lanes[lane] = nil
                return nil
            }
            let next = waiters.removeFirst()
            state.lanes[lane] = waiters
            return next
        }
        next?.continuation.resume(returning: .entered)
    }

    /// How many wait on a lane.
    func queue(_ lane: String) -> Int { state.withLock { $0.lanes[lane]?.count ?? 0 } }

    private func wait(_ lane: String, _ id: UInt64, _ expiry: Expiry) async -> Entry {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let entry = state.withLock { state -> Entry? in
                    // Either may have come before there was a waiter to end.
                    if Task.isCancelled { return .cancelled }
                    if expiry.isOver.load(ordering: .acquiring) { return .expired }
                    guard state.lanes[lane] != nil else {
                        state.lanes[lane] = []
                        return .entered
                    }
                    state.lanes[lane]?.append(Waiter(id: id, continuation: continuation))
                    return nil
                }
                if let entry { continuation.resume(returning: entry) }
            }
        } onCancel: {
            end(lane, id, .cancelled)
        }
    }

    /// Ends a wait; nothing where it has ended already.
    private func end(_ lane: String, _ id: UInt64, _ entry: Entry) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.lanes[lane]?.firstIndex(where: { $0.id == id }) else { return nil }
            return state.lanes[lane]?.remove(at: index)
        }
        waiter?.continuation.resume(returning: entry)
    }
}
