// What scripts/test-threads runs to know that the thread sanitizer sees what it should: a race, and no race where threads
// meet at a `Mutex`.
import Glibc
import Synchronization

private let rounds = 20_000
private let guarded = Mutex<[Int]>([])
private nonisolated(unsafe) var open = 0

private func onTwoThreads(_ body: @Sendable @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?) {
    var threads = [pthread_t](repeating: 0, count: 2)
    for index in threads.indices { pthread_create(&threads[index], nil, body, nil) }
    for thread in threads { pthread_join(thread, nil) }
}

if CommandLine.arguments.contains("race") {
    onTwoThreads { _ in
        for _ in 0..<rounds { open += 1 }
        return nil
    }
} else {
    onTwoThreads { _ in
        for round in 0..<rounds {
            guarded.withLock { $0.append(round) }
            _ = guarded.withLockIfAvailable { $0.removeLast() }
        }
        return nil
    }
}
