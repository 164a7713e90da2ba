import NIOCore
import Synchronization

/// On which event loop a service's answers are collected: the one with the fewest of its requests under way.
///
/// Calls that come one after the other so stay on one loop, where their connection is, and do not wake another thread on the
/// way; those at once are spread over all.
final class EventLoopChoice: Sendable {
    private let loops: [any EventLoop]
    private let underWay: Mutex<[Int]>

    init(_ group: any EventLoopGroup) {
        loops = Array(group.makeIterator())
        underWay = Mutex(Array(repeating: 0, count: loops.count))
    }

    func run<Value>(_ body: (any EventLoop) async throws -> Value) async rethrows -> Value {
        let index = underWay.withLock { underWay in
            let index = underWay.indices.min { underWay[$0] < underWay[$1] } ?? 0
            underWay[index] += 1
            return index
        }
        defer { underWay.withLock { $0[index] -= 1 } }
        return try await body(loops[index])
    }
}
