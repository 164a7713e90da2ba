import Glibc
import Synchronization

/// Where threads wait until there is room in the queue.
///
/// A thread, not a task: who ends a span is not asynchronous.
// Safe to share: mutex and condition are made to be, and the generation is only touched under the mutex.
final class Room: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private let waiting = Atomic<Int>(0)
    private var generation = 0
    private static let longest = Duration.seconds(1_000_000_000)

    init() {
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // The wall clock may be set.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Says that there may be room.
    func signal() {
        guard waiting.load(ordering: .sequentiallyConsistent) > 0 else { return }
        pthread_mutex_lock(mutex)
        generation += 1
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Tries until it works or the time is over; then once more, for good.
    ///
    /// - Parameter attempt: Is told whether it is the last time, and returns nil to be tried again.
    func wait<Result>(upTo limit: Duration, _ attempt: (_ isLast: Bool) -> Result?) -> Result? {
        waiting.add(1, ordering: .sequentiallyConsistent)
        defer { waiting.subtract(1, ordering: .sequentiallyConsistent) }
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        // However long somebody would wait, the sum must fit.
        let (seconds, attoseconds) = min(limit, Self.longest).components
        let nanoseconds = deadline.tv_nsec + Int(attoseconds / 1_000_000_000)
        deadline.tv_sec += Int(seconds) + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        while true {
            pthread_mutex_lock(mutex)
            let seen = generation
            pthread_mutex_unlock(mutex)
            if let result = attempt(false) { return result }
            pthread_mutex_lock(mutex)
            var isOver = false
            while generation == seen, !isOver { isOver = pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT }
            pthread_mutex_unlock(mutex)
            if isOver { return attempt(true) }
        }
    }
}
