extension EnvironmentReader {
    func metrics() -> MetricSettings {
        var settings = MetricSettings()
        if let interval = milliseconds(.metricInterval) { settings.interval = interval }
        if let timeout = milliseconds(.metricTimeout) { settings.timeout = timeout == .zero ? nil : timeout }
        if let filter: ExemplarFilter = choice(.exemplarFilter) { settings.exemplars = filter }
        if let temporality: TemporalityPreference = choice(.temporality) { settings.temporality = temporality }
        if let histograms: HistogramAggregation = choice(.histogramAggregation) { settings.histograms = histograms }
        return settings
    }

    func logs() -> LogSettings {
        LogSettings(
            attributes: integer(.logAttributeCount, .attributeCount) ?? LogSettings().attributes,
            valueLength: integer(.logAttributeLength, .attributeLength)
        )
    }

    /// The case that a variable names, in any case of letters.
    private func choice<Choice: RawRepresentable<String> & CaseIterable>(_ variable: EnvironmentVariable) -> Choice? {
        guard let (name, value) = text(variable) else { return nil }
        guard let choice = Choice(rawValue: value.lowercased()) else {
            warn(name, value, "write \(Choice.allCases.map(\.rawValue).joined(separator: ", "))", using: variable.fallback)
            return nil
        }
        return choice
    }
}
