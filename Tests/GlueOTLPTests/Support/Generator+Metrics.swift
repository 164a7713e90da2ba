import GlueOTLP

extension Generator {
    mutating func metrics() -> OTLP.Metrics {
        OTLP.Metrics(
            list { generator in
                OTLP.ResourceMetrics(
                    resource: generator.maybe { $0.resource() },
                    scopeMetrics: generator.list { generator in
                        OTLP.ScopeMetrics(
                            scope: generator.maybe { $0.scope() },
                            metrics: generator.list { $0.metric() },
                            schemaURL: generator.text()
                        )
                    },
                    schemaURL: generator.text()
                )
            }
        )
    }

    mutating func metric() -> OTLP.Metric {
        OTLP.Metric(name: text(), description: text(), unit: text(), data: maybe { $0.data() }, metadata: attributes())
    }

    private mutating func data() -> OTLP.Metric.Data {
        switch number(UInt8.self) % 5 {
        case 0: .gauge(list { $0.numberPoint() })
        case 1: .sum(list { $0.numberPoint() }, temporality(), isMonotonic: flip())
        case 2: .histogram(list { $0.histogramPoint() }, temporality())
        case 3: .exponentialHistogram(list { $0.exponentialPoint() }, temporality())
        default: .summary(list { $0.summaryPoint() })
        }
    }

    private mutating func temporality() -> OTLP.Temporality { OTLP.Temporality(rawValue: number()) }

    private mutating func measurement() -> OTLP.Number { flip() ? .int(number()) : .double(double()) }

    private mutating func numberPoint() -> OTLP.NumberDataPoint {
        var point = OTLP.NumberDataPoint()
        point.attributes = attributes()
        point.startTimeUnixNano = number()
        point.timeUnixNano = number()
        point.value = maybe { $0.measurement() }
        point.exemplars = exemplars()
        point.flags = number()
        return point
    }

    private mutating func histogramPoint() -> OTLP.HistogramDataPoint {
        var point = OTLP.HistogramDataPoint()
        point.attributes = attributes()
        point.startTimeUnixNano = number()
        point.timeUnixNano = number()
        point.count = number()
        point.sum = maybe { $0.double() }
        point.min = maybe { $0.double() }
        point.max = maybe { $0.double() }
        point.bucketCounts = list { $0.number() }
        point.explicitBounds = list { $0.double() }
        point.exemplars = exemplars()
        point.flags = number()
        return point
    }

    private mutating func exponentialPoint() -> OTLP.ExponentialHistogramDataPoint {
        var point = OTLP.ExponentialHistogramDataPoint()
        point.attributes = attributes()
        point.startTimeUnixNano = number()
        point.timeUnixNano = number()
        point.count = number()
        point.sum = maybe { $0.double() }
        point.min = maybe { $0.double() }
        point.max = maybe { $0.double() }
        point.scale = number()
        point.zeroCount = number()
        point.zeroThreshold = double()
        point.positive = maybe { $0.buckets() }
        point.negative = maybe { $0.buckets() }
        point.exemplars = exemplars()
        point.flags = number()
        return point
    }

    private mutating func buckets() -> OTLP.ExponentialHistogramDataPoint.Buckets {
        OTLP.ExponentialHistogramDataPoint.Buckets(offset: number(), bucketCounts: list { $0.number() })
    }

    private mutating func summaryPoint() -> OTLP.SummaryDataPoint {
        var point = OTLP.SummaryDataPoint()
        point.attributes = attributes()
        point.startTimeUnixNano = number()
        point.timeUnixNano = number()
        point.count = number()
        point.sum = double()
        point.quantileValues = list { OTLP.SummaryDataPoint.ValueAtQuantile(quantile: $0.double(), value: $0.double()) }
        point.flags = number()
        return point
    }

    private mutating func exemplars() -> [OTLP.Exemplar] {
        list(upTo: 2) { generator in
            var exemplar = OTLP.Exemplar()
            exemplar.filteredAttributes = generator.attributes()
            exemplar.timeUnixNano = generator.number()
            exemplar.value = generator.maybe { $0.measurement() }
            exemplar.traceID = generator.traceID()
            exemplar.spanID = generator.spanID()
            return exemplar
        }
    }
}
