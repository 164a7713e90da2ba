import Glibc
public import GlueOTLP

/// A look at the directory of a journal that changes nothing, also while its owners run.
///
/// ```swift
/// let journal = try JournalInspection(path: "/var/lib/service/journal")
/// for segment in journal.segments { print(segment.path, segment.records, segment.acknowledged) }
/// for span in journal.telemetry().traces.spans { print(span.name) }
/// ```
public struct JournalInspection: Sendable {
    /// Those that wait and those that are kept, in the order in which each journal wrote them.
    public private(set) var segments: [SegmentReport] = []
    /// Files that have the name of a segment and are none, or cannot be read, with the reason.
    public private(set) var unreadable: [String: String] = [:]
    /// Files whose damaged bytes were kept aside.
    public private(set) var keptAside: [String] = []
    /// Files of records that a destination would not take.
    public private(set) var rejected: [String] = []

    /// - Throws: ``SegmentError`` where there is no such directory.
    public init(path: String) throws(SegmentError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .file(call: "read", path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .file(call: "read", path: path, code: ENOTDIR) }
        let directory = JournalDirectory(path: path)
        for folder in [directory.kept, directory.path] {
            for name in JournalDirectory.segments(in: folder) {
                let path = "\(folder)/\(name.fileName)"
                do throws(SegmentError) {
                    // One that its owner removed meanwhile is no news.
                    guard let file = try InspectedFile.open(path) else { continue }
                    guard let report = file.report else {
                        if !file.isBlank { unreadable[path] = "it is no segment of this version" }
                        continue
                    }
                    segments.append(report)
                } catch {
                    unreadable[path] = "\(error)"
                }
            }
        }
        keptAside = Self.files(in: directory.damaged)
        rejected = Self.files(in: directory.rejected)
    }

    private static func files(in folder: String) -> [String] {
        FolderBound(path: folder, bytes: 0).names.sorted().map { "\(folder)/\($0)" }
    }

    /// Whether a folder has the files of a journal.
    public static func isJournal(_ path: String) -> Bool {
        let directory = JournalDirectory(path: path)
        return [directory.path, directory.kept].contains { !JournalDirectory.segments(in: $0).isEmpty }
    }

    /// All that the segments hold, whether it was sent or not, in the order in which it was written.
    ///
    /// Spans that a dead process left open are closed as interrupted, as they will be for the destinations; those that a
    /// living one has not ended are left out.
    public func telemetry() -> TelemetryFile {
        var telemetry = TelemetryFile()
        var ended: Set<SpanKey> = []
        for report in segments where report.area != .open || !report.isAlive {
            // One that is gone was read by its owner to the end.
            guard let file = try? InspectedFile.open(report.path) else { continue }
            telemetry.append(file.telemetry(&ended))
        }
        return telemetry
    }
}
