import GlueOTLP
import GlueRetry
import GlueTelemetry
import GlueTestSupport
import NIOSSL
import Testing
import Tracing

@Suite("OTLP over TLS")
struct TLSTests {
    private func telemetry(_ endpoint: String, _ tls: TLSSettings) throws -> Telemetry {
        let settings = OTLPHTTPSettings(endpoint: endpoint, timeout: .seconds(600), tls: tls)
        let destination = try OTLPHTTPDestination(settings, name: "tls", clock: ImpatientClock(), randomness: .greatest)
        return Telemetry(TelemetrySettings(destinations: [destination], logger: .silent))
    }

    /// A server's configuration that shows its certificate and, where asked, wants to see the client's.
    private func server(_ certificates: Certificates, asksClient: Bool = false) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificates.server.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: certificates.server.key, format: .pem))
        )
        if asksClient {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .file(certificates.authority)
        }
        return configuration
    }

    @Test("Spans arrive where the authority is trusted, and the client shows its certificate where it is asked", arguments: [false, true])
    func trusted(asksClient: Bool) async throws {
        try await TemporaryFolder.with { folder in
            let certificates = try await Certificates.made(in: folder)
            try await FaultyCollector.running(tls: try server(certificates, asksClient: asksClient)) { running in
                var tls = TLSSettings(authorities: certificates.authority)
                if asksClient { (tls.certificate, tls.key) = certificates.client }
                let telemetry = try telemetry(running.endpoint, tls)
                telemetry.tracer.withSpan("work") { _ in }
                #expect(await telemetry.forceFlush(within: .seconds(60)))
                #expect(try running.collector.spans().map(\.name) == ["work"])
                #expect(telemetry.ledger.isSettled)
                await telemetry.shutdown()
            }
        }
    }

    @Test(
        "Nothing goes to a server that nobody vouches for, nor to one that wants a certificate which is not shown",
        arguments: [false, true]
    )
    func untrusted(asksClient: Bool) async throws {
        try await TemporaryFolder.with { folder in
            let certificates = try await Certificates.made(in: folder)
            try await FaultyCollector.running(tls: try server(certificates, asksClient: asksClient)) { running in
                let telemetry = try telemetry(
                    running.endpoint,
                    asksClient ? TLSSettings(authorities: certificates.authority) : TLSSettings()
                )
                telemetry.tracer.withSpan("work") { _ in }
                #expect(await telemetry.forceFlush(within: .milliseconds(500)) == false)
                #expect(running.collector.requests.isEmpty)
                #expect(telemetry.ledger["tls"]?.queued == 1)
                await telemetry.shutdown(within: .zero)
            }
        }
    }

    @Test("Files that are missing, are none, or come alone are refused by name, at once")
    func files() async throws {
        try await TemporaryFolder.with { folder in
            let certificates = try await Certificates.made(in: folder)
            try folder.write(Array("no certificate".utf8), to: "none.pem")
            let client = certificates.client
            let cases: [(TLSSettings, String)] = [
                (TLSSettings(authorities: folder.path("missing.pem")), "missing.pem"),
                (TLSSettings(authorities: folder.path("none.pem")), "none.pem"),
                (TLSSettings(certificate: client.certificate), "client.pem"), (TLSSettings(key: client.key), "client.key"),
                (TLSSettings(certificate: client.certificate, key: folder.path("none.pem")), "none.pem"),
            ]
            for (tls, file) in cases {
                let error = #expect(throws: OTLPHTTPSettingsError.self) { try telemetry("https://localhost:1/v1/traces", tls) }
                #expect(error?.description.contains(file) == true)
            }
        }
    }
}
