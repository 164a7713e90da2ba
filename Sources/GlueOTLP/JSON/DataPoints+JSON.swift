internal import GlueJSON

extension OTLP.NumberDataPoint {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init()
        attributes = try reader.attributes()
        startTimeUnixNano = try reader.integer("startTimeUnixNano")
        timeUnixNano = try reader.integer("timeUnixNano")
        value = try reader.number()
        exemplars = try reader.exemplars()
        flags = try reader.integer("flags")
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("attributes", attributes)
        writer.set("startTimeUnixNano", wide: startTimeUnixNano)
        writer.set("timeUnixNano", wide: timeUnixNano)
        writer.set(value)
        writer.set("exemplars", list: exemplars.map(\.json))
        writer.set("flags", number: Int64(flags))
        return writer.json
    }
}

extension OTLP.HistogramDataPoint {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init()
        attributes = try reader.attributes()
        startTimeUnixNano = try reader.integer("startTimeUnixNano")
        timeUnixNano = try reader.integer("timeUnixNano")
        count = try reader.integer("count")
        sum = try reader.optionalDouble("sum")
        min = try reader.optionalDouble("min")
        max = try reader.optionalDouble("max")
        bucketCounts = try reader.list("bucketCounts") { value throws(OTLPError) in try value.otlpInteger() }
        explicitBounds = try reader.list("explicitBounds") { value throws(OTLPError) in try value.otlpDouble }
        exemplars = try reader.exemplars()
        flags = try reader.integer("flags")
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("attributes", attributes)
        writer.set("startTimeUnixNano", wide: startTimeUnixNano)
        writer.set("timeUnixNano", wide: timeUnixNano)
        writer.set("count", wide: count)
        writer.set("sum", sum.map(JSONValue.otlp))
        writer.set("bucketCounts", list: bucketCounts.map { .string(String($0)) })
        writer.set("explicitBounds", list: explicitBounds.map(JSONValue.otlp))
        writer.set("exemplars", list: exemplars.map(\.json))
        writer.set("flags", number: Int64(flags))
        writer.set("min", min.map(JSONValue.otlp))
        writer.set("max", max.map(JSONValue.otlp))
        return writer.json
    }
}

extension OTLP.ExponentialHistogramDataPoint {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init()
        attributes = try reader.attributes()
        startTimeUnixNano = try reader.integer("startTimeUnixNano")
        timeUnixNano = try reader.integer("timeUnixNano")
        count = try reader.integer("count")
        sum = try reader.optionalDouble("sum")
        min = try reader.optionalDouble("min")
        max = try reader.optionalDouble("max")
        scale = try reader.integer("scale")
        zeroCount = try reader.integer("zeroCount")
        zeroThreshold = try reader.double("zeroThreshold")
        positive = try reader.member("positive") { value throws(OTLPError) in try Buckets(json: value) }
        negative = try reader.member("negative") { value throws(OTLPError) in try Buckets(json: value) }
        exemplars = try reader.exemplars()
        flags = try reader.integer("flags")
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("attributes", attributes)
        writer.set("startTimeUnixNano", wide: startTimeUnixNano)
        writer.set("timeUnixNano", wide: timeUnixNano)
        writer.set("count", wide: count)
        writer.set("sum", sum.map(JSONValue.otlp))
        writer.set("scale", number: Int64(scale))
        writer.set("zeroCount", wide: zeroCount)
        writer.set("positive", positive?.json)
        writer.set("negative", negative?.json)
        writer.set("flags", number: Int64(flags))
        writer.set("exemplars", list: exemplars.map(\.json))
        writer.set("min", min.map(JSONValue.otlp))
        writer.set("max", max.map(JSONValue.otlp))
        writer.set("zeroThreshold", double: zeroThreshold)
        return writer.json
    }
}

extension OTLP.ExponentialHistogramDataPoint.Buckets {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            offset: try reader.integer("offset"),
            bucketCounts: try reader.list("bucketCounts") { value throws(OTLPError) in try value.otlpInteger() }
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("offset", number: Int64(offset))
        writer.set("bucketCounts", list: bucketCounts.map { .string(String($0)) })
        return writer.json
    }
}

extension OTLP.SummaryDataPoint {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init()
        attributes = try reader.attributes()
        startTimeUnixNano = try reader.integer("startTimeUnixNano")
        timeUnixNano = try reader.integer("timeUnixNano")
        count = try reader.integer("count")
        sum = try reader.double("sum")
        quantileValues = try reader.list("quantileValues") { value throws(OTLPError) in
            let reader = try JSONReader(value)
            return ValueAtQuantile(quantile: try reader.double("quantile"), value: try reader.double("value"))
        }
        flags = try reader.integer("flags")
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("attributes", attributes)
        writer.set("startTimeUnixNano", wide: startTimeUnixNano)
        writer.set("timeUnixNano", wide: timeUnixNano)
        writer.set("count", wide: count)
        writer.set("sum", double: sum)
        writer.set(
            "quantileValues",
            list: quantileValues.map { value in
                var writer = JSONWriter()
                writer.set("quantile", double: value.quantile)
                writer.set("value", double: value.value)
                return writer.json
            }
        )
        writer.set("flags", number: Int64(flags))
        return writer.json
    }
}

extension OTLP.Exemplar {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init()
        filteredAttributes = try reader.attributes("filteredAttributes")
        timeUnixNano = try reader.integer("timeUnixNano")
        value = try reader.number()
        traceID = try reader.traceID("traceId")
        spanID = try reader.spanID("spanId")
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("filteredAttributes", filteredAttributes)
        writer.set("timeUnixNano", wide: timeUnixNano)
        writer.set(value)
        writer.set("spanId", spanID)
        writer.set("traceId", traceID)
        return writer.json
    }
}

extension JSONReader {
    fileprivate func exemplars() throws(OTLPError) -> [OTLP.Exemplar] {
        try list("exemplars") { value throws(OTLPError) in try OTLP.Exemplar(json: value) }
    }

    fileprivate func number() throws(OTLPError) -> OTLP.Number? {
        if value("asInt") != nil { return .int(try integer("asInt")) }
        return try optionalDouble("asDouble").map(OTLP.Number.double)
    }
}

extension JSONWriter {
    fileprivate mutating func set(_ number: OTLP.Number?) {
        switch number {
        case .int(let value): set("asInt", .string(String(value)))
        case .double(let value): set("asDouble", .otlp(value))
        case nil: break
        }
    }
}
