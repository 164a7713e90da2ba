import GlueJSON
import GlueTelemetry
import NIOHTTP1

/// What the server calls when something happens in its registry.
public struct Webhook: Sendable, Hashable {
    public var id: String
    public var name: String
    public var description: String
    public var url: String
    public var events: Set<WebhookEvent>
    public var isActive: Bool

    init(_ fields: AnswerFields) throws(MLflowError) {
        id = try fields.required("webhook_id")
        name = fields.text("name") ?? ""
        description = fields.text("description") ?? ""
        url = fields.text("url") ?? ""
        events = Set(try fields.list("events", WebhookEvent.init).compactMap(\.self))
        isActive = fields.text("status") != "DISABLED"
    }
}

/// What a webhook is called for.
public enum WebhookEvent: String, Sendable, Hashable, CaseIterable {
    case registeredModelCreated = "REGISTERED_MODEL.CREATED"
    case modelVersionCreated = "MODEL_VERSION.CREATED"
    case modelVersionTagSet = "MODEL_VERSION_TAG.SET"
    case modelVersionTagDeleted = "MODEL_VERSION_TAG.DELETED"
    case modelVersionAliasCreated = "MODEL_VERSION_ALIAS.CREATED"
    case modelVersionAliasDeleted = "MODEL_VERSION_ALIAS.DELETED"
    case promptCreated = "PROMPT.CREATED"
    case promptVersionCreated = "PROMPT_VERSION.CREATED"
    case promptTagSet = "PROMPT_TAG.SET"
    case promptTagDeleted = "PROMPT_TAG.DELETED"
    case promptVersionTagSet = "PROMPT_VERSION_TAG.SET"
    case promptVersionTagDeleted = "PROMPT_VERSION_TAG.DELETED"
    case promptAliasCreated = "PROMPT_ALIAS.CREATED"
    case promptAliasDeleted = "PROMPT_ALIAS.DELETED"
    case budgetPolicyExceeded = "BUDGET_POLICY.EXCEEDED"

    /// Nil for one that a newer server has.
    fileprivate init?(_ fields: AnswerFields) { self.init(rawValue: "\(fields.text("entity") ?? "").\(fields.text("action") ?? "")") }

    fileprivate var json: JSONValue {
        let words = rawValue.split(separator: ".")
        return ["entity": .string(String(words[0])), "action": .string(String(words[1]))]
    }
}

extension MLflowClient {
    /// - Parameters:
    ///   - url: `https` alone, unless the server allows more.
    ///   - secret: Signs what is sent, so that the receiver can tell who it is from; nil for no signature.
    public func createWebhook(
        _ name: String,
        url: String,
        events: Set<WebhookEvent>,
        description: String? = nil,
        secret: String? = nil
    ) async throws(MLflowError) -> Webhook {
        let body: JSONObject = .of([
            "name": .string(name), "url": .string(url), "description": .text(description), "secret": .text(secret), "status": "ACTIVE",
            "events": Self.webhookEvents(events),
        ])
        return try Webhook(await call(.post("webhooks", body)).object("webhook"))
    }

    public func webhook(_ id: String) async throws(MLflowError) -> Webhook {
        try Webhook(await call(.get(Self.webhookPath(id))).object("webhook"))
    }

    public func webhooks(pageSize: Int = 100) -> Pages<Webhook> {
        Pages { (token) throws(MLflowError) in
            let answer = try await call(.get("webhooks", ["max_results": String(max(pageSize, 1)), "page_token": token]))
            return (try answer.list("webhooks", Webhook.init), answer.nextPage)
        }
    }

    /// Changes a webhook; nil leaves as it is.
    @discardableResult
    public func update(
        webhook id: String,
        name: String? = nil,
        url: String? = nil,
        events: Set<WebhookEvent>? = nil,
        isActive: Bool? = nil
    ) async throws(MLflowError) -> Webhook {
        let body: JSONObject = .of([
            "webhook_id": .string(id), "name": .text(name), "url": .text(url), "events": events.map(Self.webhookEvents),
            "status": isActive.map { $0 ? "ACTIVE" : "DISABLED" },
        ])
        return try Webhook(await call(.send(.PATCH, Self.webhookPath(id), body)).object("webhook"))
    }

    public func delete(webhook id: String) async throws(MLflowError) { _ = try await call(MLflowRequest(.DELETE, Self.webhookPath(id))) }

    /// Has the server call a webhook as if something had happened.
    ///
    /// - Returns: Whether the receiver took it, and what it answered.
    public func test(webhook id: String, event: WebhookEvent? = nil) async throws(MLflowError) -> (succeeded: Bool, status: Int?) {
        let body: JSONObject = .of(["webhook_id": .string(id), "event": event?.json])
        let result = try await call(.post("\(Self.webhookPath(id))/test", body)).object("result")
        return (result.flag("success"), result.integer("response_status").map { Int($0) })
    }

    private static func webhookPath(_ id: String) -> String { "webhooks/\(PercentCoding.component(id))" }
    private static func webhookEvents(_ events: Set<WebhookEvent>) -> JSONValue {
        .array(events.sorted { $0.rawValue < $1.rawValue }.map(\.json))
    }
}
