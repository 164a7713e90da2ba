import Foundation
import GlueMLflow
import GlueTelemetry
import GlueTestSupport
import Testing

@Suite("MLflow over TLS", .needs(.mlflow))
struct TLSTests {
    /// A real MLflow that asks for a certificate of its authority.
    private static let script = """
        import ssl, sys, uvicorn
        port, key, certificate, authority = sys.argv[1:]
        uvicorn.run("mlflow.server.fastapi_app:app", host="127.0.0.1", port=int(port), log_level="warning", ssl_keyfile=key,
                    ssl_certfile=certificate, ssl_ca_certs=authority, ssl_cert_reqs=ssl.CERT_REQUIRED)
        """

    @Test("Who trusts its authority and shows a certificate of it gets in, and nobody else", .timeLimit(.minutes(2)))
    func mutual() async throws {
        try await TemporaryFolder.with { folder in
            let certificates = try await Certificates.made(in: folder)
            let port = try await Server.freePort()
            let arguments = [String(port), certificates.server.key, certificates.server.certificate, certificates.authority]
            var program = try Program.python(.mlflow, script: Self.script, arguments)
            let store = "sqlite:///" + folder.path("mlflow.db")
            program.environment.merge(
                [
                    "_MLFLOW_SERVER_FILE_STORE": store, "_MLFLOW_SERVER_REGISTRY_STORE": store,
                    "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/", "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
                    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "DO_NOT_TRACK": "true",
                ],
                uniquingKeysWith: { _, new in new }
            )
            func client(_ tls: TLSSettings, anyCertificate: Bool = false) throws -> MLflowClient {
                var settings = MLflowSettings(trackingURI: "https://localhost:\(port)", tls: tls, acceptsAnyCertificate: anyCertificate)
                settings.retry.maximumRetries = 0
                return try MLflowClient(settings)
            }
            let own = TLSSettings(
                authorities: certificates.authority,
                certificate: certificates.client.certificate,
                key: certificates.client.key
            )
            let server = program
            let done = FaultyProxy.Switch()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await server.run(killingWhen: { done.isOn }) }
                defer { done.isOn = true }
                let known = try client(own)
                let end = ContinuousClock.now + .seconds(60)
                while await !known.isHealthy(), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(200)) }
                #expect(try await known.experiment("0").name == "Default")
                var distrusting = own
                distrusting.authorities = nil
                var anonymous = own
                anonymous.certificate = nil
                anonymous.key = nil
                for (tls, trustsAny) in [(distrusting, false), (anonymous, false), (anonymous, true)] {
                    let stranger = try client(tls, anyCertificate: trustsAny)
                    let error = await failure { () async throws(MLflowError) in try await stranger.experiment("0") }
                    #expect(error?.kind == .connection, "\(error?.description ?? "let in")")
                }
                #expect(try await client(distrusting, anyCertificate: true).experiment("0").id == "0")
            }
            let missing = #expect(throws: MLflowError.self) { try client(TLSSettings(authorities: "/nonexistent.pem")) }
            #expect(missing?.kind == .configuration && missing?.description.contains("/nonexistent.pem") == true)
        }
    }
}
