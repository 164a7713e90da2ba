internal import CZlib

/// Compresses what comes piece by piece.
package struct GzipStream: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>
    private var output: [UInt8]

    /// - Parameter expected: About how many bytes will come in, so that the output is rarely moved.
    package init(level: Gzip.Level = .standard, expected: Int = 0) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        output = []
        output.reserveCapacity(expected / 4)
        // 15 for the largest window, 16 more for the gzip form. It fails for want of memory alone.
        let status = deflateInit2_(
            stream,
            level.rawValue,
            Z_DEFLATED,
            15 + 16,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        precondition(status == Z_OK, "there is no memory for zlib")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        // zlib counts in 32 bits; a longer input is given in pieces.
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            run(piece, Z_NO_FLUSH)
            rest = rest.dropFirst(piece.count)
        }
    }

    /// Ends the stream and returns all of it.
    package consuming func finish() -> [UInt8] {
        run(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH)
        return output
    }

    private mutating func run(_ input: UnsafeRawBufferPointer, _ flush: Int32) {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(input.count)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 15) { chunk in
            // zlib has more to give as long as it fills all the room that it gets.
            repeat {
                stream.pointee.next_out = chunk.baseAddress
                stream.pointee.avail_out = UInt32(chunk.count)
                deflate(stream, flush)
                output.append(contentsOf: chunk[..<(chunk.count - Int(stream.pointee.avail_out))])
            } while stream.pointee.avail_out == 0
        }
    }
}
