import GlueOTLP

extension OTLP.Metric {
    /// The metric in pieces of so many points at most, in their order.
    ///
    /// A metric of many series would be a record that no request has room for, and all of it would be lost for one bad point.
    func pieces(of limit: Int) -> [OTLP.Metric] {
        switch data {
        case .gauge(let points): pieces(points, of: limit) { .gauge($0) }
        case .sum(let points, let temporality, let isMonotonic):
            pieces(points, of: limit) { .sum($0, temporality, isMonotonic: isMonotonic) }
        case .histogram(let points, let temporality): pieces(points, of: limit) { .histogram($0, temporality) }
        case .exponentialHistogram(let points, let temporality): pieces(points, of: limit) { .exponentialHistogram($0, temporality) }
        case .summary(let points): pieces(points, of: limit) { .summary($0) }
        case nil: [self]
        }
    }

    private func pieces<Point>(_ points: [Point], of limit: Int, _ data: ([Point]) -> Data) -> [OTLP.Metric] {
        guard points.count > limit else { return [self] }
        return stride(from: 0, to: points.count, by: limit).map { start in
            var piece = self
            piece.data = data(Array(points[start..<min(start + limit, points.count)]))
            return piece
        }
    }
}
