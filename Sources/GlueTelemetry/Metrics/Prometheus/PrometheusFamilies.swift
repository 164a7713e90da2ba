import GlueOTLP
import GlueSemantics

/// The families that the metrics of all scopes become.
struct PrometheusFamilies {
    private(set) var list: [PrometheusFamily] = []
    private(set) var conflicts: [String] = []
    private var places: [String: Int] = [:]

    /// A scope with its labels.
    private struct Scope {
        let scope: OTLP.Scope
        let labels: PrometheusFamily.Labels

        init(_ scope: OTLP.Scope) {
            self.scope = scope
            labels = PrometheusLabels(scope: scope).list
        }
    }

    init(_ scopes: [OTLP.ScopeMetrics], resource: OTLP.Resource) {
        if !resource.attributes.isEmpty {
            var info = PrometheusFamily(name: "target", kind: .info, unit: "", help: "Target metadata")
            info.samples = [PrometheusFamily.Sample(suffix: "_info", labels: PrometheusLabels(resource.attributes).list, value: .int(1))]
            add(info)
        }
        for group in scopes {
            for metric in group.metrics { add(metric, Scope(group.scope ?? OTLP.Scope())) }
        }
    }

    private mutating func add(_ metric: OTLP.Metric, _ scope: Scope) {
        switch metric.data {
        case .gauge(let points):
            add(
                metric,
                scope,
                .gauge,
                points.map { PrometheusFamily.Sample(labels: labels($0.attributes, scope), value: $0.value ?? .int(0)) }
            )
        case .sum(let points, .cumulative, isMonotonic: false):
            add(
                metric,
                scope,
                .gauge,
                points.map { PrometheusFamily.Sample(labels: labels($0.attributes, scope), value: $0.value ?? .int(0)) }
            )
        case .sum(let points, .cumulative, isMonotonic: true):
            add(metric, scope, .counter, points.flatMap { samples($0, labels($0.attributes, scope)) })
        case .histogram(let points, .cumulative):
            add(metric, scope, .histogram, points.flatMap { samples(PrometheusBuckets($0), labels($0.attributes, scope, reserved: "le")) })
        case .exponentialHistogram(let points, .cumulative):
            add(metric, scope, .histogram, points.flatMap { samples(PrometheusBuckets($0), labels($0.attributes, scope, reserved: "le")) })
        case .sum, .histogram, .exponentialHistogram, .summary, nil: break
        }
    }

    private mutating func add(
        _ metric: OTLP.Metric,
        _ scope: Scope,
        _ kind: PrometheusFamily.Kind,
        _ samples: [PrometheusFamily.Sample]
    ) {
        let unit = PrometheusName.unit(metric.unit, isGauge: kind == .gauge)
        let name = PrometheusName.metric(metric.name, unit: unit, isCounter: kind == .counter)
        var family = PrometheusFamily(name: name, kind: kind, unit: unit, help: metric.description, samples: samples)
        family.scopes = [scope.scope]
        add(family, named: metric.name)
    }

    /// Adds to the family of the same name where that is of the same type and of other scopes: two metrics of one scope
    /// whose names become one would have the same series, which Prometheus refuses.
    private mutating func add(_ family: PrometheusFamily, named original: String? = nil) {
        guard let place = places[family.name] else {
            places[family.name] = list.count
            return list.append(family)
        }
        guard list[place].kind == family.kind, list[place].scopes.isDisjoint(with: family.scopes) else {
            return conflicts.append(original ?? family.name)
        }
        list[place].scopes.formUnion(family.scopes)
        list[place].samples += family.samples
        if list[place].help.isEmpty { list[place].help = family.help }
    }

    private func labels(_ attributes: [OTLP.KeyValue], _ scope: Scope, reserved: String? = nil) -> PrometheusFamily.Labels {
        PrometheusLabels(attributes, reserved: reserved).list + scope.labels
    }

    private func samples(_ point: OTLP.NumberDataPoint, _ labels: PrometheusFamily.Labels) -> [PrometheusFamily.Sample] {
        let total = PrometheusFamily.Sample(
            suffix: "_total",
            labels: labels,
            value: point.value ?? .int(0),
            exemplar: point.exemplars.max { ($0.value?.double ?? 0) < ($1.value?.double ?? 0) }
        )
        return [total] + created(point.startTimeUnixNano, labels)
    }

    private func samples(_ buckets: PrometheusBuckets, _ labels: PrometheusFamily.Labels) -> [PrometheusFamily.Sample] {
        var samples: [PrometheusFamily.Sample] = []
        var count: UInt64 = 0
        var below = -Double.infinity
        for (bound, inBucket) in buckets.buckets {
            count += inBucket
            samples.append(
                PrometheusFamily.Sample(
                    suffix: "_bucket",
                    labels: labels + [("le", PrometheusWriter.text(of: .double(bound)))],
                    value: .int(Int64(clamping: count)),
                    exemplar: buckets.exemplar(above: below, upTo: bound)
                )
            )
            below = bound
        }
        // A sum that may fall would be taken for one that was reset.
        if let sum = buckets.sum { samples.append(PrometheusFamily.Sample(suffix: "_sum", labels: labels, value: .double(sum))) }
        samples.append(PrometheusFamily.Sample(suffix: "_count", labels: labels, value: .int(Int64(clamping: buckets.count))))
        return samples + created(buckets.startTimeUnixNano, labels)
    }

    private func created(_ nanoseconds: UInt64, _ labels: PrometheusFamily.Labels) -> [PrometheusFamily.Sample] {
        guard nanoseconds > 0 else { return [] }
        return [
            PrometheusFamily.Sample(suffix: "_created", labels: labels, value: .double(Double(nanoseconds) / 1e9), isOpenMetrics: true)
        ]
    }
}
