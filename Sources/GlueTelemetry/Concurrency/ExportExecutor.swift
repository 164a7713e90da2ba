import Dispatch

/// Runs what brings telemetry out, on threads of its own.
///
/// A service may block every thread of the cooperative pool, also by waiting for room in the queue
/// (`BoundPolicy.block`): what makes that room must go on meanwhile. Files are read and synced here, too.
final class ExportExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "gluellm.telemetry.export", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
