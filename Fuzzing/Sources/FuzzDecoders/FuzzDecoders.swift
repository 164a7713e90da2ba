import GlueOTLP

/// The package manager starts an executable here, where libFuzzer would bring a `main` of its own.
@_cdecl("FuzzDecoders_main")
public func start(
    _ count: CInt,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    var count = count
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = arguments
    return runDriver(&count, &arguments, testOneInput)
}

/// libFuzzer's own.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ test: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

/// What libFuzzer calls, again and again. The first byte chooses the decoder, the rest is what it is given.
///
/// A finding is a crash, a report of the sanitizer, or a message that does not come back from its own encoding.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let bytes = [UInt8](UnsafeBufferPointer(start: start + 1, count: count - 1))
    switch start[0] % 6 {
    case 0: roundTrip(bytes, { (bytes) throws(OTLPError) in try OTLP.Traces(protobuf: bytes) }, { $0.protobuf() })
    case 1: roundTrip(bytes, { (bytes) throws(OTLPError) in try OTLP.Metrics(protobuf: bytes) }, { $0.protobuf() })
    case 2: roundTrip(bytes, { (bytes) throws(OTLPError) in try OTLP.Logs(protobuf: bytes) }, { $0.protobuf() })
    case 3: roundTrip(bytes, { (bytes) throws(OTLPError) in try OTLP.ExportResult(protobuf: bytes) }, { $0.protobuf() })
    case 4: gzip(bytes)
    default: _ = try? TelemetryFile(bytes: bytes)
    }
    return 0
}

/// What was decoded is written, read and written again: both writings must be the same bytes.
///
/// Bytes rather than values, because NaN is not equal to itself.
private func roundTrip<Message>(
    _ bytes: [UInt8],
    _ decode: ([UInt8]) throws(OTLPError) -> Message,
    _ encode: (Message) -> [UInt8]
) {
    guard let message = try? decode(bytes) else { return }
    let once = encode(message)
    guard let again = try? decode(once) else { fatalError("what was encoded cannot be decoded") }
    precondition(encode(again) == once, "a message changed on its way")
}

private func gzip(_ bytes: [UInt8]) {
    if let text = try? Gzip.decompress(bytes, limit: 1 << 20) { precondition(text.count <= 1 << 20) }
    let packed = Gzip.compress(bytes)
    guard let unpacked = try? Gzip.decompress(packed, limit: bytes.count) else { fatalError("what was compressed cannot be read") }
    precondition(unpacked == bytes, "bytes changed on their way")
}
