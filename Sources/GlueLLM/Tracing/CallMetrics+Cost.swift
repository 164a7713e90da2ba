import CoreMetrics
import GlueSemantics

extension CallMetrics {
    /// What a call cost that was answered, if only in part.
    func cost(_ cost: Cost, of operation: String, _ model: String, _ responseModel: String?) {
        guard isEnabled else { return }
        let dimensions = dimensions(operation, model, responseModel)
        guard let dollars = cost.dollars else { return Glue.Metrics.callsOfUnknownCost.increment(dimensions, with: factory) }
        Glue.Metrics.callCost.record(dollars, dimensions + [(Glue.Attributes.costKind, cost.kind.rawValue)], with: factory)
    }

    /// A call that goes to the next model of its chain.
    func fallback(from: String, to: String, after error: LLMError) {
        guard isEnabled else { return }
        let models = [(Glue.Attributes.fallbackFrom, from), (Glue.Attributes.fallbackTo, to)]
        Glue.Metrics.fallbacks.increment(models + errorType(error), with: factory)
    }

    /// Those of the attempts of a call.
    func attempts(of operation: String, _ model: String) -> AttemptMetrics {
        AttemptMetrics(metrics: self, operation: operation, model: model)
    }
}
