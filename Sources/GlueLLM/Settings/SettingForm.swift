import Configuration

/// How the values of a kind of setting are read and written.
struct SettingForm<Value: Sendable>: Sendable {
    /// What a configuration is asked for.
    var type: ConfigType
    /// For a sentence that begins with “write”.
    var expected: String
    var parse: @Sendable (ConfigContent) -> Value?
    /// Nil for no value.
    var text: @Sendable (Value) -> String?
    var isValid: @Sendable (Value) -> Bool = { _ in true }

    func read(_ content: ConfigContent) -> Value? { parse(content).flatMap { isValid($0) ? $0 : nil } }

    /// The same for a value that may be absent.
    var optional: SettingForm<Value?> {
        SettingForm<Value?>(
            type: type,
            expected: expected,
            parse: { parse($0) },
            text: { $0.flatMap(text) },
            isValid: { $0.map(isValid) ?? true }
        )
    }
}

extension SettingForm<String> {
    static let text = SettingForm(type: .string, expected: "a text", parse: { $0.text }, text: { $0 }, isValid: { !$0.isEmpty })

    /// A model with its provider before it.
    static let model = SettingForm(
        type: .string,
        expected: "provider:model",
        parse: { $0.text },
        text: { $0 },
        isValid: { name in
            guard let separator = name.firstIndex(where: { $0 == ":" || $0 == "/" }) else { return false }
            return separator != name.startIndex && name.index(after: separator) != name.endIndex
        }
    )
}

extension SettingForm<Int> {
    static func count(least: Int) -> SettingForm {
        SettingForm(
            type: .int,
            expected: "a whole number, \(least) or more",
            parse: { if case .int(let value) = $0 { value } else { nil } },
            text: { "\($0)" },
            isValid: { $0 >= least && $0 <= Int(Int32.max) }
        )
    }
}

extension SettingForm<Double> {
    static let factor = SettingForm(
        type: .double,
        expected: "a number, 0 or more",
        parse: { if case .double(let value) = $0 { value } else { nil } },
        text: { $0.shortText },
        isValid: { $0 >= 0 && $0 <= 1e6 }
    )
}

extension SettingForm<Bool> {
    static let flag = SettingForm(
        type: .bool,
        expected: "true or false",
        parse: { if case .bool(let value) = $0 { value } else { nil } },
        text: { "\($0)" }
    )
}

extension SettingForm<Duration> {
    /// - Parameter isZeroAllowed: Whether no time at all makes sense.
    static func seconds(isZeroAllowed: Bool) -> SettingForm {
        SettingForm(
            type: .double,
            expected: "a number of seconds, \(isZeroAllowed ? "0 or more" : "more than 0")",
            // Beyond that a Duration would overflow, and nobody waits so long.
            parse: { if case .double(let value) = $0, value >= 0, value <= 1e9 { .seconds(value) } else { nil } },
            text: { $0.seconds.shortText },
            isValid: { isZeroAllowed ? $0 >= .zero : $0 > .zero }
        )
    }
}

extension SettingForm where Value: RawRepresentable<String> & CaseIterable {
    /// One of some words, in any case of letters.
    static var choice: SettingForm {
        SettingForm(
            type: .string,
            expected: Value.allCases.map(\.rawValue).joined(separator: ", "),
            parse: { content in
                let word = content.text?.lowercased()
                return Value.allCases.first { $0.rawValue.lowercased() == word }
            },
            text: { $0.rawValue }
        )
    }
}

extension ConfigContent {
    fileprivate var text: String? { if case .string(let value) = self { value } else { nil } }
}

extension Double {
    /// Without the fraction of a whole number.
    fileprivate var shortText: String { Int64(exactly: self).map { "\($0)" } ?? "\(self)" }
}
