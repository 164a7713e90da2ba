package import NIOSSL

/// How an `https` endpoint is told to be the right one, and how it can tell who we are.
public struct TLSSettings: Sendable, Hashable {
    /// A PEM file with the certificate authorities that are trusted; nil for those of the system.
    public var authorities: String?
    /// A PEM file with our own certificate and those between it and its authority; nil for none.
    public var certificate: String?
    /// A PEM file with the key of ``certificate``.
    public var key: String?

    public init(authorities: String? = nil, certificate: String? = nil, key: String? = nil) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
    }
}

extension TLSSettings {
    /// - Throws: ``OTLPHTTPSettingsError/certificate(file:reason:)`` where a file is missing or is not what it should be.
    package func configuration() throws(OTLPHTTPSettingsError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let authorities {
            configuration.trustRoots = .certificates(try Self.certificates(authorities))
        }
        switch (certificate, key) {
        case (nil, nil):
            break
        case (let certificate?, let key?):
            configuration.certificateChain = try Self.certificates(certificate).map { .certificate($0) }
            do {
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            } catch {
                throw .certificate(file: key, reason: "no private key could be read from it")
            }
        case (let certificate?, nil):
            throw .certificate(file: certificate, reason: "its key is missing, set the client key too")
        case (nil, let key?):
            throw .certificate(file: key, reason: "its certificate is missing, set the client certificate too")
        }
        return configuration
    }

    private static func certificates(_ file: String) throws(OTLPHTTPSettingsError) -> [NIOSSLCertificate] {
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(file)
            guard !certificates.isEmpty else { throw OTLPHTTPSettingsError.certificate(file: file, reason: "no certificate is in it") }
            return certificates
        } catch {
            throw .certificate(file: file, reason: "no certificate could be read from it")
        }
    }
}
