import Foundation

/// A file that tells that a run is being logged by a process that lives.
///
/// Its lock is the sign: the system gives it back when the process ends, however it ends. The file's time is that of the last
/// delivery.
final class RunMarker: Sendable {
    private let path: String
    private let descriptor: Int32

    private init(_ path: String, _ descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Nil where no file can be made, or somebody else logs the run, too.
    static func make(for run: String, in folder: String) -> RunMarker? {
        guard ArtifactPath.isSafe(run), !run.contains("/") else { return nil }
        try? FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        return locked("\(folder)/\(run).run", O_RDWR | O_CREAT | O_CLOEXEC)
    }

    private static func locked(_ path: String, _ flags: Int32) -> RunMarker? {
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        return RunMarker(path, descriptor)
    }

    /// The runs whose processes died, with their markers: who has them says how the runs ended.
    static func orphans(in folder: String) -> [(run: String, lastSign: MLflowTime, marker: RunMarker)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".run") }.sorted().compactMap { name in
            guard let marker = locked("\(folder)/\(name)", O_RDWR | O_CLOEXEC) else { return nil }
            var status = stat()
            // Its owner may have removed it meanwhile.
            guard fstat(marker.descriptor, &status) == 0, status.st_nlink > 0 else { return nil }
            let time = MLflowTime(milliseconds: Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000)
            return (String(name.dropLast(4)), time, marker)
        }
    }

    func touch() { futimens(descriptor, nil) }

    /// The run has ended, and the server knows.
    func remove() { unlink(path) }
}
