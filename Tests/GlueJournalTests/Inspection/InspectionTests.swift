import Foundation
import GlueOTLP
import GlueTestSupport
import Testing

@testable import GlueJournal

@Suite("Inspection of a journal")
struct InspectionTests {
    @Test("It tells what each segment holds and how far each destination is, while the owner runs and after its death")
    func reports() async throws {
        try await TemporaryFolder.with { folder in
            let directory = folder.journal()
            let journal = Journal.small(lanes: ["a", "b"], directory: directory)
            for number in 0..<10 { journal.append(number: number) }
            #expect(journal.take(lane: 0, 6).count == 6)
            let batch = try #require(journal.read(lane: 1, records: 3))
            journal.settle(batch, acknowledged: 2, dropped: [.rejected: 1])
            let held = try #require(journal.hold(number: 10))
            _ = try #require(journal.hold(number: 11))
            journal.discard([held], .sampled)

            let living = try JournalInspection(path: directory.path)
            let queue = try #require(living.segments.first { $0.area == .queue })
            #expect(queue.isAlive && queue.owner == ProcessInfo.processInfo.processIdentifier && queue.signal == .traces)
            #expect(queue.records == 10 && queue.bytes == 4096 && !queue.isDamaged)
            #expect(queue.acknowledged == ["a": 6, "b": 2] && queue.dropped == ["b": 1])
            #expect(living.segments.first { $0.area == .pending }?.records == 1)
            #expect(living.unreadable.isEmpty && living.keptAside.isEmpty)
            // Looking at it took nothing.
            #expect(journal.takeAll(lane: 0) == [6, 7, 8, 9])

            let left = try folder.killed(directory, as: "left")
            #expect(try JournalInspection(path: left.path).segments.allSatisfy { !$0.isAlive })
            #expect(Journal.small(lanes: ["a", "b"], directory: left).adopt().records > 0)
        }
    }

    @Test("All spans are read as values: sent, waiting, kept and interrupted ones")
    func telemetry() async throws {
        try await TemporaryFolder.with { folder in
            var directory = folder.journal()
            directory.keep = KeepSettings(age: .seconds(3600), bytes: 1 << 20)
            let now = UInt64(Date().timeIntervalSince1970 * 1e9)
            let journal = Journal.small(service: "shop", directory: directory, now: { now })
            let scope = journal.intern(scope: OTLP.Scope(name: "checkout").packed())
            for number in 0..<100 { journal.append(OpenSpanTests.span(number), scope: scope) }
            while let batch = journal.read(lane: 0, records: 50), batch.count == 50 { journal.settle(batch, acknowledged: 50) }
            _ = try #require(journal.open(OpenSpanTests.span(100), scope: scope))
            #expect(!JournalDirectory.files(in: directory.kept).isEmpty)

            let names = { (path: String) in try JournalInspection(path: path).telemetry().traces.spans.map(\.name).sorted() }
            let ended = (0..<100).map { "span \($0)" }.sorted()
            #expect(try names(directory.path) == ended)
            let left = try folder.killed(directory, as: "left")
            #expect(try names(left.path) == (ended + ["span 100"]).sorted())
            let traces = try JournalInspection(path: left.path).telemetry().traces
            #expect(traces.resourceSpans.allSatisfy { $0.resource?.attributes == [OTLP.KeyValue("service.name", "shop")] })
            #expect(traces.resourceSpans.allSatisfy { $0.scopeSpans.map(\.scope?.name) == ["checkout"] })
            #expect(traces.spans.first { $0.name == "span 100" }?.status?.code == .error)
            #expect(JournalInspection.isJournal(left.path))
        }
    }

    @Test("Damage and foreign files are told, not mended")
    func damage() async throws {
        try await TemporaryFolder.with { folder in
            let journal = Journal.small(directory: folder.journal())
            for number in 0..<10 { journal.append(number: number) }
            let left = try folder.killed(folder.journal(), as: "left")
            let name = try #require(left.files.first)
            var bytes = try folder.bytes(of: "left/\(name)")
            bytes[1000] ^= 1
            try folder.write(bytes, to: "left/\(name)")
            try folder.write(Array("foreign".utf8), to: "left/traces.queue.1.2.3.segment")
            try folder.write([], to: "left/traces.queue.1.2.4.segment")
            let inspection = try JournalInspection(path: left.path)
            #expect(inspection.segments.map(\.records) == [9])
            #expect(inspection.segments.map(\.damaged) == [1])
            #expect(inspection.segments.allSatisfy { $0.isDamaged })
            #expect(inspection.unreadable.keys.sorted() == ["\(left.path)/traces.queue.1.2.3.segment"])
            #expect(try folder.bytes(of: "left/\(name)") == bytes)
            _ = Journal.small(directory: left).adopt()
            #expect(try JournalInspection(path: left.path).keptAside.count == 2)
        }
    }

    @Test("A folder that is not there is an error that names it; one without segments is no journal")
    func missing() async throws {
        try await TemporaryFolder.with { folder in
            let error = #expect(throws: SegmentError.self) { try JournalInspection(path: folder.path("none")) }
            #expect(error?.description.contains(folder.path("none")) == true)
            #expect(!JournalInspection.isJournal(folder.path("none")))
            try folder.write([1], to: "file")
            #expect(throws: SegmentError.self) { try JournalInspection(path: folder.path("file")) }
        }
    }
}
