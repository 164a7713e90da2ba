import GlueTelemetry

/// A file or folder among the artifacts of a run or model.
public struct ArtifactFile: Sendable, Hashable {
    /// Below the root of the artifacts, such as `outputs/answer.json`.
    public var path: String
    public var isFolder: Bool
    /// In bytes; nil for a folder, or where the store does not tell.
    public var size: Int64?

    init(_ fields: AnswerFields) throws(MLflowError) {
        path = try fields.required("path")
        isFolder = fields.flag("is_dir")
        size = fields.integer("file_size")
        // It becomes a path on this machine.
        guard ArtifactPath.isSafe(path) else {
            throw MLflowError(.unexpectedAnswer, "the server names an artifact \"\(path.prefix(100))\", which leads out of its folder")
        }
    }
}

/// How far an upload or a download has come.
public struct ArtifactProgress: Sendable, Hashable {
    /// The file's path below the root of the artifacts.
    public var path: String
    public var bytes: Int64
    /// Nil where it is not known.
    public var total: Int64?
}

/// Paths of artifacts.
enum ArtifactPath {
    /// Whether it stays below its root.
    static func isSafe(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.contains("\\") && !path.utf8.contains(0)
            && !path.split(separator: "/", omittingEmptySubsequences: false).contains { $0.isEmpty || $0 == "." || $0 == ".." }
    }

    static func check(_ path: String) throws(MLflowError) {
        guard isSafe(path) else {
            throw Checked.unstorable("\"\(path)\" is no path of an artifact; write one such as outputs/answer.json, without . and ..")
        }
        guard !path.contains("#"), !path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw Checked.unstorable("the path \"\(path)\" has a # or a control character, which MLflow refuses")
        }
        // The server decodes until nothing changes any more, and would store it under another name.
        guard PercentCoding.decoded(path) == path else {
            throw Checked.unstorable("the path \"\(path)\" has a % that MLflow would decode; give the file another name")
        }
        guard !(path.dropFirst().hasPrefix(":/") && path.first?.isLetter == true) else {
            throw Checked.unstorable("the path \"\(path)\" begins as a drive of Windows, which MLflow refuses")
        }
    }

    static func joined(_ parts: String?...) -> String { parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "/") }

    static func encoded(_ path: String) -> String { path.split(separator: "/").map { PercentCoding.component($0) }.joined(separator: "/") }
}
