import GlueJournal

/// The messages around packed records: resource, scope, records.
///
/// The records are not decoded and not copied: the sizes of the messages around them follow from their lengths. The three
/// signals number the fields of these messages alike.
///
/// Source: opentelemetry-proto, ExportTraceServiceRequest 1; ResourceSpans 1, 2, 3; ScopeSpans 1, 2; and so for metrics and logs.
struct RequestFrame {
    private struct ScopeGroup {
        let scope: UnsafeRawBufferPointer
        /// Where its records are in the list of all.
        var runs: [Range<Int>] = []
        /// Of the records with their tags and lengths.
        var size = 0

        var messageSize: Int { Wire.fieldSize(scope.count) + size }
    }

    private struct ResourceGroup {
        let resource: [UInt8]
        let schemaURL: [UInt8]
        var scopes: [ScopeGroup] = []

        var messageSize: Int {
            Wire.fieldSize(resource.count) + (schemaURL.isEmpty ? 0 : Wire.fieldSize(schemaURL.count))
                + scopes.reduce(0) { $0 + Wire.fieldSize($1.messageSize) }
        }
    }

    private var groups: [ResourceGroup] = []
    private var records: [UnsafeRawBufferPointer] = []
    // The records' bytes are valid as long as their batch is.
    private let batch: ExportBatch

    init(_ batch: ExportBatch) {
        self.batch = batch
        let withContent = batch.withContent
        records.reserveCapacity(batch.count)
        var run = (group: 0, scope: 0, start: 0, size: 0)
        batch.records.forEachRun { owner, scope in
            end(run)
            let (group, scope) = place(owner, scope, near: (run.group, run.scope))
            run = (group, scope, records.count, 0)
        } _: { header, payload in
            let count = header.base + (withContent ? header.content : 0)
            records.append(UnsafeRawBufferPointer(start: payload.baseAddress, count: count))
            run.size += Wire.fieldSize(count)
        }
        end(run)
    }

    /// Adds the records that came last to the group that they belong to.
    private mutating func end(_ run: (group: Int, scope: Int, start: Int, size: Int)) {
        guard run.start < records.count else { return }
        groups[run.group].scopes[run.scope].runs.append(run.start..<records.count)
        groups[run.group].scopes[run.scope].size += run.size
    }

    /// The group that records belong to; many belong to that of the records before.
    private mutating func place(
        _ owner: SegmentHeader,
        _ packedScope: UnsafeRawBufferPointer,
        near last: (group: Int, scope: Int)
    ) -> (group: Int, scope: Int) {
        func isIn(_ group: Int) -> Bool {
            groups[group].resource == owner.resource && groups[group].schemaURL == owner.schemaURL
        }
        let group: Int
        if last.group < groups.count, isIn(last.group) {
            group = last.group
        } else if let found = groups.indices.first(where: isIn) {
            group = found
        } else {
            group = groups.count
            groups.append(ResourceGroup(resource: owner.resource, schemaURL: owner.schemaURL))
        }
        func isOf(_ scope: Int) -> Bool { groups[group].scopes[scope].scope.isEqual(to: packedScope) }
        if group == last.group, last.scope < groups[group].scopes.count, isOf(last.scope) { return last }
        if let found = groups[group].scopes.indices.first(where: isOf) { return (group, found) }
        groups[group].scopes.append(ScopeGroup(scope: packedScope))
        return (group, groups[group].scopes.count - 1)
    }

    /// Of the whole request, in bytes.
    var size: Int { groups.reduce(0) { $0 + Wire.fieldSize($1.messageSize) } }

    /// Writes the request to a place of ``size`` bytes.
    func write(to place: UnsafeMutableRawPointer) {
        var next = place
        withExtendedLifetime(batch) {
            for group in groups {
                Wire.head(1, length: group.messageSize, to: &next)
                group.resource.withUnsafeBytes { Wire.field(1, $0, to: &next) }
                for scope in group.scopes {
                    Wire.head(2, length: scope.messageSize, to: &next)
                    Wire.field(1, scope.scope, to: &next)
                    for run in scope.runs {
                        for index in run { Wire.field(2, records[index], to: &next) }
                    }
                }
                if !group.schemaURL.isEmpty { group.schemaURL.withUnsafeBytes { Wire.field(3, $0, to: &next) } }
            }
        }
    }

    /// The request in memory of its own.
    var bytes: [UInt8] {
        let size = size
        return [UInt8](unsafeUninitializedCapacity: size) { room, count in
            if let place = room.baseAddress, size > 0 { write(to: place) }
            count = size
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Most records have their scope from the same place.
    fileprivate func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
        count == other.count && (baseAddress == other.baseAddress || elementsEqual(other))
    }
}

/// The two bytes or more before a message within a message.
///
/// Source: Protocol Buffers encoding, "Length-Delimited Records".
private enum Wire {
    /// A tag of one byte, the length, the message.
    static func fieldSize(_ length: Int) -> Int { 1 + varintSize(length) + length }

    static func varintSize(_ value: Int) -> Int { max(1, (Int.bitWidth - value.leadingZeroBitCount + 6) / 7) }

    /// Tag and length.
    @inline(__always)
    static func head(_ number: UInt8, length: Int, to place: inout UnsafeMutableRawPointer) {
        func put(_ byte: UInt8) {
            place.storeBytes(of: byte, as: UInt8.self)
            place += 1
        }
        put(number << 3 | 2)
        var rest = UInt64(length)
        while rest > 0x7F {
            put(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        put(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    static func field(_ number: UInt8, _ message: UnsafeRawBufferPointer, to place: inout UnsafeMutableRawPointer) {
        head(number, length: message.count, to: &place)
        guard let source = message.baseAddress else { return }
        place.copyMemory(from: source, byteCount: message.count)
        place += message.count
    }
}
