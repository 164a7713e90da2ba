/// What a trace keeps of answers beyond what they mean.
///
/// ```swift
/// client.recording = .wire
/// ```
public struct ResponseRecording: Sendable, Hashable {
    /// How many bytes of an answer are kept as they came; zero for none. An answer that has more is not kept so.
    public var bytes: Int

    /// What answers mean alone, as ``ContentCapture`` says.
    public static let none = ResponseRecording(bytes: 0)

    /// Answers as they came over the wire too: their bytes, where they were split and when each piece arrived, so that a
    /// replay gives the same stream again, in its rhythm. Up to one mebibyte an answer.
    ///
    /// It is message content: choose it where that may be kept. What the client's redactor finds is not kept: bytes that hold
    /// such are left out as a whole, because no part of a stream could be replaced without changing where it was split.
    public static let wire = ResponseRecording(bytes: 1 << 20)

    /// As ``wire``, with a bound of one's own.
    public static func wire(bytes: Int) -> ResponseRecording { ResponseRecording(bytes: max(bytes, 0)) }
}
