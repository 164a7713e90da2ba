import Foundation

/// The checkout that the tests were built from.
public enum Repository {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The path of a file of the checkout.
    public static func path(_ name: String) -> String { root.appendingPathComponent(name).path }

    public static func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}
