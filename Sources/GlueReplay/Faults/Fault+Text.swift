/// A fault that cannot be read.
public struct FaultSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    public var text: String

    public var description: String {
        """
        \(text) is no fault; write KIND[:TIME][@EXCHANGE[.PIECE]][xTIMES] with one of a status from 400 to 599, cut, stall, garbled, \
        split, slow, usage, such as 429:2s@0, cut@1.3 or stall:30s@2x2
        """
    }
}

extension Fault: CustomStringConvertible {
    /// As ``init(parsing:)`` reads it.
    public var description: String {
        let time: Duration?
        let name: String
        switch kind {
        case .status(let status, let after): (name, time) = ("\(status)", after)
        case .cut: (name, time) = ("cut", nil)
        case .stall(let duration): (name, time) = ("stall", duration)
        case .garbled: (name, time) = ("garbled", nil)
        case .split: (name, time) = ("split", nil)
        case .slow(let duration): (name, time) = ("slow", duration)
        case .usage: (name, time) = ("usage", nil)
        }
        let milliseconds = time.map { ":\($0.components.seconds * 1_000 + $0.components.attoseconds / 1_000_000_000_000_000)ms" } ?? ""
        let place = exchange.map { "@\($0)" } ?? (piece == nil ? "" : "@*")
        return name + milliseconds + place + (piece.map { ".\($0)" } ?? "") + (times == 1 ? "" : "x\(times)")
    }

    /// Reads `KIND[:TIME][@EXCHANGE[.PIECE]][xTIMES]`, times as `2s` or `300ms`, `*` for every exchange.
    ///
    /// - Throws: ``FaultSyntaxError``, which says how a fault is written.
    public init(parsing text: some StringProtocol) throws(FaultSyntaxError) {
        let error = FaultSyntaxError(text: String(text))
        var rest = Substring(text)
        var times = 1
        if let mark = rest.lastIndex(of: "x"), let count = Int(rest[rest.index(after: mark)...]), mark != rest.startIndex {
            guard count > 0 else { throw error }
            times = count
            rest = rest[..<mark]
        }
        let halves = rest.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let words = halves[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let time = words.count > 1 ? Self.duration(words[1]) : nil
        guard words.count == 1 || time != nil, let kind = Self.kind(words[0], time) else { throw error }
        self.init(kind, times: times)
        guard halves.count > 1 else { return }
        let place = halves[1].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        if place[0] != "*" {
            guard let index = Int(place[0]), index >= 0 else { throw error }
            exchange = index
        }
        if place.count > 1 {
            guard let index = Int(place[1]), index >= 0 else { throw error }
            piece = index
        }
    }

    private static func kind(_ name: Substring, _ time: Duration?) -> Kind? {
        switch name {
        case "cut": time == nil ? .cut : nil
        case "stall": .stall(time ?? .seconds(60))
        case "garbled": time == nil ? .garbled : nil
        case "split": time == nil ? .split : nil
        case "slow": .slow(time ?? .seconds(5))
        case "usage": time == nil ? .usage : nil
        default: Int(name).flatMap { (400...599).contains($0) ? .status($0, retryAfter: time) : nil }
        }
    }

    private static func duration(_ text: Substring) -> Duration? {
        let isMilliseconds = text.hasSuffix("ms")
        guard isMilliseconds || text.hasSuffix("s"), let number = Double(text.dropLast(isMilliseconds ? 2 : 1)), number >= 0, number < 1e9
        else { return nil }
        return isMilliseconds ? .milliseconds(number) : .seconds(number)
    }
}
