/// The results of a search, fetched page by page as they are asked for.
///
/// ```swift
/// for try await run in mlflow.runs(in: [experiment], filter: "metrics.loss < 1") { print(run.info.name) }
/// ```
public struct Pages<Element: Sendable>: AsyncSequence, Sendable {
    typealias Page = (elements: [Element], next: String?)
    let fetch: @Sendable (_ token: String?) async throws(MLflowError) -> Page

    public struct AsyncIterator: AsyncIteratorProtocol {
        let fetch: @Sendable (_ token: String?) async throws(MLflowError) -> Page
        var page: [Element] = []
        var position = 0
        var token: String?
        var isLast = false

        public mutating func next() async throws(MLflowError) -> Element? { try await next(isolation: nil) }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(MLflowError) -> Element? {
            while position == page.count {
                guard !isLast else { return nil }
                let before = token
                (page, token) = try await fetch(token)
                position = 0
                isLast = token == nil
                // A server that gives the same page again and again would be asked for ever.
                if !isLast, token == before, page.isEmpty { isLast = true }
            }
            defer { position += 1 }
            return page[position]
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(fetch: fetch) }

    /// All of them.
    ///
    /// - Parameter limit: How many at most.
    public func all(limit: Int = .max) async throws(MLflowError) -> [Element] {
        var elements: [Element] = []
        var iterator = makeAsyncIterator()
        while elements.count < limit, let element = try await iterator.next() { elements.append(element) }
        return elements
    }
}
