import Foundation
import GlueOTLP
import GlueTestSupport
import Testing

@testable import GlueTelemetry

@Suite("Resource detection")
struct ResourceDetectionTests {
    static let id = String(repeating: "0123456789abcdef", count: 4)
    static let other = String(repeating: "fedcba9876543210", count: 4)

    @Test("The standard detectors tell of service, process, host and system, each key once")
    func standard() {
        let attributes = OTLP.Resource.detected().attributes
        #expect(attributes.count == Set(attributes.map(\.key)).count)
        #expect(attributes["process.pid"]?.int == Int64(ProcessInfo.processInfo.processIdentifier))
        #expect(attributes["process.executable.path"]?.string?.hasPrefix("/") == true)
        #expect(attributes["process.runtime.version"]?.string?.hasPrefix("6.") == true)
        #expect(attributes["process.command_args"] == nil)
        #expect(attributes["host.name"]?.string?.isEmpty == false)
        #expect(["amd64", "arm64"].contains(attributes["host.arch"]?.string))
        #expect(attributes["os.type"] == "linux")
        #expect(attributes["os.description"]?.string?.contains("Linux ") == true)
        #expect(attributes["service.instance.id"] != OTLP.Resource.detected().attributes["service.instance.id"])
    }

    @Test("The command line is told where that is asked for")
    func arguments() {
        let attributes = ProcessDetector(tellsArguments: true).detect()
        #expect(attributes["process.command_args"]?.array?.compactMap(\.string) == ProcessInfo.processInfo.arguments)
    }

    @Test("Later detectors win over earlier ones, given attributes over all of them, the given name over those")
    func precedence() {
        struct Fixed: ResourceDetector {
            var attributes: [OTLP.KeyValue]
            func detect() -> [OTLP.KeyValue] { attributes }
        }
        let resource = OTLP.Resource.detected(
            serviceName: "shop",
            attributes: [OTLP.KeyValue("b", 3), OTLP.KeyValue("service.name", "other")],
            by: [
                Fixed(attributes: [OTLP.KeyValue("a", 1), OTLP.KeyValue("b", 1)]),
                Fixed(attributes: [OTLP.KeyValue("a", 2), OTLP.KeyValue("b", 2)]),
            ]
        )
        #expect(resource.attributes == [OTLP.KeyValue("a", 2), OTLP.KeyValue("b", 3), OTLP.KeyValue("service.name", "shop")])
    }

    @Test(
        "A container is told by the name of its control group",
        arguments: [
            ("12:memory:/docker/\(id)\n11:cpu:/docker/\(id)\n", id), ("0::/system.slice/docker-\(id).scope", id),
            ("1:name=systemd:/kubepods/burstable/pod1c2d/\(id)", id), ("0::/kubepods.slice/crio-\(id).scope", id),
            ("0::/kubepods.slice/kubepods-besteffort.slice/cri-containerd-\(id).scope", id),
            ("0::/../machine.slice/libpod-\(id).scope/container", id), ("1:cpu:/docker/\(other)/docker/\(id)", id),
            ("0::/", nil), ("", nil), ("0::/user.slice/user-1000.slice", nil), ("0::/docker/\(id.dropLast())", nil),
            ("0::/docker/\(id)0", nil), ("0::/docker/\(id.uppercased())", nil), ("nonsense", nil), ("::", nil), ("0::/.", nil),
        ] as [(String, String?)]
    )
    func groups(text: String, id: String?) {
        #expect(ContainerDetector.id(inGroups: text) == id)
    }

    @Test(
        "Where the group's name is hidden, the files that a runtime mounts tell",
        arguments: [
            ("1 2 8:1 /var/lib/docker/containers/\(id)/hostname /etc/hostname rw - ext4 /dev/sda1 rw", id),
            ("1 2 0:1 / / rw - overlay o\n1 2 8:1 /lib/containers/overlay-containers/\(id)/userdata/hosts /etc/hosts rw - ext4 x rw", id),
            ("1 2 8:1 /var/lib/containerd/io.cri/sandboxes/\(other)/hostname /etc/hostname rw - ext4 x rw", nil),
            ("1 2 8:1 /var/lib/docker/volumes/\(id)/x /data rw - ext4 x rw", nil), ("1 2 8:1 / /etc/hostname rw", nil), ("1 2", nil),
            ("", nil),
        ] as [(String, String?)]
    )
    func mounts(text: String, id: String?) {
        #expect(ContainerDetector.id(inMounts: text) == id)
    }

    @Test("The second version of control groups is asked after the first, machine id and release where they are")
    func files() async throws {
        try await TemporaryFolder.with { folder in
            let root = folder.path("")
            #expect(ContainerDetector(root: root).detect().isEmpty)
            #expect(HostDetector(root: root).detect()["host.id"] == nil)
            for directory in ["proc/self", "etc", "usr/lib", "var/lib/dbus"] {
                try FileManager.default.createDirectory(atPath: folder.path(directory), withIntermediateDirectories: true)
            }
            try folder.write(Array("0::/".utf8), to: "proc/self/cgroup")
            let mount = "1 2 8:1 /var/lib/docker/containers/\(Self.id)/hostname /etc/hostname rw - ext4 x rw\n"
            try folder.write(
                Array((String(repeating: "9 9 0:1 / /x rw - tmpfs x rw\n", count: 1000) + mount).utf8),
                to: "proc/self/mountinfo"
            )
            #expect(ContainerDetector(root: root).detect() == [OTLP.KeyValue("container.id", .string(Self.id))])
            try folder.write(Array("abc123\n".utf8), to: "var/lib/dbus/machine-id")
            #expect(HostDetector(root: root).detect()["host.id"] == "abc123")
            try folder.write(Array("def456\n".utf8), to: "etc/machine-id")
            #expect(HostDetector(root: root).detect()["host.id"] == "def456")
            try folder.write(Array("NAME=Fallback\n".utf8), to: "usr/lib/os-release")
            #expect(OperatingSystemDetector(root: root).detect()["os.name"] == "Fallback")
            try folder.write(Array("NAME=\"Debian GNU/Linux\"\nVERSION_ID='13'\nPRETTY_NAME=Debian\n".utf8), to: "etc/os-release")
            let system = OperatingSystemDetector(root: root).detect()
            #expect(system["os.name"] == "Debian GNU/Linux" && system["os.version"] == "13")
            #expect(system["os.description"]?.string?.hasPrefix("Debian, Linux ") == true)
        }
    }

    @Test(
        "Lines of os-release are read as a shell reads them",
        arguments: [
            (#"A="x \"y\" \$z""#, #"x "y" $z"#), ("A='x'", "x"), ("A=x", "x"), ("A=", nil), ("#A=x", nil), ("A", nil), ("A=\"x", "\"x"),
            ("A=\"", "\""),
        ] as [(String, String?)]
    )
    func release(line: String, value: String?) {
        #expect(OperatingSystemDetector.values(line)["A"] == value)
    }

    @Test("What is no file of a few bytes costs no time: a pipe that nobody writes to, a folder, a device without end")
    func special() async throws {
        try await TemporaryFolder.with { folder in
            let pipe = folder.path("pipe")
            try #require(mkfifo(pipe, 0o600) == 0)
            #expect(SystemFile.text(pipe) == nil)
            #expect(SystemFile.text(folder.path("")) == nil)
            #expect(SystemFile.text("/dev/zero")?.utf8.count == SystemFile.longest)
        }
    }
}
