import Dispatch
import ServiceContextModule

/// Runs work that holds its thread on one that is not of the few on which tasks run.
///
/// The service context goes along. Work that its caller's cancellation cannot reach goes on until it returns.
package func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    let context = ServiceContext.current ?? .topLevel
    return try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global(qos: .default).async {
            continuation.resume(with: Result { try ServiceContext.withValue(context) { try work() } })
        }
    }
}
