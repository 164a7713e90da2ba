public import GlueOTLP

/// The id of the container that the process runs in, as Docker, containerd, CRI-O and Podman name theirs.
///
/// With the first version of control groups the process's own group is named after the container; with the second one the
/// group's name is hidden, and the files that the runtime mounts into the container tell.
///
/// Source: OpenTelemetry semantic conventions, "Container"; cgroups(7); proc_pid_mountinfo(5).
public struct ContainerDetector: ResourceDetector {
    /// Where the system's files are.
    let root: String

    public init() { self.init(root: "") }

    init(root: String) { self.root = root }

    public func detect() -> [OTLP.KeyValue] {
        let id =
            SystemFile.text("\(root)/proc/self/cgroup").flatMap(Self.id(inGroups:))
            ?? SystemFile.text("\(root)/proc/self/mountinfo").flatMap(Self.id(inMounts:))
        return id.map { [OTLP.KeyValue("container.id", .string($0))] } ?? []
    }

    /// Lines such as `4:memory:/docker/{id}` and `0::/system.slice/docker-{id}.scope`.
    static func id(inGroups text: String) -> String? {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            // The innermost group is the one of the process.
            for part in fields[2].split(separator: "/").reversed() {
                if let id = id(in: part) { return id }
            }
        }
        return nil
    }

    /// Lines whose fifth field is the place of a mount and whose fourth is the file that is mounted there, such as
    /// `/var/lib/docker/containers/{id}/hostname`.
    static func id(inMounts text: String) -> String? {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            guard fields.count > 4, ["/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/run/.containerenv"].contains(fields[4])
            else { continue }
            let parts = fields[3].split(separator: "/")
            for (index, part) in parts.enumerated() {
                // What containerd mounts is that of the pod, which other containers share.
                if index > 0, parts[index - 1] == "sandboxes" { continue }
                if let id = id(in: part), id.utf8.count == part.utf8.count { return id }
            }
        }
        return nil
    }

    /// 64 hexadecimal digits, alone or between a runtime's name and the kind of unit.
    private static func id(in part: Substring) -> String? {
        let name = part.prefix { $0 != "." }.split(separator: "-").last ?? ""
        return name.utf8.count == 64 && name.utf8.allSatisfy(\.isLowercaseHex) ? String(name) : nil
    }
}
