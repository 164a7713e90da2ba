import GlueOTLP
import GlueTelemetry

/// Puts traces into a scope, for its pages to show.
struct ScopeUpload {
    private let base: String
    private let destination: OTLPHTTPDestination

    /// - Throws: ``CommandFailure`` of wrong usage where the address is none.
    init(to address: String) throws(CommandFailure) {
        var base = Substring(address)
        while base.last == "/" { base.removeLast() }
        self.base = String(base)
        var settings = OTLPHTTPSettings(.traces, endpoint: OTLPHTTPSettings.endpoint(base: String(base)))
        settings.wantsContent = true
        if let token = Environment.scopeToken { settings.headers = [.init("authorization", "Bearer \(token)")] }
        do {
            destination = try OTLPHTTPDestination(settings)
        } catch {
            throw CommandFailure(.usage, "--scope \(address): \(error)")
        }
    }

    /// Sends both, and says where they are shown beside each other.
    ///
    /// - Throws: ``CommandFailure`` of a peer that could not be reached or refused.
    func comparison(of recorded: OTLP.Traces, _ replayed: OTLP.Traces) async throws(CommandFailure) -> String? {
        for traces in [recorded, replayed] {
            switch await destination.send(traces) {
            case .delivered: break
            case .refused(let reason), .invalid(let reason), .unavailable(let reason, _):
                throw CommandFailure(.peer, "the scope at \(base) did not take the traces: \(reason)")
            case .tooLarge: throw CommandFailure(.no, "the traces are too large for one request to the scope at \(base)")
            }
        }
        await destination.close()
        guard let a = recorded.trees.first?.traceID, let b = replayed.trees.first?.traceID else { return nil }
        return "\(base)/compare?a=\(a)&b=\(b)"
    }
}
