import Logging
import Synchronization

/// Says once that Redis is away and once that it is back.
final class OutageLog: Sendable {
    private let logger: Logger
    private let consequence: String
    private let isOut = Mutex(false)

    /// - Parameter consequence: What its being away means.
    init(_ logger: Logger, consequence: String) {
        self.logger = logger
        self.consequence = consequence
    }

    func begin(_ reason: String) {
        guard change(to: true) else { return }
        logger.warning("Redis is not available: \(consequence)", metadata: ["reason": "\(reason)"])
    }

    func end() {
        guard change(to: false) else { return }
        logger.notice("Redis is available again")
    }

    private func change(to new: Bool) -> Bool {
        isOut.withLock { isOut in
            defer { isOut = new }
            return isOut != new
        }
    }
}
