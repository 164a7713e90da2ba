/// One event of a stream of server-sent events.
package struct ServerSentEvent {
    /// Nil for a plain message.
    package var name: String?
    /// The lines of data, joined by line feeds. The bytes are valid only while the event is being received.
    package var data: UnsafeRawBufferPointer
    /// The last id that the stream named.
    package var id: String?
}
