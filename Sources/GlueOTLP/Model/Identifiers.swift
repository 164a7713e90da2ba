extension OTLP {
    /// The 16 bytes that all spans of a trace share. All zero means none.
    public struct TraceID: Sendable, Hashable {
        public var high: UInt64
        public var low: UInt64

        public init(high: UInt64, low: UInt64) {
            self.high = high
            self.low = low
        }

        public static let none = TraceID(high: 0, low: 0)

        public var isValid: Bool { high | low != 0 }
    }

    /// The 8 bytes that name a span within its trace. All zero means none.
    public struct SpanID: Sendable, Hashable {
        public var value: UInt64

        public init(_ value: UInt64) { self.value = value }

        public static let none = SpanID(0)

        public var isValid: Bool { value != 0 }
    }
}

extension OTLP.TraceID: CustomStringConvertible, Comparable {
    /// Reads 32 hexadecimal digits.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 32, let high = UInt64(fixedHex: hex.utf8.prefix(16)), let low = UInt64(fixedHex: hex.utf8.dropFirst(16))
        else { return nil }
        self.init(high: high, low: low)
    }

    /// 32 lower-case hexadecimal digits.
    public var description: String { high.fixedHex + low.fixedHex }

    public static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }
}

extension OTLP.SpanID: CustomStringConvertible, Comparable {
    /// Reads 16 hexadecimal digits.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 16, let value = UInt64(fixedHex: hex.utf8) else { return nil }
        self.init(value)
    }

    /// 16 lower-case hexadecimal digits.
    public var description: String { value.fixedHex }

    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension UInt64 {
    init?(fixedHex digits: some Sequence<UInt8>) {
        self = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): self = self << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): self = self << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): self = self << 4 | UInt64(digit - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
    }

    var fixedHex: String {
        String(unsafeUninitializedCapacity: 16) { buffer in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: self >> UInt64(60 - 4 * index)) & 0x0F
                buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 16
        }
    }
}
