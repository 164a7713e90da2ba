/// Where the memory of segments comes from and where it goes.
///
/// The journal writes and reads the same layout whatever stands behind it.
package protocol SegmentStore: Sendable {
    /// Memory for one segment, at a multiple of 8; its contents are undefined.
    func take(_ size: Int) throws(SegmentStoreError) -> UnsafeMutableRawBufferPointer

    /// Takes back the memory of a segment that every reader is done with.
    func giveBack(_ memory: UnsafeMutableRawBufferPointer)
}

/// A segment could not be made.
package enum SegmentStoreError: Error, Hashable, CustomStringConvertible {
    case outOfMemory(bytes: Int, code: Int32)

    package var description: String {
        switch self {
        case .outOfMemory(let bytes, let code):
            "the system gave no \(bytes) bytes for a segment of the span queue (errno \(code)); allow the process more memory or give the queue a smaller bound"
        }
    }
}
