internal import CZlib

/// One run of zlib's inflate.
struct Inflater: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(GzipError) {
        // zlib's state points back at the stream, which must not move.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 for the largest window; 32 more lets zlib tell gzip from its own form.
        guard inflateInit2_(stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            throw .outOfMemory
        }
        self.stream = stream
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    mutating func run(_ input: UnsafeRawBufferPointer, limit: Int) throws(GzipError) -> [UInt8] {
        var output: [UInt8] = []
        let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)
        defer { chunk.deallocate() }
        var position = 0
        while true {
            // zlib counts in 32 bits; a longer input is given in pieces.
            let piece = min(input.count - position, 1 << 30)
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress.map { ($0 + position).assumingMemoryBound(to: UInt8.self) }
            )
            stream.pointee.avail_in = UInt32(piece)
            stream.pointee.next_out = chunk.baseAddress
            stream.pointee.avail_out = UInt32(chunk.count)
            let status = inflate(stream, Z_NO_FLUSH)
            let produced = chunk.count - Int(stream.pointee.avail_out)
            position += piece - Int(stream.pointee.avail_in)
            guard output.count + produced <= limit else { throw .tooLarge(limit: limit) }
            output.append(contentsOf: chunk[..<produced])
            switch status {
            case Z_OK: continue
            case Z_STREAM_END:
                // Another member may follow; anything else after the end is not ours, as gunzip has it.
                guard input[position...].starts(with: [0x1F, 0x8B]) else { return output }
                inflateReset(stream)
            case Z_BUF_ERROR: throw .truncated
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "unknown")
            }
        }
    }
}
