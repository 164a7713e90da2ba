import Foundation
import Testing

@testable import GlueEncoding

@Suite("Base64")
struct Base64Tests {
    @Test("Bytes of every length are written as Foundation writes them, and read back", arguments: 0..<70)
    func roundTrip(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 11) }
        #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        #expect(Base64.decode(Base64.encode(bytes).replacing("=", with: "")) == bytes)
        let other = Base64.encode(bytes).replacing("+", with: "-").replacing("/", with: "_")
        #expect(Base64.decode(other) == bytes)
    }

    @Test("What is no base64 is refused", arguments: ["A", "AAAAA", "A=AA", "AA A", "é", "====A", "AA\n="])
    func refused(text: String) { #expect(Base64.decode(text) == nil) }
}
