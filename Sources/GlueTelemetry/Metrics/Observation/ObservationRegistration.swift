/// Ends the reading of observed values.
public struct ObservationRegistration: Sendable {
    private let end: @Sendable () -> Void

    init(_ end: @escaping @Sendable () -> Void) { self.end = end }

    /// From the next collection on the values are neither read nor told.
    public func cancel() { end() }
}
