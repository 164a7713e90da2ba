import GlueSemantics
public import Logging

extension Logger.MetadataProvider {
    /// The correlation id of the scope that logs, under the name that spans have it by.
    ///
    /// ```swift
    /// LoggingSystem.bootstrap(StreamLogHandler.standardOutput, metadataProvider: .correlationID)
    /// ```
    public static let correlationID = Logger.MetadataProvider {
        CorrelationID.current.map { [Glue.Attributes.correlationID: "\($0)"] } ?? [:]
    }
}
