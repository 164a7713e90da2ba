/// A certificate authority for one test, and what it signed: PEM files made by openssl.
public struct Certificates: Sendable {
    private let folder: TemporaryFolder

    /// Of the authority.
    public var authority: String { folder.path("ca.pem") }
    /// For `localhost`.
    public var server: (certificate: String, key: String) { (folder.path("server.pem"), folder.path("server.key")) }
    public var client: (certificate: String, key: String) { (folder.path("client.pem"), folder.path("client.key")) }

    /// - Parameter folder: Where the files go.
    public static func made(in folder: TemporaryFolder) async throws -> Certificates {
        try folder.write(Array("subjectAltName=DNS:localhost,IP:127.0.0.1".utf8), to: "names")
        let (authority, authorityKey) = (folder.path("ca.pem"), folder.path("ca.key"))
        try await openssl(
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test authority"]
                + ["-keyout", authorityKey, "-out", authority]
        )
        for name in ["server", "client"] {
            let request = folder.path("\(name).csr")
            try await openssl(
                ["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(name)", "-keyout", folder.path("\(name).key"), "-out", request]
            )
            try await openssl(
                ["x509", "-req", "-in", request, "-CA", authority, "-CAkey", authorityKey, "-CAcreateserial", "-days", "2"]
                    + ["-extfile", folder.path("names"), "-out", folder.path("\(name).pem")]
            )
        }
        return Certificates(folder: folder)
    }

    private static func openssl(_ arguments: [String]) async throws {
        let outcome = try await Program("/usr/bin/openssl", arguments).run()
        guard outcome.exitCode == 0 else { throw CertificatesNotMade(said: outcome.error) }
    }
}

/// openssl did not do what it was asked for.
public struct CertificatesNotMade: Error, CustomStringConvertible {
    public var said: String
    public var description: String { "openssl: \(said)" }
}
