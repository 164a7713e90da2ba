package import GlueJSON

extension MessagePart {
    /// What a provider wants back with the next request and only it can read, such as the signature of its reasoning.
    ///
    /// It is a part of a type that the GenAI schema does not list, and as such valid by it. It belongs to the part that it
    /// follows. Other providers leave it aside.
    package static func state(of provider: String, _ members: JSONObject) -> MessagePart {
        var object: JSONObject = ["type": .string(stateType), "provider": .string(provider)]
        for member in members { object[member.key] = member.value }
        return .other(type: stateType, object)
    }

    /// What a provider wants back; nil for any other part.
    package func state(of provider: String) -> JSONObject? {
        guard case .other(Self.stateType, let object) = self, object["provider"]?.string == provider else { return nil }
        return object
    }

    /// Whether the part is one that only some provider can read.
    package var isState: Bool {
        if case .other(Self.stateType, _) = self { true } else { false }
    }

    private static let stateType = "provider_state"
}
