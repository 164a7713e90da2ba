public import GlueJSON

/// Texts that are to become vectors.
public struct EmbeddingRequest: Sendable, Hashable {
    /// How the vectors travel.
    public enum Encoding: String, Sendable, Hashable {
        case float
        /// A third of the bytes, where the provider knows it; elsewhere it is left aside.
        case base64
    }

    /// The model's name without the provider.
    public var model: String
    public var inputs: [String]
    /// How long the vectors are to be; nil for the model's own length.
    public var dimensions: Int?
    public var encoding: Encoding
    /// The application's name for its end user; no name or address of a person.
    public var endUser: String?
    /// Members that go into the request's body as they are.
    public var extra: JSONObject

    public init(
        model: String,
        inputs: [String],
        dimensions: Int? = nil,
        encoding: Encoding = .float,
        endUser: String? = nil,
        extra: JSONObject = JSONObject()
    ) {
        self.model = model
        self.inputs = inputs
        self.dimensions = dimensions
        self.encoding = encoding
        self.endUser = endUser
        self.extra = extra
    }
}
