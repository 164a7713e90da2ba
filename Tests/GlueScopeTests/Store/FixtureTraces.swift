import Foundation
import GlueTestSupport

/// The traces of other tools that the readers of recordings are tested with.
enum FixtureTraces {
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Fixtures.path("traces"))
            .filter { !$0.contains(".exchanges.") && ($0.contains(".jsonl") || $0.contains(".pb")) }.sorted()
    }
}
