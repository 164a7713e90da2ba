enum GlueTelemetryPlaceholder {}
