/// A form with a file, as the body of a request.
///
/// Source: RFC 7578.
struct FormBody: Sendable, Hashable {
    let bytes: [UInt8]
    let contentType: String

    /// - Parameters:
    ///   - fields: Names and values without quotation marks and line breaks.
    ///   - file: The file's name.
    ///   - content: What the file holds.
    init(fields: [(name: String, value: String)], file: String, content: [UInt8]) {
        // A line of JSON begins with a brace, never with two dashes: the boundary cannot stand in one.
        let boundary = "gluellm-form-boundary"
        var bytes: [UInt8] = []
        for field in fields {
            bytes += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n\(field.value)\r\n".utf8
        }
        bytes += "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(file)\"\r\n".utf8
        bytes += "Content-Type: application/jsonl\r\n\r\n".utf8
        bytes += content
        bytes += "\r\n--\(boundary)--\r\n".utf8
        self.bytes = bytes
        contentType = "multipart/form-data; boundary=\(boundary)"
    }
}
