import Foundation
import GlueTelemetry
import UnixSignals

/// One run of `glue load`: producers, the exporter, signals and progress.
struct LoadRun {
    private let telemetry: Telemetry
    private let drain: Duration

    init(_ telemetry: Telemetry, drain: Duration) {
        self.telemetry = telemetry
        self.drain = drain
    }

    func run(_ producer: LoadProducer) async throws -> LoadReport {
        let start = ContinuousClock.now
        let memory = MemoryWatch()
        let telemetry = telemetry
        let drain = drain
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await telemetry.run() }
            group.addTask {
                for await signal in signals {
                    Terminal.tell("glue load: \(signal), no more spans; what there is is sent")
                    producer.stop()
                }
            }
            group.addTask { await Self.watch(telemetry, producer, memory) }
            await producer.run()
            let produced = ContinuousClock.now - start
            // What earlier runs left is taken over by a flush; a shutdown leaves it where it is.
            await telemetry.forceFlush(within: drain)
            let ledger = await telemetry.shutdown(within: drain)
            let seconds = ContinuousClock.now - start
            group.cancelAll()
            return LoadReport(ledger: ledger, produced: produced, seconds: seconds, memory: memory.figures)
        }
    }

    /// Looks at the memory each second and tells how far it is every three.
    private static func watch(_ telemetry: Telemetry, _ producer: LoadProducer, _ memory: MemoryWatch) async {
        var second = 0
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            second += 1
            memory.look()
            guard second % 3 == 0 else { continue }
            let ledger = telemetry.ledger
            let queued = ledger.destinations.map(\.queued).max() ?? 0
            let dropped = ledger.destinations.map(\.allDropped).max() ?? 0
            Terminal.tell("glue load: \(ledger.ended) ended, \(queued) queued, \(dropped) dropped")
        }
    }
}
