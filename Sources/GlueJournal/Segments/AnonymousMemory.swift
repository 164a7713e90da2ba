import Glibc
import Synchronization

/// Segments in memory that no file stands behind: what they hold ends with the process.
final class AnonymousMemory: Sendable {
    // An empty queue that fills and empties again would else map and fault in the same pages over and over.
    private let spare = Mutex<[Region]>([])
    private static let mostSpare = 2

    deinit {
        for region in spare.withLock({ $0 }) { munmap(region.memory.baseAddress, region.memory.count) }
    }

    /// Memory for one segment, at a multiple of 8; its contents are undefined.
    func take(_ size: Int) throws(SegmentError) -> UnsafeMutableRawBufferPointer {
        let kept = spare.withLock { regions in
            regions.firstIndex { $0.memory.count == size }.map { regions.remove(at: $0) }
        }
        if let kept { return kept.memory }
        guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), start != MAP_FAILED else {
            throw .outOfMemory(bytes: size, code: errno)
        }
        return UnsafeMutableRawBufferPointer(start: start, count: size)
    }

    /// Takes back the memory of a segment that every reader is done with.
    func giveBack(_ memory: UnsafeMutableRawBufferPointer) {
        let region = Region(memory: memory)
        let isKept = spare.withLock { regions in
            guard regions.count < Self.mostSpare else { return false }
            regions.append(region)
            return true
        }
        if !isKept { munmap(region.memory.baseAddress, region.memory.count) }
    }
}

/// Memory that nobody uses.
// Safe to send: whoever holds it is the only one to know the address.
private struct Region: @unchecked Sendable {
    var memory: UnsafeMutableRawBufferPointer
}
