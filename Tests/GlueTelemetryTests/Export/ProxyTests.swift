import GlueOTLP
import GlueTelemetry
import GlueTestSupport
import NIOSSL
import Testing
import Tracing

/// Through proxy.py, a real proxy that asks for a password.
@Suite("OTLP through a proxy")
struct ProxyTests {
    private func running(_ body: @Sendable (Server) async throws -> Void) async throws {
        try await Server.running(
            { port in
                try Program.python(
                    .proxy,
                    script: "import sys, proxy; proxy.main()",
                    ["--hostname", "127.0.0.1", "--port", "\(port)", "--num-workers", "1", "--basic-auth", "user:pass word"]
                )
            },
            readyWhen: "/",
            status: nil,
            body
        )
    }

    @Test("Spans go through it in the clear and through its tunnel", .needs(.proxy), arguments: [false, true])
    func through(isSecure: Bool) async throws {
        try await TemporaryFolder.with { folder in
            let certificates = try await Certificates.made(in: folder)
            let tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificates.server.certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: certificates.server.key, format: .pem))
            )
            try await running { proxy in
                try await FaultyCollector.running(tls: isSecure ? tls : nil) { running in
                    let variable = isSecure ? "HTTPS_PROXY" : "http_proxy"
                    var settings = TelemetrySettings(environment: [
                        "OTEL_EXPORTER_OTLP_ENDPOINT": running.base, "OTEL_EXPORTER_OTLP_CERTIFICATE": certificates.authority,
                        "OTEL_EXPORTER_OTLP_HEADERS": "x-api-key=k", variable: "http://user:pass%20word@127.0.0.1:\(proxy.port)",
                        "OTEL_LOGS_EXPORTER": "none", "OTEL_METRICS_EXPORTER": "none",
                    ])
                    settings.logger = .silent
                    let telemetry = Telemetry(settings)
                    telemetry.tracer.withSpan("work") { _ in }
                    #expect(await telemetry.forceFlush(within: .seconds(60)))
                    let request = try #require(running.collector.requests.first)
                    #expect(try request.traces.spans.map(\.name) == ["work"])
                    // What was for the proxy stays there.
                    #expect(request.headers["x-api-key"] == "k" && request.headers["proxy-authorization"] == nil)
                    await telemetry.shutdown()
                }
            }
        }
    }

    @Test("A proxy that refuses us costs nothing: the spans wait", .needs(.proxy))
    func refused() async throws {
        try await running { proxy in
            try await FaultyCollector.running { running in
                let settings = OTLPHTTPSettings(
                    endpoint: running.endpoint,
                    proxy: ProxySettings(host: "127.0.0.1", port: proxy.port, credentials: .init(user: "user", password: "wrong"))
                )
                let telemetry = Telemetry(TelemetrySettings(destinations: [try OTLPHTTPDestination(settings, name: "x")], logger: .silent))
                telemetry.tracer.withSpan("work") { _ in }
                _ = await telemetry.forceFlush(within: .milliseconds(500))
                #expect(running.collector.requests.isEmpty)
                let ledger = await telemetry.shutdown(within: .zero)
                #expect(ledger.addsUp && ledger["x"]?.acknowledged == 0)
            }
        }
    }

    @Test("A proxy's address is read with its credentials, or refused without showing them")
    func address() throws {
        let proxy = try ProxySettings("http://user:p%40ss@proxy.example.com:3128")
        #expect(proxy == ProxySettings(host: "proxy.example.com", port: 3128, credentials: .init(user: "user", password: "p@ss")))
        #expect(try ProxySettings("proxy:3128") == ProxySettings(host: "proxy", port: 3128))
        #expect(try ProxySettings("http://proxy").port == 80)
        for address in ["", "socks5://user:hunter2@proxy:1", "http://user:hunter2@"] {
            let error = #expect(throws: OTLPHTTPSettingsError.self) { try ProxySettings(address) }
            #expect(error?.description.contains("hunter2") == false)
        }
    }
}
