public import Configuration
import Foundation

/// One of the places that settings are read from.
public enum SettingsLayer: Sendable {
    /// Variables; only those whose names begin with `GLUELLM_`, in any case of letters, are looked at.
    case environment([String: String])
    /// A file of variables, such as `.env`. One that is not there is empty.
    case environmentFile(String)
    /// Any other configuration, such as a JSON file with an object `gluellm`.
    case provider(any ConfigProvider)

    /// The process's environment, then `.env` in the working directory.
    public static var standard: [SettingsLayer] {
        [.environment(ProcessInfo.processInfo.environment), .environmentFile(".env")]
    }
}

/// Where a setting's value comes from.
public enum SettingSource: Sendable, Hashable {
    /// The application's own code.
    case code
    case environment
    /// The file's path.
    case file(String)
    /// The name of a configuration provider.
    case provider(String)
    /// Nobody set it.
    case standard
}

extension SettingSource: CustomStringConvertible {
    public var description: String {
        switch self {
        case .code: "constructor"
        case .environment: "environment"
        case .file(let path): path
        case .provider(let name): name
        case .standard: "default"
        }
    }
}

extension SettingsLayer {
    var source: SettingSource {
        switch self {
        case .environment: .environment
        case .environmentFile(let path): .file(path)
        case .provider(let provider): .provider(provider.providerName)
        }
    }

    /// Our variables of an environment with their names in capitals.
    ///
    /// An empty value is as good as none. Where two names differ only in their letters, the one in capitals counts.
    static func ours(_ variables: [String: String]) -> [String: String] {
        var ours: [String: String] = [:]
        for (name, value) in variables {
            let capitals = name.uppercased()
            guard capitals.hasPrefix(ClientSettings.prefix), name == capitals || variables[capitals] == nil else { continue }
            let value = value.trimmingSpace
            if !value.isEmpty { ours[capitals] = value }
        }
        return ours
    }
}
