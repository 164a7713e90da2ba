import Foundation

/// A folder that is gone after the test.
public struct TemporaryFolder: Sendable {
    private let root: URL

    public static func with<Result: Sendable>(_ body: @Sendable (TemporaryFolder) async throws -> Result) async throws -> Result {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("glue-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        return try await body(TemporaryFolder(root: root))
    }

    public func path(_ name: String) -> String { root.appendingPathComponent(name).path }

    public func bytes(of name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: root.appendingPathComponent(name))) }

    public func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: root.appendingPathComponent(name)) }

    /// What is in a folder within it, at any depth.
    public func names(in name: String) throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: path(name)) }
}
