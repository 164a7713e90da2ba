import GlueEncoding
import GlueLLM
import GlueOTLP

/// The spans of one request, made ready for the store: all that takes time is done before the one writer has to do it.
struct SpanBatch: Sendable {
    struct Item: Sendable {
        var traceID: OTLP.TraceID
        var spanID: OTLP.SpanID
        var facts: SpanFacts
        /// The span's content, compressed.
        var content: [UInt8]?
        /// What a search finds it by.
        var text: String?
        /// The place of its chunk in ``SpanBatch/chunks``.
        var chunk: Int
    }

    private(set) var items: [Item] = []
    private(set) var chunks: [SpanChunk] = []
    /// The places of each trace's spans in ``items``; traces by the start of their first span.
    private(set) var traces: [(id: OTLP.TraceID, items: [Int])] = []
    /// How many spans have no valid ids and cannot be kept.
    private(set) var invalid = 0

    /// About how many bytes it takes in memory.
    var bytes: Int {
        items.reduce(chunks.reduce(0) { $0 + $1.data.count }) { $0 + 400 + ($1.content?.count ?? 0) + ($1.text?.utf8.count ?? 0) }
    }

    init(_ traces: OTLP.Traces, prices: PriceTable) {
        var pending = OTLP.Traces()
        var count = 0
        for resource in traces.resourceSpans {
            let service = resource.resource?.attributes["service.name"]?.string
            for scope in resource.scopeSpans {
                let name = scope.scope?.name ?? ""
                var rest = scope.spans[...]
                while !rest.isEmpty {
                    var group = OTLP.ResourceSpans(resource: resource.resource, schemaURL: resource.schemaURL)
                    var part = OTLP.ScopeSpans(scope: scope.scope, schemaURL: scope.schemaURL)
                    for span in rest.prefix(SpanChunk.most - count) {
                        guard let base = add(span, service: service, scope: name) else { continue }
                        part.spans.append(base)
                    }
                    rest = rest.dropFirst(SpanChunk.most - count)
                    count += part.spans.count
                    group.scopeSpans = [part]
                    pending.append(group)
                    if count >= SpanChunk.most {
                        chunks.append(SpanChunk(pending))
                        pending = OTLP.Traces()
                        count = 0
                    }
                }
            }
        }
        if count > 0 { chunks.append(SpanChunk(pending)) }
        group()

        func add(_ span: OTLP.Span, service: String?, scope: String) -> OTLP.Span? {
            guard span.traceID.isValid, span.spanID.isValid else {
                invalid += 1
                return nil
            }
            let parts = SpanContent(span)
            let text =
                parts.content.map { SearchText.text(of: $0, status: span.status) } ?? SearchText.text(of: OTLP.Span(), status: span.status)
            items.append(
                Item(
                    traceID: span.traceID,
                    spanID: span.spanID,
                    facts: SpanFacts(span, service: service, scope: scope, prices: prices),
                    content: parts.content.map { Gzip.compress($0.packed(), level: .standard) },
                    text: text,
                    chunk: chunks.count
                )
            )
            return parts.base
        }
    }

    private mutating func group() {
        var places: [OTLP.TraceID: Int] = [:]
        places.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            if let place = places[item.traceID] {
                traces[place].items.append(index)
            } else {
                places[item.traceID] = traces.count
                traces.append((item.traceID, [index]))
            }
        }
        // So that traces that come in one request lie in the order of time.
        traces.sort { items[$0.items[0]].facts.start < items[$1.items[0]].facts.start }
    }
}

extension OTLP.Traces {
    /// Adds spans; those of one resource stay together.
    fileprivate mutating func append(_ group: OTLP.ResourceSpans) {
        if let last = resourceSpans.indices.last, resourceSpans[last].resource == group.resource,
            resourceSpans[last].schemaURL == group.schemaURL
        {
            resourceSpans[last].scopeSpans += group.scopeSpans
        } else {
            resourceSpans.append(group)
        }
    }
}
