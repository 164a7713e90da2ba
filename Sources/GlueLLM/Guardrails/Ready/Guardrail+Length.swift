extension Guardrail {
    /// Bounds how many characters the input and answers may have.
    ///
    /// - Parameters:
    ///   - input: Nil for no bound.
    ///   - output: Nil for no bound.
    ///   - truncates: Whether what is longer is cut; otherwise the input is blocked and an answer rejected.
    public static func maxLength(input: Int? = nil, output: Int? = nil, truncates: Bool = false, name: String = "max_length") -> Guardrail {
        var directions: Set<Direction> = []
        if input != nil { directions.insert(.input) }
        if output != nil { directions.insert(.output) }
        return Guardrail(name, on: directions) { subject in
            let bound = subject.direction == .input ? input : output
            guard let bound, subject.content.count > max(bound, 0) else { return .allow }
            if truncates { return .redact(String(subject.content.prefix(max(bound, 0)))) }
            let reason = "it has \(subject.content.count) characters of the \(bound) allowed"
            return subject.direction == .output ? .reject(reason: reason) : .block(reason: reason)
        }
    }
}
