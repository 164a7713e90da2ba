extension Dashboard {
    /// The dashboards that the package ships.
    public static let all = [overview, cost, latency, tools, limits, telemetry]
}
