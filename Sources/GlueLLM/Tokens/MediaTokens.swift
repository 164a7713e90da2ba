/// What images, sound and documents take, by their size.
///
/// Every provider counts them in its own way, most by measures that are inside the file; by its size alone this is no more
/// than the order of magnitude.
enum MediaTokens {
    /// - Parameter bytes: Nil where the content is elsewhere.
    static func tokens(modality: String, mimeType: String?, bytes: Int?) -> Int {
        switch modality {
        case "image": image(bytes)
        case "audio": bytes.map { max($0 / bytesPerAudioToken(mimeType), 1) } ?? audioMinute
        case "video": bytes.map { max($0 / 500, image(nil)) } ?? 10 * image(nil)
        // A page of a PDF has about 60 KB and takes 1,500 to 3,000 tokens (Anthropic, "PDF support"); a plain text about a
        // token for four bytes.
        default: bytes.map { max($0 / (mimeType?.hasPrefix("text/") == true ? 4 : 30), 1) } ?? 2000
        }
    }

    /// Source: OpenAI, "Images and vision": 85 tokens in low detail, 765 for 1024 × 1024; Anthropic, "Vision": width × height
    /// / 750, about 1,600 at most.
    private static func image(_ bytes: Int?) -> Int {
        guard let bytes else { return 765 }
        return switch bytes {
        case ..<20_000: 85
        case ..<100_000: 425
        case ..<500_000: 765
        default: 1600
        }
    }

    /// Ten tokens a second (OpenAI, audio input of the chat completions): 48 KB of plain samples, 16 KB compressed.
    private static func bytesPerAudioToken(_ mimeType: String?) -> Int {
        mimeType?.contains("wav") == true || mimeType?.contains("pcm") == true ? 4800 : 1600
    }

    private static let audioMinute = 600
}
