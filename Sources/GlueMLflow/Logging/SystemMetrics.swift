import Foundation
import GlueTelemetry

/// Measures processor and memory of the machine and logs them to a run, under the names that MLflow's own client gives them.
///
/// | metric | unit |
/// |---|---|
/// | `system/cpu_utilization_percentage` | of all processors together |
/// | `system/system_memory_usage_megabytes`, `_percentage` | what programs cannot have |
/// | `system/process_memory_usage_megabytes` | resident memory of this process |
///
/// Source: proc(5); MLflow 3.17, `mlflow.system_metrics`.
struct SystemMetrics: Sendable {
    let interval: Duration

    init(every interval: Duration) { self.interval = max(interval, .milliseconds(10)) }

    /// Goes on until the task is cancelled.
    func log(to run: RunLogger) async {
        var before = ProcessorTimes.now
        var step: Int64 = 0
        while (try? await Task.sleep(for: interval)) != nil {
            let now = ProcessorTimes.now
            var metrics: [String: Double] = [:]
            if let before, let now { metrics["system/cpu_utilization_percentage"] = now.utilization(since: before) }
            before = now
            if let memory = MachineMemory.now {
                metrics["system/system_memory_usage_megabytes"] = memory.used / 1e6
                metrics["system/system_memory_usage_percentage"] = memory.used / memory.total * 100
            }
            metrics["system/process_memory_usage_megabytes"] = Self.resident.map { $0 / 1e6 }
            // A measurement that finds no room is one of many.
            try? await run.log(metrics: metrics, step: step)
            step += 1
        }
    }

    /// In bytes.
    private static var resident: Double? {
        guard let pages = SystemFile.text("/proc/self/statm")?.split(separator: " ").dropFirst().first.flatMap({ Double($0) }) else {
            return nil
        }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}

/// What the processors of the machine did since it started, in ticks.
private struct ProcessorTimes {
    var busy: Double
    var total: Double

    static var now: ProcessorTimes? {
        guard let line = SystemFile.text("/proc/stat")?.split(whereSeparator: \.isNewline).first, line.hasPrefix("cpu ") else { return nil }
        // user nice system idle iowait irq softirq steal
        let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
        guard ticks.count >= 5 else { return nil }
        let total = ticks.reduce(0, +)
        return ProcessorTimes(busy: total - ticks[3] - ticks[4], total: total)
    }

    func utilization(since before: ProcessorTimes) -> Double? {
        guard total > before.total else { return nil }
        return min(max((busy - before.busy) / (total - before.total) * 100, 0), 100)
    }
}

/// The memory of the machine, in bytes.
private struct MachineMemory {
    var total: Double
    var used: Double

    static var now: MachineMemory? {
        guard let text = SystemFile.text("/proc/meminfo") else { return nil }
        var values: [Substring: Double] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: { $0 == " " || $0 == ":" })
            if words.count >= 2 { values[words[0]] = Double(words[1]) }
        }
        guard let total = values["MemTotal"], let free = values["MemAvailable"], total > 0 else { return nil }
        return MachineMemory(total: total * 1024, used: (total - free) * 1024)
    }
}
