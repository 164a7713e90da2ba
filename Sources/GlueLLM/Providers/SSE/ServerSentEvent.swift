/// One event of a stream of server-sent events.
struct ServerSentEvent {
    /// Nil for a plain message.
    var name: String?
    /// The lines of data, joined by line feeds. The bytes are valid only while the event is being received.
    var data: UnsafeRawBufferPointer
    /// The last id that the stream named.
    var id: String?
}
