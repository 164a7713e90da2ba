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
        var records: [UnsafeRawBufferPointer] = []
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
    // The records' bytes are valid as long as their batch is.
    private let batch: ExportBatch

    init(_ batch: ExportBatch) {
        self.batch = batch
        var last = (group: 0, scope: 0)
        batch.records.forEach { record in
            let payload =
                batch.withContent
                ? UnsafeRawBufferPointer(rebasing: record.payload[..<(record.header.base + record.header.content)]) : record.base
            last = place(record, near: last)
            groups[last.group].scopes[last.scope].records.append(payload)
            groups[last.group].scopes[last.scope].size += Wire.fieldSize(payload.count)
        }
    }

    /// The group that a record belongs to; most belong to that of the record before.
    private mutating func place(_ record: JournalRecord, near last: (group: Int, scope: Int)) -> (group: Int, scope: Int) {
        func isIn(_ group: Int) -> Bool {
            groups[group].resource == record.owner.resource && groups[group].schemaURL == record.owner.schemaURL
        }
        let group: Int
        if last.group < groups.count, isIn(last.group) {
            group = last.group
        } else if let found = groups.indices.first(where: isIn) {
            group = found
        } else {
            group = groups.count
            groups.append(ResourceGroup(resource: record.owner.resource, schemaURL: record.owner.schemaURL))
        }
        func isOf(_ scope: Int) -> Bool { groups[group].scopes[scope].scope.isEqual(to: record.scope) }
        if group == last.group, last.scope < groups[group].scopes.count, isOf(last.scope) { return last }
        if let found = groups[group].scopes.indices.first(where: isOf) { return (group, found) }
        groups[group].scopes.append(ScopeGroup(scope: record.scope))
        return (group, groups[group].scopes.count - 1)
    }

    /// Of the whole request, in bytes.
    var size: Int { groups.reduce(0) { $0 + Wire.fieldSize($1.messageSize) } }

    /// Hands out the request piece by piece.
    func write(_ put: (UnsafeRawBufferPointer) -> Void) {
        withExtendedLifetime(batch) {
            for group in groups {
                Wire.field(1, length: group.messageSize, put)
                Wire.field(1, length: group.resource.count, put)
                group.resource.withUnsafeBytes(put)
                for scope in group.scopes {
                    Wire.field(2, length: scope.messageSize, put)
                    Wire.field(1, length: scope.scope.count, put)
                    put(scope.scope)
                    for record in scope.records {
                        Wire.field(2, length: record.count, put)
                        put(record)
                    }
                }
                guard !group.schemaURL.isEmpty else { continue }
                Wire.field(3, length: group.schemaURL.count, put)
                group.schemaURL.withUnsafeBytes(put)
            }
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

    static func field(_ number: UInt8, length: Int, _ put: (UnsafeRawBufferPointer) -> Void) {
        withUnsafeTemporaryAllocation(byteCount: 11, alignment: 1) { bytes in
            bytes[0] = number << 3 | 2
            var rest = UInt64(length)
            var count = 1
            repeat {
                bytes[count] = UInt8(truncatingIfNeeded: rest) & 0x7F | (rest > 0x7F ? 0x80 : 0)
                rest >>= 7
                count += 1
            } while rest > 0
            put(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
    }
}
