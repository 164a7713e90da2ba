import GlueJSON
import GlueSemantics

/// A message as chat: text as Markdown, JSON laid out, tools by name, images as images.
struct MessageView {
    let view: View

    /// Longer texts come in pieces, in bytes.
    private static let longest = 16 << 10
    /// Larger images are not shown, in base64.
    private static let largestImage = 8 << 20

    /// - Parameters:
    ///   - number: The place among the messages of its exchange.
    ///   - address: Where long texts come from piece by piece.
    ///   - tools: The names of the tools by the ids of their calls.
    init(_ message: Message, number: Int, address: String, tools: [String: String]) {
        let size = message.parts.reduce(0) { $0 + (Self.text(of: $1)?.utf8.count ?? 0) }
        view = [
            "role": Self.role(message.role), "roleName": Self.name(of: message),
            "isFolded": message.role == .system || message.role == Self.developer,
            "size": Figures.bytes(size),
            "finish": message.finishReason.flatMap { $0 == .stop || $0 == .toolCall ? nil : "ended: \($0.rawValue)" },
            "parts": message.parts.enumerated().map { place, part in
                Self.part(part, address: "\(address)message=\(number)&part=\(place)", tools: tools)
            },
        ]
    }

    private static let developer = Role(rawValue: "developer")

    /// Roles that are not known look like no other; a name made to hurt is no class.
    private static func role(_ role: Role) -> String {
        [Role.system, .user, .assistant, .tool].contains(role) ? role.rawValue : role == developer ? "system" : "other"
    }

    private static func name(of message: Message) -> String {
        let role = message.role.rawValue
        return message.name.map { "\(role) \($0)" } ?? role
    }

    /// What a part says, as it is shown piece by piece; nil for what has no text.
    static func text(of part: MessagePart) -> String? {
        switch part {
        case .text(let text), .reasoning(let text): text
        case .toolCall(let call): call.arguments.string ?? call.arguments.text(.indented)
        case .toolCallResponse(let answer): answer.response.string ?? answer.response.text(.indented)
        case .other(_, let object): JSONValue.object(object).text(.indented)
        default: nil
        }
    }

    private static func part(_ part: MessagePart, address: String, tools: [String: String]) -> View {
        let whole = text(of: part) ?? ""
        let end = TextPiece.boundary(in: whole, near: longest)
        let left = whole.utf8.distance(from: end, to: whole.utf8.endIndex)
        let text = left > 0 ? String(whole[..<end]) : whole
        var view: View = left > 0 ? ["more": "\(address)&from=\(longest)", "moreText": TextPiece.moreText(left)] : [:]
        switch part {
        case .text: view["text"] = shown(text)
        case .reasoning:
            view["reasoning"] = Markdown.html(text)
            view["size"] = Figures.bytes(whole.utf8.count)
        case .toolCall(let call):
            view["call"] = View(dictionaryLiteral: ("name", call.name), ("id", call.id), ("arguments", HTMLText.code(laidOut(text))))
        case .toolCallResponse(let answer):
            view["response"] = View(
                dictionaryLiteral: ("name", answer.id.flatMap { tools[$0] }),
                ("id", answer.id),
                ("body", shown(text))
            )
        case .blob(let modality, let mimeType, let base64): view = view.merging(blob(modality, mimeType, base64))
        case .uri(let modality, _, let uri):
            // Another server is asked only where somebody follows the link.
            let isAddress = uri.hasPrefix("https://") || uri.hasPrefix("http://")
            if uri.hasPrefix("data:image/"), !uri.hasPrefix("data:image/svg"), uri.utf8.count < largestImage {
                view["image"] = uri
                view["alt"] = "\(modality) of the message"
            } else if isAddress {
                view["link"] = uri
                view["linkText"] = "\(modality): \(uri.prefix(200))"
            } else {
                view["other"] = "\(modality): \(uri.prefix(200))"
            }
        case .file(let modality, let mimeType, let id): view["other"] = "\(modality) \(mimeType ?? "file") \(id)"
        case .other(let type, _):
            view["other"] = type
            view["text"] = HTMLText.code(text)
        }
        return view
    }

    private static func blob(_ modality: String, _ mimeType: String?, _ base64: String) -> View {
        let type = mimeType ?? ""
        let isShown = ["image/png", "image/jpeg", "image/gif", "image/webp"].contains(type) && base64.utf8.count < largestImage
        guard isShown else { return ["other": "\(modality) \(type), \(Figures.bytes(base64.utf8.count * 3 / 4))"] }
        return ["image": "data:\(type);base64,\(base64)", "alt": "\(modality) of the message"]
    }

    private static func shown(_ text: String) -> String {
        let json = laidOut(text)
        return json.utf8.elementsEqual(text.utf8) && !looksLikeJSON(text) ? Markdown.html(text) : HTMLText.code(json)
    }

    private static func looksLikeJSON(_ text: String) -> Bool { text.hasPrefix("{") || text.hasPrefix("[{") }

    private static func laidOut(_ text: String) -> String {
        guard looksLikeJSON(text), let json = try? JSONValue(parsing: text) else { return text }
        return json.text(.indented)
    }
}
