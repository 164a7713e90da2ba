import GlueOTLP
import Testing

@testable import GlueJournal

@Suite("Record and segment headers")
struct HeaderTests {
    @Test("A record's header comes back as it was written", arguments: [(0, 0, 64), (1, 0, 72), (480, 0, 544), (480, 123, 672)])
    func record(base: Int, content: Int, length: Int) {
        let header = RecordHeader(
            kind: .span,
            flags: .failed,
            traceID: OTLP.TraceID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210),
            scope: 7,
            timeUnixNano: 1_700_000_000_000_000_001,
            base: base,
            content: content
        )
        #expect(header.length == length)
        withSegment { segment in
            segment.reserve(header.length, at: 256)
            #expect(segment.record(at: 256) == nil, "it is not committed yet")
            segment.commit(header, at: 256) { $0.update(repeating: 0xAB, count: header.payload) }
            #expect(segment.record(at: 256) == header)
            #expect(segment.length(at: 256) == length)
            #expect(segment.isIntact(header, at: 256))
        }
    }

    @Test("A flipped bit anywhere in a record is noticed")
    func flippedBits() {
        let header = RecordHeader(kind: .span, traceID: OTLP.TraceID(high: 1, low: 2), scope: 0, base: 40)
        withSegment { segment in
            segment.reserve(header.length, at: 256)
            segment.commit(header, at: 256) { $0.update(repeating: 0x5A, count: 40) }
            // Length and commit word follow from the rest; the marks are not part of what was written.
            for offset in Array(8..<12) + Array(20..<(RecordHeader.size + header.payload)) {
                segment.memory[256 + offset] ^= 0x10
                let found = segment.record(at: 256)
                #expect(found.map { segment.isIntact($0, at: 256) } != true, "byte \(offset)")
                segment.memory[256 + offset] ^= 0x10
            }
            #expect(segment.isIntact(header, at: 256))
        }
    }

    @Test("One flipped bit never makes a record look settled")
    func marks() {
        let header = RecordHeader(kind: .span, scope: 0, base: 8)
        withSegment { segment in
            segment.reserve(header.length, at: 256)
            segment.commit(header, at: 256) { $0.update(repeating: 0, count: 8) }
            for lane in 0..<LaneMarks.lanes {
                for bit in 0..<32 {
                    segment.memory[256 + RecordHeader.settledOffset + bit / 8] ^= 1 << UInt8(bit % 8)
                    #expect(!segment.settled(at: 256).contains(LaneMarks(lane: lane)))
                    segment.memory[256 + RecordHeader.settledOffset + bit / 8] ^= 1 << UInt8(bit % 8)
                }
            }
            segment.settle(LaneMarks(lane: 3), at: 256)
            segment.settle(LaneMarks(lane: 14), at: 256, isDropped: true)
            #expect((0..<15).filter { segment.settled(at: 256).contains(LaneMarks(lane: $0)) } == [3, 14])
            #expect((0..<15).filter { segment.dropped(at: 256).contains(LaneMarks(lane: $0)) } == [14])
            #expect(segment.isIntact(header, at: 256))
        }
    }

    @Test("A segment's header comes back from either copy, and only where both are damaged it does not")
    func segment() {
        let header = SegmentHeader(
            owner: 4711,
            beganUnixNano: 1_700_000_000_000_000_000,
            sequence: 12,
            size: 4096,
            resource: Array(1...13),
            schemaURL: Array("https://x".utf8),
            lanes: [Array("collector".utf8), [], Array("file".utf8)],
            signal: .logs,
            area: .pending
        )
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 512, alignment: 8)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        defer { memory.deallocate() }
        let checksum = header.write(to: memory)
        func found(_ count: Int = 512) -> SegmentHeader.Found? { SegmentHeader.find(in: .init(rebasing: memory[..<count])) }
        #expect(found()?.header == header)
        #expect(found()?.checksum == checksum)
        #expect(found()?.isWhole == true)
        for offset in 0..<header.records {
            let isHeartbeat = offset % header.length / 8 == SegmentHeader.heartbeatOffset / 8
            memory[offset] ^= 0x40
            #expect(found()?.header == header, "byte \(offset)")
            #expect(found()?.checksum == checksum, "byte \(offset)")
            // Seven bytes of padding are nobody's.
            if !isHeartbeat, offset % header.length < header.length - 7 {
                #expect(found()?.isWhole == false, "byte \(offset)")
                memory[(offset + header.length) % header.records] ^= 0x40
                #expect(found() == nil, "byte \(offset)")
                memory[(offset + header.length) % header.records] ^= 0x40
            }
            memory[offset] ^= 0x40
        }
        for count in 0..<header.length { #expect(found(count) == nil, "\(count) bytes") }
        for count in header.length..<header.records { #expect(found(count)?.isWhole == false, "\(count) bytes") }
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
