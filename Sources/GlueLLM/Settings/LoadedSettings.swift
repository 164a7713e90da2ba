/// Settings, and where each of them comes from.
public struct LoadedSettings: Sendable {
    /// A setting with its source.
    public struct Entry: Sendable {
        public var setting: ClientSetting
        public var source: SettingSource
        /// The value as it may be shown; nil where there is none.
        public var shown: String?
    }

    public var settings: ClientSettings
    /// All settings, in the order of ``ClientSetting/all``.
    public var entries: [Entry]
    /// Values that make no sense.
    public var problems: [SettingProblem]
    /// Variables of ours that no setting has, in the order of their names.
    public var unread: [String]
}

/// A value that makes no sense, and what is used in its place.
public struct SettingProblem: Sendable, Hashable, CustomStringConvertible {
    /// The variable, or the file that cannot be read.
    public var name: String
    /// Nil where it may be secret.
    public var value: String?
    public var advice: String
    /// What is used instead.
    public var used: String

    public var description: String {
        "\(name) makes no sense here: \(advice)\(value.map { " (\($0))" } ?? ""); used: \(used)"
    }
}
