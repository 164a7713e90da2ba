import Foundation
import GlueOTLP
import GlueRedaction
import GlueRetry
import GlueTelemetry
import GlueTestSupport
import Logging
import Testing
import Tracing

@Suite("Planted secrets")
struct PlantedSecretsTests {
    static let redaction = Redactor.secretsAndPersonalData + Redactor(rules: [Rule(.secret(PlantedSecrets.known))])

    /// Every byte that a telemetry in which secrets were planted writes or sends: its journal's files, each request
    /// gunzipped, what a destination in the process gets, what is logged.
    private func traces(
        of redaction: Redactor,
        _ plant: @escaping @Sendable (Telemetry) -> Void,
        change: @escaping @Sendable (inout TelemetrySettings) -> Void = { _ in }
    ) async throws -> [[UInt8]] {
        try await FaultyCollector.running([.http(503, [:], Array("busy".utf8))]) { running in
            try await TemporaryFolder.with { folder in
                let log = LinesLog()
                let destinations = try OTLP.Signal.allCases.map { signal in
                    try OTLPHTTPDestination(
                        OTLPHTTPSettings(
                            signal,
                            endpoint: "http://127.0.0.1:\(running.port)/v1/\(signal)",
                            backoff: Backoff(initial: .milliseconds(1), maximum: .milliseconds(10), multiplier: 2),
                            wantsContent: true
                        )
                    )
                }
                let collector = TelemetryCollector()
                var settings = TelemetrySettings(
                    resource: OTLP.Resource(attributes: [OTLP.KeyValue("service.name", "planted")]),
                    processors: [BaggageProcessor(["note"])],
                    journal: JournalDirectory(path: folder.path("journal")),
                    destinations: destinations + [collector],
                    redaction: redaction,
                    logger: log.logger
                )
                change(&settings)
                let telemetry = Telemetry(settings)
                plant(telemetry)
                // While nothing was sent: the journal holds all of it.
                let files = try folder.names(in: "journal")
                var all = files.compactMap { try? folder.bytes(of: "journal/\($0)") }
                #expect(all.contains { $0.count > 1000 })
                #expect(await telemetry.shutdown(within: .seconds(60)).addsUp)
                all += try running.collector.requests.map { request in
                    request.headers["content-encoding"] == "gzip" ? try Gzip.decompress(request.body, limit: 64 << 20) : request.body
                }
                all.append(collector.traces.protobuf())
                all.append(collector.logs.protobuf())
                all.append(collector.metrics.protobuf())
                all.append(Array(log.lines.joined(separator: "\n").utf8))
                return all
            }
        }
    }

    private func isFound(_ needle: some StringProtocol, in haystacks: [[UInt8]]) -> Bool {
        let needle = Data(needle.utf8)
        return haystacks.contains { Data($0).range(of: needle) != nil }
    }

