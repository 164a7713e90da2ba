import Glibc

/// A folder of segments that outlive the process.
///
/// One file is one segment: `SIGNAL.AREA.PID.JOURNAL.SEQUENCE.segment`, readable by its owner only. Segments that every
/// destination is done with are deleted, or move to `kept/` where the settings say so; damaged ones are copied to
/// `damaged/`, records that a destination calls bad to `rejected/`. Several processes may share the folder.
public struct JournalDirectory: Sendable, Hashable {
    public var path: String
    /// How many bytes the segments of one journal may take, that is of one signal in one process; what is kept or damaged
    /// does not count.
    public var bytes: Int
    /// Of one segment: at most a quarter of the whole, so that what is read makes room for what is written, and at least
    /// 1/256 of it, as each is an open file.
    public var segmentBytes: Int
    /// How many bytes of damaged files are kept aside, and as many of rejected records; the oldest go first.
    public var damagedBytes: Int
    public var keep: KeepSettings
    public var sync: SyncPolicy

    /// - Parameters:
    ///   - bytes: At least 64 KiB.
    ///   - segmentBytes: Brought between 1/256 and 1/4 of the whole.
    public init(
        path: String,
        bytes: Int = 1 << 30,
        segmentBytes: Int = 4 << 20,
        damagedBytes: Int = 64 << 20,
        keep: KeepSettings = KeepSettings(),
        sync: SyncPolicy = .never
    ) {
        self.path = path
        self.bytes = max(bytes, 64 << 10)
        self.segmentBytes = max(min(segmentBytes, self.bytes / 4), self.bytes / 256)
        self.damagedBytes = damagedBytes
        self.keep = keep
        self.sync = sync
    }
}

/// How long a segment stays that every destination is done with: so that a journal can be looked at and replayed.
///
/// Both must hold; by default nothing is kept.
public struct KeepSettings: Sendable, Hashable {
    /// How long after its last record.
    public var age: Duration
    /// How many bytes all kept segments of a directory may take; the oldest go first.
    public var bytes: Int

    public init(age: Duration = .zero, bytes: Int = 0) {
        self.age = age
        self.bytes = bytes
    }

    var isOn: Bool { age > .zero && bytes > 0 }
}

/// When what is written is brought onto the disk.
///
/// Whatever is chosen, a process that is killed loses nothing that ended: the system has it. The policy says what a loss
/// of power, or a crash of the system, may cost.
public enum SyncPolicy: Sendable, Hashable {
    /// What the system had not written by itself, on Linux usually the last 30 seconds.
    case never
    /// What ended since the last time, and what a slow disk adds to it.
    case every(Duration)
    /// What is in the segment being written; who fills a segment waits for the disk.
    case segment
}

// MARK: - Files

extension JournalDirectory {
    /// The folder for bytes that were damaged.
    package var damaged: String { path + "/damaged" }
    /// The folder for records that a destination would not take.
    package var rejected: String { path + "/rejected" }
    /// The folder for segments that are done with.
    package var kept: String { path + "/kept" }

    /// The folders are the owner's alone.
    static func makeFolder(_ path: String) throws(SegmentError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        let code = errno
        guard code == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw .file(call: "create the folder", path: path, code: code)
        }
        try makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .file(call: "create the folder", path: path, code: errno) }
    }

    /// The files of a folder that have the names of segments, in the order in which their journals wrote them.
    static func segments(in folder: String) -> [SegmentName] { names(in: folder).compactMap { SegmentName($0) }.sorted() }

    static func names(in folder: String) -> [String] {
        guard let entries = opendir(folder) else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
            )
        }
        return names
    }
}
