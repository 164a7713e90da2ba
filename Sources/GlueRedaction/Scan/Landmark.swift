/// Bytes that stand in every text in which a detector finds something: where they are missing, it need not look.
struct Landmark: Sendable {
    /// At least one; in lower case where the case does not matter.
    let bytes: [UInt8]
    let ignoresCase: Bool
    /// Whether what stands around such a place may be a finding; nil for always.
    let holds: (@Sendable (_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool)?

    init(
        _ bytes: some Sequence<UInt8>,
        ignoresCase: Bool = false,
        holds: (@Sendable (_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool)? = nil
    ) {
        self.bytes = Array(bytes)
        self.ignoresCase = ignoresCase
        self.holds = holds
    }

    init(_ text: StaticString, ignoresCase: Bool = false) {
        self.init(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), ignoresCase: ignoresCase)
    }

    /// Where the whole of it stands at a place.
    func stands(in text: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        guard position + bytes.count <= text.count else { return false }
        for offset in bytes.indices {
            let byte = text[position + offset]
            guard bytes[offset] == (ignoresCase ? byte.lowercased : byte) else { return false }
        }
        return holds?(text, position) ?? true
    }

    /// The escapes of JSON that can hide a finding: of ASCII, and of `/`. Others stand between words, or are letters that no
    /// detector of ours looks for.
    static let escapes = [
        Landmark("\\u00", ignoresCase: false), Landmark("\\/"),
        Landmark(CollectionOfOne(UInt8(ascii: "%"))) { text, position in
            position + 2 < text.count && text[position + 1].isHexDigit && text[position + 2].isHexDigit
        },
    ]

    /// Any escape of JSON, for detectors that look for whatever may be escaped.
    static let anyEscape = Landmark("\\")
}
