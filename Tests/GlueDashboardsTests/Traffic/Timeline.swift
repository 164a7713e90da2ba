/// When what happens in a recording: a turn of traffic, then a scrape, once a minute.
///
/// Windows begin and end at a scrape: then `rate` has nothing to extrapolate and is exactly what happened in between.
enum Timeline {
    static let start = 1_749_999_960
    static let scrapes = 0...20
    static let interval = 60
    /// What Grafana takes for `$__rate_interval` at this interval.
    ///
    /// Source: Grafana, "Prometheus query editor", "Using $__rate_interval": four times the scrape interval at least.
    static let rateInterval = 4 * interval
    /// What the dashboards show.
    static let range = 16 * interval
    /// The moments at which graphs are looked at: the first one has the restart in its window.
    static let moments = [12, 16, 20].map(time)
    static let end = time(20)

    /// The moment of a scrape, in seconds since 1970.
    static func time(_ scrape: Int) -> Int { start + scrape * interval }
}
