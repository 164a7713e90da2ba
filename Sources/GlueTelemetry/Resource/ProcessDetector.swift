import Foundation
import Glibc
public import GlueOTLP

/// The process: its number and its parent's, its executable, its owner, the Swift that it was built with.
///
/// Source: OpenTelemetry semantic conventions, "Process".
public struct ProcessDetector: ResourceDetector {
    /// Whether the arguments are told. They may hold secrets, such as `--password`, which the redaction cannot always tell.
    public var tellsArguments: Bool

    public init(tellsArguments: Bool = false) { self.tellsArguments = tellsArguments }

    public func detect() -> [OTLP.KeyValue] {
        var attributes: [OTLP.KeyValue] = [
            OTLP.KeyValue("process.pid", .int(Int64(getpid()))),
            OTLP.KeyValue("process.parent_pid", .int(Int64(getppid()))),
            OTLP.KeyValue("process.executable.name", .string(Self.executableName)),
            OTLP.KeyValue("process.runtime.name", "swift"),
            OTLP.KeyValue("process.runtime.version", .string(Self.swiftVersion)),
        ]
        if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            attributes.append(OTLP.KeyValue("process.executable.path", .string(path)))
        }
        if let owner = Self.owner { attributes.append(OTLP.KeyValue("process.owner", .string(owner))) }
        if tellsArguments {
            let arguments = ProcessInfo.processInfo.arguments.map { OTLP.AnyValue.string($0) }
            attributes.append(OTLP.KeyValue("process.command_args", .array(arguments)))
        }
        return attributes
    }

    static var executableName: String {
        let process = ProcessInfo.processInfo
        return process.arguments.first.map { URL(fileURLWithPath: $0).lastPathComponent } ?? process.processName
    }

    /// The language does not tell it at run time.
    private static var swiftVersion: String {
        #if compiler(>=6.4)
        "6.4"
        #elseif compiler(>=6.3)
        "6.3"
        #else
        "6.2"
        #endif
    }

    /// From the file alone: a service that looks names up elsewhere may be slow.
    private static var owner: String? {
        let user = geteuid()
        let lines = SystemFile.text("/etc/passwd")?.split(separator: "\n") ?? []
        for line in lines {
            let fields = line.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
            if fields.count == 4, UInt32(fields[2]) == user { return String(fields[0]) }
        }
        return nil
    }
}
