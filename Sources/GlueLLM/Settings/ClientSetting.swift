import Configuration

/// One of ``ClientSettings``: its names, what it means, and how its value is read and written.
public struct ClientSetting: Sendable {
    /// Its name in a configuration, such as `retryMaxAttempts` within `gluellm`.
    public let name: String
    public let meaning: String
    /// What its value must be, for a sentence that begins with “write”.
    public let expected: String
    /// Whether the value may hold credentials, so that it is not shown.
    public let isSecret: Bool

    let type: ConfigType
    /// Sets the value; false where it makes no sense.
    let read: @Sendable (ConfigContent, inout ClientSettings) -> Bool
    /// Whether a value that was set in code makes sense.
    let isValid: @Sendable (ClientSettings) -> Bool
    private let text: @Sendable (ClientSettings) -> String?

    init<Value: Hashable>(
        _ name: String,
        _ path: any (WritableKeyPath<ClientSettings, Value> & Sendable),
        _ form: SettingForm<Value>,
        _ meaning: String,
        isSecret: Bool = false
    ) {
        self.name = name
        self.meaning = meaning
        self.isSecret = isSecret
        expected = form.expected
        type = form.type
        read = { content, settings in
            guard let value = form.read(content) else { return false }
            settings[keyPath: path] = value
            return true
        }
        isValid = { form.isValid($0[keyPath: path]) }
        text = { form.text($0[keyPath: path]) }
    }

    /// A setting that may have no value.
    init<Value: Hashable>(
        _ name: String,
        _ path: any (WritableKeyPath<ClientSettings, Value?> & Sendable),
        optional form: SettingForm<Value>,
        _ meaning: String,
        isSecret: Bool = false
    ) {
        self.init(name, path, form.optional, meaning, isSecret: isSecret)
    }

    /// Its variable, such as `GLUELLM_RETRY_MAX_ATTEMPTS`.
    public var variable: String {
        name.reduce(into: ClientSettings.prefix) { variable, letter in
            if letter.isUppercase { variable += "_" }
            variable += letter.uppercased()
        }
    }

    /// Its value in the form of its variable; nil where there is none.
    ///
    /// - Important: This shows also what is secret.
    func value(in settings: ClientSettings) -> String? { text(settings) }

    /// Its value as it may be shown: secrets are masked.
    public func shown(in settings: ClientSettings) -> String? {
        value(in: settings).map { isSecret ? Self.mask : $0 }
    }

    /// What stands in place of a secret.
    public static let mask = "(set, not shown)"

    /// The key by which a configuration has it.
    var key: AbsoluteConfigKey { AbsoluteConfigKey(["gluellm", name]) }
}

extension ClientSettings {
    /// What the names of the variables begin with.
    public static let prefix = "GLUELLM_"
}
