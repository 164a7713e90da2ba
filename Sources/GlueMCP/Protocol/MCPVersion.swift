/// The versions of the protocol that are spoken here.
///
/// Source: Model Context Protocol specification, "Version Negotiation".
enum MCPVersion {
    static let latest = "2025-06-18"
    static let all = ["2025-06-18", "2025-03-26", "2024-11-05"]
}
