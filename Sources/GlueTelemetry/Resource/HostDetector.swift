import Glibc
public import GlueOTLP

/// The machine: its name, its id and its processor's architecture.
///
/// Source: OpenTelemetry semantic conventions, "Host".
public struct HostDetector: ResourceDetector {
    /// Where the system's files are.
    let root: String

    public init() { self.init(root: "") }

    init(root: String) { self.root = root }

    public func detect() -> [OTLP.KeyValue] {
        var attributes: [OTLP.KeyValue] = []
        var system = utsname()
        if uname(&system) == 0 {
            // The name that the system itself goes by: to look one up takes a network.
            attributes.append(OTLP.KeyValue("host.name", .string(SystemFile.text(of: &system.nodename))))
            attributes.append(OTLP.KeyValue("host.arch", .string(Self.architecture(SystemFile.text(of: &system.machine)))))
        }
        for path in ["/etc/machine-id", "/var/lib/dbus/machine-id"] {
            guard let id = SystemFile.text(root + path)?.split(whereSeparator: \.isWhitespace).first, !id.isEmpty else { continue }
            attributes.append(OTLP.KeyValue("host.id", .string(String(id))))
            break
        }
        return attributes
    }

    /// The word of the conventions for what the kernel calls a machine.
    static func architecture(_ machine: String) -> String {
        switch machine {
        case "x86_64": "amd64"
        case "aarch64": "arm64"
        case "i386", "i486", "i586", "i686": "x86"
        case "ppc64le": "ppc64"
        case let arm where arm.hasPrefix("arm"): "arm32"
        default: machine
        }
    }
}
