extension OTLP {
    /// What a collector says of a request that it answered with 200: how many records it did not take, and why.
    ///
    /// Source: opentelemetry-proto, `ExportTracePartialSuccess` and its like for logs and metrics, which share their fields.
    public struct ExportResult: Sendable, Hashable {
        /// Records that were refused; they must not be sent again.
        public var rejected: Int64
        /// Why; with nothing refused, a warning.
        public var errorMessage: String

        public init(rejected: Int64 = 0, errorMessage: String = "") {
            self.rejected = rejected
            self.errorMessage = errorMessage
        }
    }
}
