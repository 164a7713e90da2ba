/// The OpenTelemetry protocol: its data model and wire forms.
///
/// The types carry the protocol's own names and shapes, field by field. They live in this namespace because
/// `Span` and `Status` mean other things elsewhere.
///
/// Source: opentelemetry-proto 1.11.
public enum OTLP {}
