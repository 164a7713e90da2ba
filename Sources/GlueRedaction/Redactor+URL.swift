extension Redactor {
    /// A URL without user, password and the values of query members that hold secrets, whatever else the rules find in it.
    ///
    /// Source: OpenTelemetry semantic conventions, `url.full`: what is taken out reads `REDACTED`.
    public func redact(url: String) -> String {
        let withoutUser = Self.withoutUser(url)
        guard let query = withoutUser.firstIndex(of: "?") else { return redact(withoutUser) }
        let fragment = withoutUser[query...].firstIndex(of: "#") ?? withoutUser.endIndex
        let members = withoutUser[withoutUser.index(after: query)..<fragment]
            .split(separator: "&", omittingEmptySubsequences: false)
            .map(Self.withoutSecret)
        return redact(withoutUser[..<query] + "?" + members.joined(separator: "&") + withoutUser[fragment...])
    }

    private static let redacted = "REDACTED"

    private static func withoutUser(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        let authority = rest[..<(rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex)]
        guard let at = authority.lastIndex(of: "@") else { return url }
        return url[..<scheme.upperBound] + "\(redacted):\(redacted)" + url[at...]
    }

    private static func withoutSecret(_ member: Substring) -> String {
        guard let equals = member.firstIndex(of: "="), NamedSecrets.isSecret(queryName: member[..<equals].utf8) else {
            return String(member)
        }
        return member[...equals] + redacted
    }

    private func redact(_ text: some StringProtocol) -> String { redact(String(text)) }
}
