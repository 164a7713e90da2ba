/// Scrapes as one text of OpenMetrics, each sample with the labels and the time that a scrape gives it.
struct Exposition {
    private(set) var text = ""

    init(_ recordings: [Recording]) {
        for recording in recordings {
            for (index, body) in zip(Timeline.scrapes, recording.scrapes) {
                let labels = #"job="\#(recording.traffic.rawValue)",instance="127.0.0.1:9000""#
                for line in body.split(separator: "\n") where !line.hasPrefix("#") { add(line, labels, Timeline.time(index)) }
            }
        }
        text += "# EOF\n"
    }

    private mutating func add(_ line: Substring, _ labels: String, _ time: Int) {
        // Exemplars are not kept in blocks.
        let sample = line.split(separator: " # ", maxSplits: 1)[0]
        guard let space = sample.lastIndex(of: " ") else { return }
        let (series, value) = (sample[..<space], sample[space...])
        if let brace = series.firstIndex(of: "{") {
            text += "\(series[...brace])\(labels),\(series[series.index(after: brace)...])"
        } else {
            text += "\(series){\(labels)}"
        }
        text += "\(value) \(time)\n"
    }
}
