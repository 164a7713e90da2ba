public import ServiceContextModule

/// The application's own name for what a group of calls belongs to, such as the request that it serves.
///
/// ```swift
/// try await CorrelationID.withValue("order-17") {
///     try await client.complete("…")
/// }
/// ```
/// It is set on every span of the scope and left as it was afterwards.
public enum CorrelationID {
    /// The id of the scope that runs now; nil outside any.
    public static var current: String? { ServiceContext.current?.correlationID }

    public static func withValue<Result>(
        _ id: String,
        isolation: isolated (any Actor)? = #isolation,
        _ operation: () async throws -> Result
    ) async rethrows -> Result {
        var context = ServiceContext.current ?? .topLevel
        context.correlationID = id
        return try await ServiceContext.withValue(context, operation: operation)
    }
}

extension ServiceContext {
    public var correlationID: String? {
        get { self[CorrelationIDKey.self] }
        set { self[CorrelationIDKey.self] = newValue }
    }
}

private enum CorrelationIDKey: ServiceContextKey {
    typealias Value = String
    static var nameOverride: String? { "gluellm-correlation-id" }
}
