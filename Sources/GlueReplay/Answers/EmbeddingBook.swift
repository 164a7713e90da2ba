import GlueRedaction
import Synchronization

/// The recorded vectors, each answer given once.
final class EmbeddingBook: Sendable {
    let embeddings: [RecordedEmbedding]
    private let redactor: Redactor
    private let isReusable: Bool
    private let isDone: Mutex<[Bool]>

    init(_ embeddings: [RecordedEmbedding], redactor: Redactor, isReusable: Bool) {
        self.embeddings = embeddings
        self.redactor = redactor
        self.isReusable = isReusable
        isDone = Mutex(embeddings.map { _ in false })
    }

    var unused: [RecordedEmbedding] {
        isDone.withLock { isDone in embeddings.indices.filter { !isDone[$0] && embeddings[$0].wire != nil }.map { embeddings[$0] } }
    }

    /// The answer to a request: the one for these texts, else the next one whose texts were not recorded.
    ///
    /// Nil where there is none that was not given before.
    func answer(model: String, inputs: [String]) -> RecordedEmbedding? {
        let texts = inputs.map { redactor.redact($0) }
        return isDone.withLock { isDone in
            let ofModel = embeddings.indices.filter { embeddings[$0].wire != nil && (embeddings[$0].model ?? model) == model }
            let same = ofModel.filter { embeddings[$0].inputs.map { $0.map { redactor.redact($0) } } == texts }
            let candidates = same.isEmpty ? ofModel.filter { embeddings[$0].inputs == nil } : same
            guard let index = candidates.first(where: { !isDone[$0] }) ?? (isReusable ? candidates.last : nil) else { return nil }
            isDone[index] = true
            return embeddings[index]
        }
    }
}
