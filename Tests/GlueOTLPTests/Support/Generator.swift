import GlueOTLP
import GlueTestSupport

/// Makes telemetry of every shape that the schema has, the same for the same seed.
struct Generator {
    var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }
}

extension Generator {
    mutating func flip() -> Bool { Bool.random(using: &random) }

    mutating func number<Integer: FixedWidthInteger>(_ type: Integer.Type = Integer.self) -> Integer {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: 0
        case 1: .max
        case 2: .min
        case 3: Integer(truncatingIfNeeded: Int.random(in: 0..<300, using: &random))
        default: Integer.random(in: .min ... .max, using: &random)
        }
    }

    /// No NaN: it would not equal itself.
    mutating func double() -> Double {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: 0
        case 1: -0.0
        case 2: .infinity
        case 3: -.infinity
        case 4: .leastNonzeroMagnitude
        case 5: .greatestFiniteMagnitude
        case 6: Double(Int.random(in: -1000...1000, using: &random))
        default: Double.random(in: -1e9...1e9, using: &random)
        }
    }

    mutating func text() -> String {
        ["", "chat gpt-4o-mini", "gen_ai.usage.input_tokens", "\u{0}\u{1F}\"\\/\u{7F}\r\n\t", "naïve 東京 👩‍👩‍👧‍👦 \u{FFFD}\u{2028}", "e\u{301}"]
            .randomElement(using: &random) ?? ""
    }

    mutating func bytes() -> [UInt8] { list { $0.number() } }

    mutating func list<Element>(upTo limit: Int = 3, _ make: (inout Generator) -> Element) -> [Element] {
        (0..<Int.random(in: 0...limit, using: &random)).map { _ in make(&self) }
    }

    mutating func maybe<Value>(_ make: (inout Generator) -> Value) -> Value? { flip() ? make(&self) : nil }

    mutating func traceID() -> OTLP.TraceID { OTLP.TraceID(high: number(), low: number()) }

    mutating func spanID() -> OTLP.SpanID { OTLP.SpanID(number()) }
}

extension Generator {
    mutating func value(depth: Int = 0) -> OTLP.AnyValue {
        switch Int.random(in: 0..<(depth < 4 ? 9 : 7), using: &random) {
        case 0: .empty
        case 1: .string(text())
        case 2: .bool(flip())
        case 3: .int(number())
        case 4: .double(double())
        case 5: .bytes(bytes())
        case 6: .stringIndex(number())
        case 7: .array(list { $0.value(depth: depth + 1) })
        default: .map(attributes(depth: depth + 1))
        }
    }

    mutating func attributes(depth: Int = 0) -> [OTLP.KeyValue] {
        list { generator in
            OTLP.KeyValue(generator.text(), generator.maybe { $0.value(depth: depth) }, keyIndex: generator.flip() ? generator.number() : 0)
        }
    }

    mutating func resource() -> OTLP.Resource {
        OTLP.Resource(
            attributes: attributes(),
            droppedAttributesCount: number(),
            entityRefs: list { generator in
                OTLP.EntityRef(
                    schemaURL: generator.text(),
                    type: generator.text(),
                    idKeys: generator.list { $0.text() },
                    descriptionKeys: generator.list { $0.text() }
                )
            }
        )
    }

    mutating func scope() -> OTLP.Scope {
        OTLP.Scope(name: text(), version: text(), attributes: attributes(), droppedAttributesCount: number())
    }

    mutating func traces() -> OTLP.Traces {
        OTLP.Traces(
            list { generator in
                OTLP.ResourceSpans(
                    resource: generator.maybe { $0.resource() },
                    scopeSpans: generator.list { generator in
                        OTLP.ScopeSpans(
                            scope: generator.maybe { $0.scope() },
                            spans: generator.list { $0.span() },
                            schemaURL: generator.text()
                        )
                    },
                    schemaURL: generator.text()
                )
            }
        )
    }

    mutating func span() -> OTLP.Span {
        OTLP.Span(
            traceID: traceID(),
            spanID: spanID(),
            traceState: text(),
            parentSpanID: spanID(),
            flags: number(),
            name: text(),
            kind: OTLP.SpanKind(rawValue: number()),
            startTimeUnixNano: number(),
            endTimeUnixNano: number(),
            attributes: attributes(),
            droppedAttributesCount: number(),
            events: list { generator in
                OTLP.Event(
                    timeUnixNano: generator.number(),
                    name: generator.text(),
                    attributes: generator.attributes(),
                    droppedAttributesCount: generator.number()
                )
            },
            droppedEventsCount: number(),
            links: list { generator in
                OTLP.Link(
                    traceID: generator.traceID(),
                    spanID: generator.spanID(),
                    traceState: generator.text(),
                    attributes: generator.attributes(),
                    droppedAttributesCount: generator.number(),
                    flags: generator.number()
                )
            },
            droppedLinksCount: number(),
            status: maybe { OTLP.Status(code: OTLP.Status.Code(rawValue: $0.number()), message: $0.text()) }
        )
    }

    mutating func logs() -> OTLP.Logs {
        OTLP.Logs(
            list { generator in
                OTLP.ResourceLogs(
                    resource: generator.maybe { $0.resource() },
                    scopeLogs: generator.list { generator in
                        OTLP.ScopeLogs(
                            scope: generator.maybe { $0.scope() },
                            logRecords: generator.list { $0.logRecord() },
                            schemaURL: generator.text()
                        )
                    },
                    schemaURL: generator.text()
                )
            }
        )
    }

    mutating func logRecord() -> OTLP.LogRecord {
        OTLP.LogRecord(
            timeUnixNano: number(),
            observedTimeUnixNano: number(),
            severityNumber: number(),
            severityText: text(),
            body: maybe { $0.value() },
            attributes: attributes(),
            droppedAttributesCount: number(),
            flags: number(),
            traceID: traceID(),
            spanID: spanID(),
            eventName: text()
        )
    }
}
