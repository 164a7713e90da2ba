import Foundation

/// Seeds for tests over generated values: a few in `scripts/test`, twenty times as many in `scripts/test-full`.
public enum Seeds {
    public static func from(_ first: UInt64, count: UInt64) -> Range<UInt64> { first..<(first + count * factor) }

    private static let factor: UInt64 = ProcessInfo.processInfo.environment["GLUE_TEST_FULL"] == "1" ? 20 : 1
}
