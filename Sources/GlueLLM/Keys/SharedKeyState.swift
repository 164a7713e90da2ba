/// Why a key is not used.
public enum APIKeyOutage: Sendable, Hashable {
    /// The service asked to slow down.
    case coolingDown(for: Duration)
    /// The service does not accept the key.
    case refused
}

/// Where the processes that use the same keys tell each other which of them are out of use.
///
/// Keys are named by ``APIKey/id``; the keys themselves never leave the process.
public protocol SharedKeyState: Sendable {
    /// What is known of keys; those that can be used are left out, and all of them where the store cannot be reached.
    func outages(among ids: [String]) async -> [String: APIKeyOutage]

    func report(_ outage: APIKeyOutage, of id: String) async
}
