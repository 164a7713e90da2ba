import Foundation

/// Files that tests read, below `Tests/Fixtures`.
public enum Fixtures {
    /// The path of a fixture, such as `semconv/gen-ai-input-messages.json`.
    public static func path(_ name: String) -> String {
        Repository.path("Tests/Fixtures/\(name)")
    }

    public static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    public static func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }
}
