public import GlueJSON

/// Somewhere that records of calls are kept.
public protocol EvaluationStore: Sendable {
    /// Keeps a record, which is redacted already. What it throws is logged and changes nothing.
    func record(_ record: JSONValue) async throws

    /// Lets go of what the store holds. Records that come later are refused or lost.
    func close() async
}

/// Hands records to a closure.
public struct CallbackEvaluationStore: EvaluationStore {
    private let body: @Sendable (JSONValue) async throws -> Void

    public init(_ body: @escaping @Sendable (JSONValue) async throws -> Void) { self.body = body }

    public func record(_ record: JSONValue) async throws { try await body(record) }

    public func close() async {}
}

/// Several stores side by side: one that fails keeps nothing from the others.
public struct EvaluationStores: EvaluationStore {
    public var stores: [any EvaluationStore]

    public init(_ stores: [any EvaluationStore]) { self.stores = stores }

    /// - Throws: The first failure, once all stores have had the record.
    public func record(_ record: JSONValue) async throws {
        let failures = await withTaskGroup(of: (any Error)?.self) { group in
            for store in stores {
                group.addTask {
                    do {
                        try await store.record(record)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: [any Error]()) { failures, error in if let error { failures.append(error) } }
        }
        if let first = failures.first { throw first }
    }

    public func close() async {
        await withTaskGroup(of: Void.self) { group in
            for store in stores { group.addTask { await store.close() } }
        }
    }
}
