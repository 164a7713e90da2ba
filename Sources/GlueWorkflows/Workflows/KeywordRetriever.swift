/// Finds texts of a small collection by the words that they share with the question, rare words counting for more.
///
/// Source of the measure: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
public struct KeywordRetriever: Retriever {
    public let name: String
    private let documents: [(chunk: RetrievedChunk, counts: [String: Int], length: Int)]
    /// In how many documents each word stands.
    private let frequencies: [String: Int]
    private let meanLength: Double

    public init(_ name: String = "keywords", _ chunks: [RetrievedChunk]) {
        self.name = name
        documents = chunks.map { chunk in
            let words = Self.words(chunk.text)
            return (chunk, Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +), words.count)
        }
        frequencies = documents.reduce(into: [:]) { sums, document in
            for word in document.counts.keys { sums[word, default: 0] += 1 }
        }
        meanLength = Double(documents.reduce(0) { $0 + $1.length }) / Double(max(documents.count, 1))
    }

    public func retrieve(_ query: String, limit: Int) async throws -> [RetrievedChunk] {
        let words = Set(Self.words(query)).sorted()
        let found = documents.enumerated().compactMap { place, document -> (place: Int, chunk: RetrievedChunk, score: Double)? in
            let score = words.reduce(0) { $0 + self.score(of: $1, in: document.counts, length: document.length) }
            guard score > 0 else { return nil }
            var chunk = document.chunk
            chunk.score = score
            return (place, chunk, score)
        }
        return found.sorted { ($1.score, $0.place) < ($0.score, $1.place) }.prefix(max(limit, 0)).map(\.chunk)
    }

    private func score(of word: String, in counts: [String: Int], length: Int) -> Double {
        guard let count = counts[word], let frequency = frequencies[word] else { return 0 }
        let (saturation, lengthWeight) = (1.2, 0.75)
        // At least a little, also for a word that stands everywhere.
        let rarity = max(Double(documents.count - frequency) + 0.5, 0.5) / (Double(frequency) + 0.5) + 1
        let norm = saturation * (1 - lengthWeight + lengthWeight * Double(length) / max(meanLength, 1))
        return Self.logarithm(rarity) * Double(count) * (saturation + 1) / (Double(count) + norm)
    }

    /// The natural logarithm of a number of at least 1, to a millionth, by its series: the module needs no more of mathematics.
    private static func logarithm(_ number: Double) -> Double {
        var mantissa = number
        var sum = 0.0
        while mantissa > 1.5 {
            mantissa /= 2
            sum += 0.693_147_180_559_945_3
        }
        let ratio = (mantissa - 1) / (mantissa + 1)
        var power = ratio
        for exponent in stride(from: 1.0, through: 21, by: 2) {
            sum += 2 * power / exponent
            power *= ratio * ratio
        }
        return sum
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
    }
}
