import Foundation
public import GlueLLM

/// Where a Redis is and how to log in to it.
public struct RedisAddress: Sendable, Hashable {
    enum Place: Sendable, Hashable {
        case tcp(host: String, port: Int)
        case unix(path: String)
    }

    let place: Place
    let username: String?
    let password: String?
    let database: Int

    /// Reads an address such as `redis://127.0.0.1:6379/0`, `redis://user:password@host` or `unix:///run/redis.sock?db=1`.
    ///
    /// - Throws: ``LLMError/Kind/configuration`` where it is none; the text is not quoted, as it may hold a password.
    public init(_ url: String) throws(LLMError) {
        guard let components = URLComponents(string: url), let scheme = components.scheme?.lowercased() else {
            throw Self.unreadable("is no URL")
        }
        var database = 0
        switch scheme {
        case "redis":
            guard let host = components.host, !host.isEmpty else { throw Self.unreadable("names no host") }
            // `URLComponents` leaves the brackets of an IPv6 address on.
            place = .tcp(host: host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host, port: components.port ?? 6379)
            let path = components.path.drop { $0 == "/" }
            guard path.isEmpty || Int(path) != nil else { throw Self.unreadable("names a database that is no number") }
            database = Int(path) ?? 0
        case "unix", "redis+unix":
            guard !components.path.isEmpty else { throw Self.unreadable("names no socket") }
            place = .unix(path: components.path)
            if let text = components.queryItems?.first(where: { $0.name == "db" })?.value {
                guard let number = Int(text) else { throw Self.unreadable("names a database that is no number") }
                database = number
            }
        case "rediss":
            throw Self.unreadable("asks for TLS, which is not supported; put a tunnel such as stunnel before the server")
        default:
            throw Self.unreadable("begins with \(scheme)://")
        }
        guard database >= 0 else { throw Self.unreadable("names a database below 0") }
        self.database = database
        username = components.user.flatMap { $0.isEmpty ? nil : $0 }
        password = components.password.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func unreadable(_ reason: String) -> LLMError {
        LLMError(.configuration, "the address of Redis \(reason); write one such as redis://127.0.0.1:6379 or unix:///run/redis.sock")
    }
}

extension RedisAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without user and password.
    public var description: String {
        switch place {
        case .tcp(let host, let port): "redis://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
        case .unix(let path): "unix://\(path)?db=\(database)"
        }
    }

    public var debugDescription: String { description }

    public var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
