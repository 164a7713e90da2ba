/// Bounds how many bytes of requests are being read and understood at once: what comes beyond waits for its turn, and what would
/// wait long is sent away.
actor Admission {
    private var used = 0
    private var waiting: [(bytes: Int, continuation: CheckedContinuation<Void, Never>)] = []
    private let limit: Int
    private static let mostWaiting = 256

    init(limit: Int) { self.limit = limit }

    /// Runs a body once there is room for its bytes; nil where too many wait already.
    nonisolated func admitting<Value: Sendable>(_ bytes: Int, _ body: () async -> Value) async -> Value? {
        guard await enter(bytes) else { return nil }
        let value = await body()
        await leave(bytes)
        return value
    }

    private func enter(_ bytes: Int) async -> Bool {
        if used == 0 || used + bytes <= limit, waiting.isEmpty {
            used += bytes
            return true
        }
        guard waiting.count < Self.mostWaiting else { return false }
        await withCheckedContinuation { waiting.append((bytes, $0)) }
        return true
    }

    private func leave(_ bytes: Int) {
        used -= bytes
        while let next = waiting.first, used == 0 || used + next.bytes <= limit {
            used += next.bytes
            waiting.removeFirst()
            next.continuation.resume()
        }
    }
}
