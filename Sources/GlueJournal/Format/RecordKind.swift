/// What a record of a segment holds.
package enum RecordKind: UInt8, Sendable {
    /// A packed InstrumentationScope, named by the number in its header; it stands before the first record that refers to it.
    case scope = 1
    /// A packed Span, with its tails.
    case span = 2
    /// A packed LogRecord.
    case log = 3
    /// A packed Metric.
    case metric = 4
    /// Something that a module above writes and reads in a form of its own, such as an entry of an MLflow run.
    case entry = 5
    /// Nothing: it covers bytes that were damaged, so that the records behind them are found.
    case filler = 15

    /// Whether it is one of the records that the ledger counts.
    var isCounted: Bool { self != .scope && self != .filler }
}

/// What is known of a record without decoding it.
package struct RecordFlags: OptionSet, Sendable, Hashable {
    package var rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The span's status is Error.
    package static let failed = RecordFlags(rawValue: 1)
}
