/// Reads server-sent events out of bytes that come in any pieces: an event, a line end and a character may each be split.
///
/// An event of one line that came in one piece, which is nearly every one, is passed on where it lies; only what a piece
/// leaves unfinished is copied.
///
/// Source: HTML Living Standard, section 9.2.6 "Interpreting an event stream".
package struct ServerSentEventParser: Sendable {
    /// How many bytes an event, or a line of one, may have.
    let limit: Int
    /// The last id that the stream named.
    private(set) var lastID: String?
    /// How long the server wants a client to wait before it connects again.
    private(set) var retry: Duration?

    /// A line whose end has not come.
    private var line: [UInt8] = []
    /// The event's data so far, as far as it does not lie in the piece that is read now.
    private var data: [UInt8] = []
    private var hasData = false
    private var name: String?
    private var endedWithReturn = false
    private var isFirstLine = true

    package init(limit: Int) { self.limit = limit }

    /// Reads a piece and passes on the events that are complete with it.
    ///
    /// - Throws: ``LLMError/Kind/invalidResponse`` where an event is longer than the limit; what `receive` throws.
    package mutating func read(
        _ piece: UnsafeRawBufferPointer,
        _ receive: (ServerSentEvent) throws(LLMError) -> Void
    ) throws(LLMError) {
        // The data of the event in the making while it is one line of this piece.
        var inPlace: UnsafeRawBufferPointer?
        var position = 0
        if endedWithReturn, let first = piece.first {
            endedWithReturn = false
            if first == Self.lineFeed { position = 1 }
        }
        while position < piece.count, let end = Self.lineEnd(in: piece, from: position) {
            let bytes = UnsafeRawBufferPointer(rebasing: piece[position..<end])
            if line.isEmpty {
                try read(line: bytes, inPlace: &inPlace, isInPlace: true, receive)
            } else {
                try finishLine(with: bytes, &inPlace, receive)
            }
            position = end + 1
            guard piece[end] == Self.carriageReturn else { continue }
            if position == piece.count { endedWithReturn = true } else if piece[position] == Self.lineFeed { position += 1 }
        }
        if let inPlace { data.append(contentsOf: inPlace) }
        line.append(contentsOf: piece[position...])
        try check(line.count + data.count)
    }

    /// Reads a line whose beginning came with an earlier piece.
    private mutating func finishLine(
        with end: UnsafeRawBufferPointer,
        _ inPlace: inout UnsafeRawBufferPointer?,
        _ receive: (ServerSentEvent) throws(LLMError) -> Void
    ) throws(LLMError) {
        line.append(contentsOf: end)
        var whole: [UInt8] = []
        swap(&whole, &line)
        try whole.withRawBytes { bytes throws(LLMError) in try read(line: bytes, inPlace: &inPlace, isInPlace: false, receive) }
        // The room is kept for the next line that is split.
        whole.removeAll(keepingCapacity: true)
        swap(&whole, &line)
    }

    private mutating func read(
        line bytes: UnsafeRawBufferPointer,
        inPlace: inout UnsafeRawBufferPointer?,
        isInPlace: Bool,
        _ receive: (ServerSentEvent) throws(LLMError) -> Void
    ) throws(LLMError) {
        try check(bytes.count)
        var line = bytes
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: Self.byteOrderMark) { line = UnsafeRawBufferPointer(rebasing: line.dropFirst(3)) }
        }
        guard !line.isEmpty else { return try dispatch(&inPlace, receive) }
        let colon = line.firstIndex(of: UInt8(ascii: ":"))
        let field = UnsafeRawBufferPointer(rebasing: line[..<(colon ?? line.count)])
        var value = UnsafeRawBufferPointer(rebasing: line[(colon.map { $0 + 1 } ?? line.count)...])
        if value.first == UInt8(ascii: " ") { value = UnsafeRawBufferPointer(rebasing: value.dropFirst()) }

        if field.elementsEqual("data".utf8) {
            try add(data: value, isInPlace: isInPlace, &inPlace)
        } else if field.elementsEqual("event".utf8) {
            name = String(decoding: value, as: UTF8.self)
        } else if field.elementsEqual("id".utf8) {
            if !value.contains(0) { lastID = String(decoding: value, as: UTF8.self) }
        } else if field.elementsEqual("retry".utf8) {
            if let milliseconds = Int32(String(decoding: value, as: UTF8.self)), milliseconds >= 0 { retry = .milliseconds(milliseconds) }
        }
        // Any other field, and a comment, whose field is empty, says nothing.
    }

    private mutating func add(data value: UnsafeRawBufferPointer, isInPlace: Bool, _ inPlace: inout UnsafeRawBufferPointer?)
        throws(LLMError)
    {
        if !hasData, isInPlace {
            inPlace = value
        } else {
            if let first = inPlace { data.append(contentsOf: first) }
            inPlace = nil
            if hasData { data.append(Self.lineFeed) }
            data.append(contentsOf: value)
        }
        hasData = true
        try check(inPlace?.count ?? data.count)
    }

    private mutating func dispatch(
        _ inPlace: inout UnsafeRawBufferPointer?,
        _ receive: (ServerSentEvent) throws(LLMError) -> Void
    ) throws(LLMError) {
        defer {
            name = nil
            hasData = false
            inPlace = nil
            data.removeAll(keepingCapacity: true)
        }
        guard hasData else { return }
        let name = name?.isEmpty == true ? nil : name
        if let inPlace {
            try receive(ServerSentEvent(name: name, data: inPlace, id: lastID))
        } else {
            try data.withRawBytes { bytes throws(LLMError) in try receive(ServerSentEvent(name: name, data: bytes, id: lastID)) }
        }
    }

    private func check(_ count: Int) throws(LLMError) {
        guard count <= limit else { throw LLMError(.invalidResponse, "an event of the stream is longer than \(limit) bytes") }
    }

    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func lineEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var position = start
        while position < bytes.count {
            if bytes[position] == lineFeed || bytes[position] == carriageReturn { return position }
            position += 1
        }
        return nil
    }
}

extension [UInt8] {
    /// The bytes in place; unlike `withUnsafeBytes` it keeps the type of what is thrown.
    package func withRawBytes<Result>(_ body: (UnsafeRawBufferPointer) throws(LLMError) -> Result) throws(LLMError) -> Result {
        try withUnsafeBufferPointer { buffer throws(LLMError) in try body(UnsafeRawBufferPointer(buffer)) }
    }
}
