import Glibc
public import GlueOTLP

/// The operating system: type, name, version and how it describes itself.
///
/// Source: OpenTelemetry semantic conventions, "Operating System"; os-release(5).
public struct OperatingSystemDetector: ResourceDetector {
    /// Where the system's files are.
    let root: String

    public init() { self.init(root: "") }

    init(root: String) { self.root = root }

    public func detect() -> [OTLP.KeyValue] {
        let release = SystemFile.text("\(root)/etc/os-release") ?? SystemFile.text("\(root)/usr/lib/os-release") ?? ""
        let values = Self.values(release)
        var attributes: [OTLP.KeyValue] = [OTLP.KeyValue("os.type", "linux")]
        for (key, name) in [("os.name", "NAME"), ("os.version", "VERSION_ID")] {
            if let value = values[name] { attributes.append(OTLP.KeyValue(key, .string(value))) }
        }
        var system = utsname()
        let kernel = uname(&system) == 0 ? ["Linux \(SystemFile.text(of: &system.release))"] : []
        let description = ((values["PRETTY_NAME"].map { [$0] } ?? []) + kernel).joined(separator: ", ")
        if !description.isEmpty { attributes.append(OTLP.KeyValue("os.description", .string(description))) }
        return attributes
    }

    /// Lines such as `NAME="Debian GNU/Linux"`. Quotes are those of a shell.
    static func values(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            var value = line[line.index(after: equals)...].trimmedOfBlanks
            if let quote = value.first, quote == "\"" || quote == "'", value.count > 1, value.last == quote {
                value = value.dropFirst().dropLast()
            }
            var plain = ""
            var isEscaped = false
            for character in value {
                if !isEscaped, character == "\\" {
                    isEscaped = true
                } else {
                    plain.append(character)
                    isEscaped = false
                }
            }
            if !plain.isEmpty { values[String(line[..<equals])] = plain }
        }
        return values
    }
}
