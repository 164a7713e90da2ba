import GlueOTLP
import Testing

@testable import GlueJournal

@Suite("Record and segment headers")
struct HeaderTests {
    @Test("A record's header comes back as it was written", arguments: [(0, 0, 48), (1, 0, 56), (480, 0, 528), (480, 123, 656)])
    func record(base: Int, content: Int, length: Int) {
        let header = RecordHeader(
            kind: .span,
            flags: .failed,
            traceID: OTLP.TraceID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210),
            scope: 7,
            base: base,
            content: content
        )
        #expect(header.length == length)
        withSegment { segment in
            segment.reserve(header.length, at: 64)
            #expect(segment.record(at: 64) == nil, "it is not committed yet")
            segment.commit(header, at: 64) { $0.update(repeating: 0xAB, count: header.payload) }
            #expect(segment.record(at: 64) == header)
            #expect(segment.length(at: 64) == length)
            #expect(segment.isIntact(header, at: 64))
        }
    }

    @Test("A flipped bit anywhere in a record is noticed")
    func flippedBits() {
        let header = RecordHeader(kind: .span, traceID: OTLP.TraceID(high: 1, low: 2), scope: 0, base: 40)
        withSegment { segment in
            segment.reserve(header.length, at: 64)
            segment.commit(header, at: 64) { $0.update(repeating: 0x5A, count: 40) }
            for offset in 8..<header.length {
                segment.memory[64 + offset] ^= 0x10
                let found = segment.record(at: 64)
                #expect(found.map { segment.isIntact($0, at: 64) } != true, "byte \(offset)")
                segment.memory[64 + offset] ^= 0x10
            }
            #expect(segment.isIntact(header, at: 64))
        }
    }

    @Test("A segment's header comes back, and a damaged one does not")
    func segment() {
        let header = SegmentHeader(
            owner: 4711,
            beganUnixNano: 1_700_000_000_000_000_000,
            resource: Array(1...13),
            schemaURL: Array("https://x".utf8)
        )
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 8)
        defer { memory.deallocate() }
        header.write(to: memory)
        #expect(SegmentHeader(UnsafeRawBufferPointer(memory)) == header)
        #expect(header.length == 64)
        for offset in 0..<62 {
            memory[offset] ^= 0x40
            #expect(SegmentHeader(UnsafeRawBufferPointer(memory)) == nil, "byte \(offset)")
            memory[offset] ^= 0x40
        }
        for count in 0..<64 { #expect(SegmentHeader(UnsafeRawBufferPointer(rebasing: memory[..<count])) == nil) }
    }

    private func withSegment(_ body: (Segment) -> Void) {
        let header = SegmentHeader(owner: 1, beganUnixNano: 0, resource: [])
        guard let segment = try? Segment(header: header, size: 4096, in: AnonymousMemory()) else {
            Issue.record("no memory for a segment")
            return
        }
        body(segment)
    }
}
