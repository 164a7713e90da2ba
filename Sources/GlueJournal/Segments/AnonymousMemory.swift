import Glibc
import Synchronization

/// Segments in memory that no file stands behind: what they hold ends with the process.
package final class AnonymousMemory: SegmentStore {
    // An empty queue that fills and empties again would else map and fault in the same pages over and over.
    private let spare = Mutex<[Region]>([])
    private static let mostSpare = 2

    package init() {}

    deinit {
        for region in spare.withLock({ $0 }) { munmap(region.memory.baseAddress, region.memory.count) }
    }

    package func take(_ size: Int) throws(SegmentStoreError) -> UnsafeMutableRawBufferPointer {
        let kept = spare.withLock { regions in
            regions.firstIndex { $0.memory.count == size }.map { regions.remove(at: $0) }
        }
        if let kept { return kept.memory }
        guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), start != MAP_FAILED else {
            throw .outOfMemory(bytes: size, code: errno)
        }
        return UnsafeMutableRawBufferPointer(start: start, count: size)
    }

    package func giveBack(_ memory: UnsafeMutableRawBufferPointer) {
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
