import GlueSemantics
import Synchronization

/// What is known of metrics by name: swift-metrics has no place for units, descriptions and buckets.
final class MetricCatalogue: Sendable {
    private let definitions: Mutex<[String: MetricDefinition]>

    /// - Parameter first: These count before those of the package.
    init(_ first: [MetricDefinition] = []) {
        definitions = Mutex(
            Dictionary((first + MetricDefinition.catalogue).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        )
    }

    subscript(name: String) -> MetricDefinition? { definitions.withLock { $0[name] } }

    /// The first definition of a name counts: metrics that exist do not change.
    func add(_ definition: MetricDefinition) {
        definitions.withLock { definitions in
            if definitions[definition.name] == nil { definitions[definition.name] = definition }
        }
    }
}
