import GlueJournal
import HTTPTypes
import Hummingbird
import NIOCore

/// Style, script and icon, which are a part of the program.
struct PageAssets: Sendable {
    private struct File: Sendable {
        var type: String
        var bytes: [UInt8]
        var tag: String
    }

    private let files: [String: File]

    init() {
        func file(_ type: String, _ bytes: [UInt8]) -> File {
            File(type: type, bytes: bytes, tag: "\"\(String(bytes.withUnsafeBytes { CRC32C.checksum($0) }, radix: 16))\"")
        }
        files = [
            "scope.css": file("text/css; charset=utf-8", PackageResources.scope_css),
            "scope.js": file("text/javascript; charset=utf-8", PackageResources.scope_js),
            "icon.svg": file("image/svg+xml", PackageResources.icon_svg),
        ]
    }

    func respond(_ name: String, _ request: Request) -> Response {
        guard let file = files[name] else { return Response(status: .notFound) }
        var headers = PageFrame.guards
        headers[.contentType] = file.type
        headers[.eTag] = file.tag
        headers[.cacheControl] = "no-cache"
        guard request.headers[.ifNoneMatch] != file.tag else { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }
}
