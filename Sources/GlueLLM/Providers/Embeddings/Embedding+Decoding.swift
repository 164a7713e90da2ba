import Foundation
package import GlueJSON
import GlueSemantics

extension [Float] {
    /// A vector as numbers, or as base64 of 32-bit floats, the lowest byte first.
    ///
    /// Nil for what is neither.
    init?(embedding value: JSONValue) {
        switch value {
        case .array(let numbers):
            let floats = numbers.compactMap { $0.number.map(Float.init) }
            guard floats.count == numbers.count else { return nil }
            self = floats
        case .string(let text):
            guard let data = Data(base64Encoded: text), data.count.isMultiple(of: 4) else { return nil }
            self = data.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count, by: 4).map { offset in
                    Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                }
            }
        default: return nil
        }
    }
}

extension EmbeddingResponse {
    /// An answer of OpenAI's embeddings.
    ///
    /// - Throws: ``LLMError/Kind/invalidResponse`` where a vector is missing or none.
    package init(openAI answer: JSONValue, count: Int) throws(LLMError) {
        guard let data = answer["data"]?.array else { throw Self.invalid("has no list of embeddings") }
        // Each says which text it belongs to, in whatever order they stand.
        var vectors: [[Float]?] = Array(repeating: nil, count: count)
        for (place, element) in data.enumerated() {
            let index = element["index"]?.count ?? place
            guard vectors.indices.contains(index) else { throw Self.invalid("has an embedding of no text") }
            vectors[index] = element["embedding"].flatMap([Float].init(embedding:))
        }
        self.init(
            embeddings: try Self.complete(vectors),
            model: answer["model"]?.string,
            usage: answer["usage"].flatMap(Usage.init(openAI:))
        )
    }

    /// - Throws: ``LLMError/Kind/invalidResponse`` where one is missing.
    static func complete(_ vectors: [[Float]?]) throws(LLMError) -> [[Float]] {
        let whole = vectors.compactMap(\.self)
        guard whole.count == vectors.count else { throw invalid("does not have an embedding for each text") }
        return whole
    }

    static func invalid(_ what: String) -> LLMError {
        LLMError(.invalidResponse, "the answer \(what); check the model's name and the base URL")
    }
}
