import Foundation
import GlueJournal
import GlueTestSupport

extension TemporaryFolder {
    /// A journal's directory with small segments.
    func journal(_ name: String = "journal", bytes: Int = 1 << 20, segmentBytes: Int = 4096) -> JournalDirectory {
        JournalDirectory(path: path(name), bytes: bytes, segmentBytes: segmentBytes)
    }

    /// What a process that is killed now would leave of a directory: the files as they are, and no lock.
    func killed(_ directory: JournalDirectory, as name: String) throws -> JournalDirectory {
        try FileManager.default.copyItem(atPath: directory.path, toPath: path(name))
        var copy = directory
        copy.path = path(name)
        return copy
    }
}

extension JournalDirectory {
    /// The names of the segments' files.
    var files: [String] { Self.files(in: path) }

    static func files(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".segment") }.sorted()
    }
}
