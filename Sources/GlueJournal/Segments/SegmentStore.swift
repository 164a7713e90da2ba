import Glibc
import GlueOTLP
import Synchronization

/// Makes the segments of a journal, in files where there is a directory.
final class SegmentStore: Sendable {
    let directory: JournalDirectory?
    private let template: SegmentHeader
    private let memory = AnonymousMemory()
    private let names: Mutex<SegmentName>

    /// - Parameter template: The header of the journal's segments, but for number, size and area.
    init(directory: JournalDirectory?, template: SegmentHeader) {
        self.directory = directory
        self.template = template
        names = Mutex(SegmentName(signal: template.signal, area: .queue, owner: template.owner, journal: 0, sequence: 0))
    }

    /// Where the first record of a segment starts.
    var headerLength: Int { template.records }

    func makeInMemory(_ size: Int) throws(SegmentError) -> Segment {
        try Segment(header: header(template, size: size, area: .queue, sequence: next().sequence), size: size, in: memory)
    }

    /// - Parameter source: Whose resource the records have; nil for the journal's own.
    func makeFile(_ size: Int, area: SegmentArea = .queue, of source: SegmentHeader? = nil) throws(SegmentError) -> Segment? {
        guard let directory else { return nil }
        var hasFolder = false
        while true {
            var name = next()
            name.area = area
            do throws(SegmentError) {
                let file = try SegmentFile.make("\(directory.path)/\(name.fileName)", size: size)
                return Segment(header: header(source ?? template, size: size, area: area, sequence: name.sequence), file: file)
            } catch .file(_, _, EEXIST) {
                // Another journal of this process, or an earlier process of the same id, has the name.
                names.withLock { $0.journal += 1 }
            } catch .file(_, _, ENOENT) where !hasFolder {
                hasFolder = true
                try JournalDirectory.makeFolder(directory.path)
            }
        }
    }

    /// In a file where that works, else in memory.
    func make(_ size: Int, area: SegmentArea, of source: SegmentHeader? = nil) throws(SegmentError) -> Segment {
        if let file = try? makeFile(size, area: area, of: source) { return file }
        return try Segment(header: header(source ?? template, size: size, area: area, sequence: next().sequence), size: size, in: memory)
    }

    private func next() -> SegmentName {
        names.withLock { name in
            defer { name.sequence += 1 }
            return name
        }
    }

    private func header(_ source: SegmentHeader, size: Int, area: SegmentArea, sequence: Int) -> SegmentHeader {
        var header = source
        header.lanes = template.lanes
        header.size = UInt64(size)
        header.area = area
        header.sequence = UInt64(sequence)
        return header
    }

    /// Does away with the file of a segment that every destination is done with.
    func retire(_ segment: Segment, now: UInt64) {
        guard let file = segment.file, let directory else { return }
        guard directory.keep.isOn, segment.header.area == .queue, segment.hasRecords else { return file.remove() }
        let name = file.path.split(separator: "/").last.map(String.init) ?? ""
        if (try? JournalDirectory.makeFolder(directory.kept)) == nil || !file.move(to: "\(directory.kept)/\(name)") { file.remove() }
        FolderBound(path: directory.kept, bytes: directory.keep.bytes, age: directory.keep.age).makeRoom(now: now)
    }
}
