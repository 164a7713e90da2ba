/// Memory that is handed out piece by piece and given back all at once.
///
/// A message of protobuf-c is a tree of structs that point at each other. They live no longer than one call, so a
/// pointer that moves on replaces an allocation for each of them.
final class Arena {
    private static let firstChunkSize = 16384

    private var chunks: [UnsafeMutableRawBufferPointer] = []
    private var next: UnsafeMutableRawPointer
    private var end: UnsafeMutableRawPointer
    /// The bytes handed out since the last ``reset()``.
    private(set) var used = 0

    init() {
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.firstChunkSize, alignment: Self.alignment)
        next = chunk.start
        end = next + chunk.count
        chunks.append(chunk)
    }

    deinit {
        for chunk in chunks { chunk.deallocate() }
    }

    /// Takes everything back. The first chunk stays, so that the next small message allocates nothing.
    func reset() {
        if chunks.count > 1 {
            for chunk in chunks.dropFirst() { chunk.deallocate() }
            chunks.removeLast(chunks.count - 1)
        }
        next = chunks[0].start
        end = next + chunks[0].count
        used = 0
    }

    /// Uninitialized memory, aligned for every C type of the schema.
    @inline(__always)
    func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        let rounded = (byteCount + Self.alignment - 1) & ~(Self.alignment - 1)
        used += rounded
        guard rounded <= end - next else { return allocateInNewChunk(byteCount: rounded) }
        defer { next += rounded }
        return next
    }

    @inline(__always)
    func allocate<Element>(_ type: Element.Type, count: Int) -> UnsafeMutablePointer<Element> {
        allocate(byteCount: count * MemoryLayout<Element>.stride).bindMemory(to: type, capacity: count)
    }

    @inline(never)
    private func allocateInNewChunk(byteCount: Int) -> UnsafeMutableRawPointer {
        // Chunks double, so that a large message needs few of them.
        let size = max(byteCount, (chunks.last?.count ?? 0) * 2)
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: Self.alignment)
        chunks.append(chunk)
        next = chunk.start + byteCount
        end = chunk.start + chunk.count
        return chunk.start
    }

    private static let alignment = 8
}

extension UnsafeMutableRawBufferPointer {
    /// The address of a buffer that is known to have one.
    fileprivate var start: UnsafeMutableRawPointer {
        guard let baseAddress else { preconditionFailure("an allocated buffer has an address") }
        return baseAddress
    }
}
