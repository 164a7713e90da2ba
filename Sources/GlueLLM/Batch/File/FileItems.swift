import GlueJSON

/// The items of a file that are not done yet.
struct FileItems: AsyncSequence, Sendable {
    let path: String
    /// The ids of those that are.
    let done: FingerprintSet

    /// Reads the whole file for what is wrong in it.
    ///
    /// - Returns: How many items it has, those that are done included.
    func check() throws(BatchError) -> Int {
        var lines = try ItemLines(path)
        var seen = FingerprintSet()
        var bad: [BatchError.BadLine] = []
        var count = 0
        while let line = try lines.next() {
            switch line.item {
            case .success(let item):
                count += 1
                if !seen.insert(Fingerprint(item.id)) {
                    bad.append(BatchError.BadLine(number: line.number, reason: "the id \(item.id) came before; give each item its own"))
                }
            case .failure(let error): bad.append(BatchError.BadLine(number: line.number, reason: error.reason))
            }
        }
        guard bad.isEmpty else { throw BatchError(.badLines(bad)) }
        return count
    }

    /// All of them at once.
    func all() async throws(BatchError) -> [PlacedItem] {
        var items: [PlacedItem] = []
        do {
            for try await item in self { items.append(item) }
        } catch let error as BatchError {
            throw error
        } catch {
            throw BatchError(.file(path: path, reason: "\(error)"))
        }
        return items
    }

    func makeAsyncIterator() -> Iterator { Iterator(path: path, done: done) }

    struct Iterator: AsyncIteratorProtocol {
        let path: String
        let done: FingerprintSet
        private var lines: ItemLines?

        init(path: String, done: FingerprintSet) {
            self.path = path
            self.done = done
        }

        mutating func next() async throws -> PlacedItem? {
            if lines == nil { lines = try ItemLines(path) }
            while let line = try lines?.next() {
                switch line.item {
                case .success(let item): if !done.contains(Fingerprint(item.id)) { return item }
                case .failure(let error): throw BatchError(.badLines([.init(number: line.number, reason: error.reason)]))
                }
            }
            return nil
        }
    }
}

/// The lines of an input, each an item or the reason why it is none; empty ones are left aside.
private struct ItemLines {
    private let reader: LineReader
    private var number = 0
    private var index = 0

    init(_ path: String) throws(BatchError) {
        guard let reader = try LineReader(path) else { throw BatchError(.file(path: path, reason: "there is no such file")) }
        self.reader = reader
    }

    mutating func next() throws(BatchError) -> (number: Int, item: Result<PlacedItem, ItemFault>)? {
        while let (bytes, _) = try reader.next() {
            number += 1
            guard bytes.contains(where: { $0 > 0x20 }) else { continue }
            defer { index += 1 }
            do throws(ItemFault) {
                var item = try BatchItem(line: bytes)
                if item.id == nil { item.id = "line-\(number)" }
                return (number, .success(PlacedItem(index: index, item: item)))
            } catch {
                return (number, .failure(error))
            }
        }
        return nil
    }
}
