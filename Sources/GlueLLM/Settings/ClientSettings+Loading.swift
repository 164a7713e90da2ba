import Configuration
public import Logging

extension ClientSettings {
    /// Reads the settings of some places, the first of which comes before the next.
    ///
    /// A value that makes no sense is passed over with a warning; the next place then has its say.
    ///
    /// - Parameters:
    ///   - layers: The environment and `.env` unless given.
    ///   - logger: Where the warnings go; nil for nowhere, see ``LoadedSettings/problems``.
    ///   - change: What the application's own code sets. It comes before all else.
    public static func load(
        from layers: [SettingsLayer] = SettingsLayer.standard,
        logger: Logger? = Logger(label: "gluellm"),
        change: (inout ClientSettings) -> Void = { _ in }
    ) -> LoadedSettings {
        var loading = SettingsLoading(layers)
        for setting in ClientSetting.all { loading.load(setting) }
        let read = loading.loaded
        var loaded = read
        change(&loaded.settings)
        for (index, entry) in loaded.entries.enumerated() {
            let setting = entry.setting
            guard setting.value(in: loaded.settings) != setting.value(in: read.settings) else { continue }
            loaded.entries[index].source = .code
            loaded.entries[index].shown = setting.shown(in: loaded.settings)
        }
        for problem in loaded.problems {
            var metadata: Logger.Metadata = ["variable": "\(problem.name)", "used": "\(problem.used)"]
            if let value = problem.value { metadata["value"] = "\(value)" }
            logger?.warning("\(problem.name) makes no sense here: \(problem.advice)", metadata: metadata)
        }
        return loaded
    }

    /// The settings whose values make no sense, which only code can set.
    ///
    /// - Throws: ``LLMError/Kind/configuration`` with the first of them.
    func validate() throws(LLMError) {
        guard let setting = ClientSetting.all.first(where: { !$0.isValid(self) }) else { return }
        let value = setting.shown(in: self).map { " \($0)" } ?? ""
        throw LLMError(.configuration, "the setting \(setting.name) cannot be\(value); write \(setting.expected)")
    }
}

/// Looks settings up, one after the other.
private struct SettingsLoading {
    var loaded: LoadedSettings
    private var layers: [(source: SettingSource, configuration: any ConfigProvider)] = []

    init(_ layers: [SettingsLayer]) {
        loaded = LoadedSettings(settings: ClientSettings(), entries: [], problems: [], unread: [])
        var names: Set<String> = []
        for layer in layers {
            var variables: [String: String] = [:]
            switch layer {
            case .environment(let all): variables = SettingsLayer.ours(all)
            case .environmentFile(let path):
                do throws(EnvironmentFile.Failure) {
                    variables = SettingsLayer.ours(try EnvironmentFile.read(path))
                } catch {
                    loaded.problems.append(SettingProblem(name: path, advice: "it cannot be read: \(error.reason)", used: "nothing of it"))
                }
            case .provider(let provider):
                self.layers.append((layer.source, provider))
                continue
            }
            names.formUnion(variables.keys)
            self.layers.append((layer.source, EnvironmentVariablesProvider(environmentVariables: variables)))
        }
        loaded.unread = names.subtracting(ClientSetting.all.map(\.variable)).sorted()
    }

    mutating func load(_ setting: ClientSetting) {
        var source = SettingSource.standard
        var wrong: [(name: String, value: String?)] = []
        for layer in layers {
            switch value(of: setting, in: layer.configuration) {
            case .absent: continue
            case .wrong(let name, let value): wrong.append((name, setting.isSecret ? nil : value))
            case .set: source = layer.source
            }
            if source != .standard { break }
        }
        let shown = setting.shown(in: loaded.settings)
        loaded.entries.append(LoadedSettings.Entry(setting: setting, source: source, shown: shown))
        for (name, value) in wrong {
            loaded.problems.append(
                SettingProblem(name: name, value: value, advice: "write \(setting.expected)", used: shown ?? "none")
            )
        }
    }

    private enum Finding {
        case absent
        case set
        case wrong(name: String, value: String?)
    }

    private mutating func value(of setting: ClientSetting, in configuration: any ConfigProvider) -> Finding {
        do {
            let found = try configuration.value(forKey: setting.key, type: setting.type)
            guard let content = found.value?.content else { return .absent }
            if setting.read(content, &loaded.settings) { return .set }
            return .wrong(name: found.encodedKey, value: text(of: setting, in: configuration))
        } catch {
            // It is there and cannot be what it should be: as a text it can be shown.
            return .wrong(name: setting.variable, value: text(of: setting, in: configuration))
        }
    }

    private func text(of setting: ClientSetting, in configuration: any ConfigProvider) -> String? {
        guard case .string(let text)? = try? configuration.value(forKey: setting.key, type: .string).value?.content else { return nil }
        return text
    }
}
