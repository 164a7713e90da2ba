/// Every kind of traffic, recorded once for all tests.
enum Recordings {
    private static let tasks = Dictionary(
        uniqueKeysWithValues: Traffic.allCases.map { traffic in
            (traffic, Task { try await Recording(of: traffic) })
        }
    )

    static func of(_ kinds: Traffic...) async throws -> [Recording] { try await of(kinds) }

    static func of(_ kinds: [Traffic]) async throws -> [Recording] {
        var recordings: [Recording] = []
        for kind in kinds { if let task = tasks[kind] { recordings.append(try await task.value) } }
        return recordings
    }
}
