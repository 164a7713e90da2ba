import Foundation
import GlueTestSupport
import Testing

@Suite("A disk that is full")
struct FullDiskTests {
    @Test(
        "What does not fit the disk waits in memory, nothing is lost, and files are written again once there is room",
        .enabled(if: canMount)
    )
    func full() async throws {
        try await TemporaryFolder.with { folder in
            try FileManager.default.createDirectory(atPath: folder.path("disk"), withIntermediateDirectories: true)
            let writer = Program.built("JournalWriter").path
            // A file system of 512 KiB that only this process sees.
            let script = #"mount -t tmpfs -o size=512k tmpfs "$1" && exec "$2" fill "$1/journal" 3000"#
            let outcome = try await Program(
                "/usr/bin/unshare",
                ["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", folder.path("disk"), writer]
            ).run()
            #expect(outcome.exitCode == 0, "\(outcome.error)")
            let lines = outcome.text.split(separator: "\n")
            #expect(lines.first?.contains("No space left on device") == true, "\(outcome.text)")
            #expect(lines.dropFirst() == ["disk: true, memory: true", "taken: 3000, adds up: true", "problem: none"])
        }
    }

    /// Whether this machine lets a process have a file system of its own.
    static let canMount: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
