package import GlueOTLP
package import Tracing

/// A tracer of its own whose spans can be had as OTLP.
package protocol StepRecorder: Sendable {
    var tracer: any Tracer { get }

    /// Every span that ended until now.
    func traces() async -> OTLP.Traces
}