    @Test("None is found in anything that leaves; without redaction each of them is", arguments: PlantedSecrets.forms.map(\.name))
    func everywhere(form: String) async throws {
        let form = try #require(PlantedSecrets.forms.first { $0.name == form })
        let plant: @Sendable (Telemetry) -> Void = { telemetry in
            for (secret, _) in PlantedSecrets.secrets { PlantedSecrets.plant(form.text(secret), in: telemetry) }
        }
        let redacted = try await traces(of: Self.redaction, plant)
        for (secret, needle) in PlantedSecrets.secrets {
            #expect(!isFound(needle, in: redacted), "\(secret) \(form.name): \(form.text(secret))")
        }
        let open = try await traces(of: .none, plant)
        for (secret, needle) in PlantedSecrets.secrets { #expect(isFound(needle, in: open), "\(secret)") }
    }

    @Test("A secret that lies across a cut leaves no piece behind: texts are redacted before they are cut")
    func cuts() async throws {
        let filler = "some words before "
        for length in stride(from: filler.count + 14, to: filler.count + 30, by: 5) {
            let plant: @Sendable (Telemetry) -> Void = { telemetry in
                for (secret, _) in PlantedSecrets.secrets { PlantedSecrets.plant(filler + secret, in: telemetry) }
            }
            let cut: @Sendable (inout TelemetrySettings) -> Void = {
                $0.limits.valueLength = length
                $0.logs.valueLength = length
            }
            let redacted = try await traces(of: Self.redaction, plant, change: cut)
            for (_, needle) in PlantedSecrets.secrets { #expect(!isFound(needle.prefix(4), in: redacted), "\(needle) at \(length)") }
            let open = try await traces(of: .none, plant, change: cut)
            #expect(isFound("LANTED", in: open))
        }
    }

    @Test("Values that their names call secret are taken out, whatever type they have")
    func names() async throws {
        let plant: @Sendable (Telemetry) -> Void = { telemetry in
            let span = telemetry.tracer.startSpan("work")
            span.attributes["db.password"] = "PLANTEDword"
            span.attributes["api_key"] = 987_654_321
            span.attributes["secrets.secret"] = ["PLANTEDelement"]
            span.end()
            let ordered = telemetry.tracer.startSpan("ordered")
            ordered.set("client-secret", 987_654_321)
            ordered.set("auth.passphrase", 98765.4321)
            ordered.set("outer", .map([OTLP.KeyValue("password", "PLANTEDinner")]))
            ordered.event("event") { $0.set("access_token", "PLANTEDtoken") }
            ordered.end()
            telemetry.logHandler(label: "x").log(
                event: .init(
                    level: .error,
                    message: "x",
                    metadata: ["password": "PLANTEDmeta"],
                    source: "s",
                    file: "f",
                    function: "f",
                    line: 1
                )
            )
        }
        let redacted = try await traces(of: .secrets, plant)
        #expect(!isFound("PLANTED", in: redacted))
        let open = try await traces(of: .none, plant)
        for needle in ["PLANTEDword", "PLANTEDelement", "PLANTEDinner", "PLANTEDtoken", "PLANTEDmeta"] {
            #expect(isFound(needle, in: open))
        }

        let (telemetry, collector) = Telemetry.collecting()
        plant(telemetry)
        for span in try await telemetry.spans(in: collector) {
            for attribute in span.attributes where attribute.key != "outer" {
                #expect([.string("[secret]"), .array(["[secret]"])].contains(attribute.value), "\(attribute)")
            }
        }
    }

    @Test("What a collector answers, its address and its headers do not show in the log, whatever the setting")
    func ownLog() async throws {
        let log = LinesLog()
        let answers: [FaultyCollector.Answer] = [
            .http(503, [:], Array("no: sk-proj-PLANTEDecho0123456789".utf8)),
            .http(302, ["Location": "http://x.example/?key=PLANTEDplace"]),
            .http(401, [:], Array(#"{"error": "bad \u0073k-proj-PLANTEDecho0123456789"}"#.utf8)), .garbage,
        ]
        for answer in answers {
            try await FaultyCollector.running(then: answer) { running in
                let destination = try OTLPHTTPDestination(
                    OTLPHTTPSettings(
                        endpoint: "http://ann:PLANTEDuser@127.0.0.1:\(running.port)/v1/traces?key=PLANTEDkey",
                        headers: [OTLPHTTPSettings.Header("Authorization", "Bearer PLANTEDheader0123456789")]
                    )
                )
                #expect(!destination.name.contains("PLANTED"))
                let telemetry = Telemetry(TelemetrySettings(destinations: [destination], redaction: .none, logger: log.logger))
                telemetry.tracer.withSpan("work") { _ in }
                await telemetry.shutdown(within: .seconds(1))
            }
        }
        #expect(log.lines.count >= answers.count)
        #expect(!log.lines.contains { $0.contains("PLANTED") }, "\(log.lines)")
    }

    @Test("The resource is redacted too")
    func resource() async throws {
        let (telemetry, collector) = Telemetry.collecting {
            $0.resource = .detected(attributes: [
                OTLP.KeyValue("service.password", "PLANTED1"), OTLP.KeyValue("note", "Bearer PLANTED0123456789abcdef"),
            ])
        }
        telemetry.tracer.withSpan("work") { _ in }
        #expect(try await telemetry.spans(in: collector).count == 1)
        #expect(!isFound("PLANTED", in: [collector.traces.protobuf()]))
    }
}
