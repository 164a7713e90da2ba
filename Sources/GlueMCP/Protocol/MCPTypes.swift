public import GlueJSON
import GlueSemantics

/// A tool that a server offers.
public struct MCPTool: Sendable, Hashable {
    public var name: String
    public var description: String
    /// The arguments as JSON Schema.
    public var inputSchema: JSONValue

    init?(_ json: JSONValue) {
        guard let name = json["name"]?.string else { return nil }
        self.name = name
        description = json["description"]?.string ?? json["title"]?.string ?? ""
        inputSchema = json["inputSchema"] ?? ["type": "object"]
    }
}

/// What a tool of a server answered.
public struct MCPToolResult: Sendable, Hashable {
    /// The parts of the answer as the server sent them.
    public var content: [JSONValue]
    /// The answer as JSON where the tool has a form for it.
    public var structured: JSONValue?
    public var isError: Bool

    init(_ json: JSONValue) {
        content = json["content"]?.array ?? []
        structured = json["structuredContent"].flatMap { $0.isNull ? nil : $0 }
        isError = json["isError"]?.bool ?? false
    }

    /// All text of the answer, that of embedded resources included; parts are put on lines of their own.
    public var text: String {
        content.compactMap { $0["text"]?.string ?? $0["resource"]?["text"]?.string }.joined(separator: "\n")
    }

    /// What is no text: images, sound, links to resources.
    var parts: [MessagePart] {
        content.compactMap { part in
            switch part["type"]?.string {
            case "image", "audio":
                guard let data = part["data"]?.string else { return nil }
                return .blob(modality: part["type"]?.string ?? "", mimeType: part["mimeType"]?.string, base64: data)
            case "resource_link":
                return part["uri"]?.string.map { .uri(modality: "file", mimeType: part["mimeType"]?.string, uri: $0) }
            case "resource":
                guard let data = part["resource"]?["blob"]?.string else { return nil }
                return .blob(modality: "file", mimeType: part["resource"]?["mimeType"]?.string, base64: data)
            default: return nil
            }
        }
    }
}

/// A resource or prompt that a server offers, as it describes it.
public struct MCPOffer: Sendable, Hashable {
    public var name: String
    public var description: String
    /// The resource's address; nil for a prompt.
    public var uri: String?
    /// The names of a prompt's arguments.
    public var arguments: [String]

    init?(_ json: JSONValue) {
        guard let name = json["name"]?.string else { return nil }
        self.name = name
        description = json["description"]?.string ?? ""
        uri = json["uri"]?.string
        arguments = json["arguments"]?.array?.compactMap { $0["name"]?.string } ?? []
    }
}
