import GlueOTLP

/// What becomes of the telemetry itself, as what the destinations hold tells it.
extension Facts {
    enum Signal { case spans, logs, metrics }

    /// Records whose export is over, by the destination's name.
    func exported(_ signal: Signal) -> [Happening] {
        guard recording.traffic.flushes else { return [] }
        let taken = records(signal).map { Happening(time: $0, labels: ["otel_component_name": "collector"]) }
        guard recording.traffic.hasRefusingDestination, signal == .spans else { return taken }
        return taken
            + recording.spans.map { span in
                var happening = Happening(time: span.endTimeUnixNano, labels: ["otel_component_name": "refusing"])
                if recording.refused.contains(span.spanID) { happening.labels["error_type"] = "refused" }
                return happening
            }
    }

    /// Spans that a destination refused.
    var refused: [Happening] { exported(.spans).failed }

    /// Spans that ended when as many waited as may.
    var overflowed: [Happening] {
        guard let bound = recording.traffic.queueBound else { return [] }
        return recording.ends.values.sorted().dropFirst(bound).map {
            Happening(time: $0, labels: ["otel_component_name": "collector", "error_type": "queue_full"])
        }
    }

    /// Spans that ended and that a sampler decided against: they were not exported.
    private var decidedAgainst: [Happening] {
        guard recording.traffic == .sampled else { return [] }
        let kept = Set(recording.spans.map(\.spanID))
        return recording.ends.filter { !kept.contains($0.key) }.map {
            Happening(time: $0.value, labels: ["otel_component_name": "collector", "error_type": "sampled"])
        }
    }

    /// Records that do not wait any more.
    func processed(_ signal: Signal) -> [Happening] {
        exported(signal).map { $0.processed } + (signal == .spans ? overflowed + decidedAgainst : [])
    }

    /// How many records wait now, at each destination. Metrics are read only where they are sent at once.
    func waiting(_ signal: Signal) -> Answers {
        var answers: Answers = [["otel_component_name": "collector"]: 0]
        if recording.traffic.hasRefusingDestination, signal == .spans { answers[["otel_component_name": "refusing"]] = 0 }
        guard !recording.traffic.flushes, signal != .metrics else { return answers }
        let ended = (signal == .spans ? Array(recording.ends.values) : records(signal)).count(where: isPast)
        let bound = signal == .spans ? recording.traffic.queueBound : nil
        answers[["otel_component_name": "collector"]] = Double(min(ended, bound ?? .max))
        return answers
    }

    /// The zeros of what a ledger tells from its start.
    func fromTheStart(_ answers: Answers, _ signal: Signal, by labels: [String]) -> Answers {
        let destinations = ["collector"] + (recording.traffic.hasRefusingDestination && signal == .spans ? ["refusing"] : [])
        return destinations.reduce(into: answers) { answers, name in
            let key = labels.isEmpty ? [:] : ["otel_component_name": name]
            answers[key] = answers[key] ?? 0
        }
    }

    /// When each record of a signal came to the destination.
    private func records(_ signal: Signal) -> [UInt64] {
        switch signal {
        case .spans: recording.spans.map(\.endTimeUnixNano)
        case .logs: recording.logs
        case .metrics: arrivals(recording.metrics)
        }
    }

    private func arrivals(_ counts: [Int]) -> [UInt64] {
        zip(Timeline.scrapes, zip([0] + counts, counts)).flatMap { scrape, counts in
            Array(repeating: UInt64(Timeline.time(scrape)) * 1_000_000_000, count: counts.1 - counts.0)
        }
    }
}

extension Happening {
    /// What an export gave up does not wait any more: it is processed without a reason.
    fileprivate var processed: Happening {
        var happening = self
        happening.labels["error_type"] = nil
        return happening
    }
}
