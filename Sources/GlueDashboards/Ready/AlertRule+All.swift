extension AlertRule {
    /// The alerts that the package ships. Their thresholds are a start: a service that calls a slow model is slow by design.
    public static let all = calls + resilience + work + ledger
}
