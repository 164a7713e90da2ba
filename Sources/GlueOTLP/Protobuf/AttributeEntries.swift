/// What an array of entries would be, without its reference count and its checks: it is looked at for each attribute.
package struct AttributeEntries: ~Copyable {
    // Nothing is allocated until the first one.
    private var memory: UnsafeMutablePointer<AttributeFields.Entry>?
    private var capacity: Int
    private(set) var count = 0
    /// Whether their order is another than that of the bytes.
    private(set) var areSorted = false

    /// - Parameter capacity: What the first one allocates.
    init(capacity: Int) { self.capacity = capacity }

    deinit { memory?.deallocate() }

    subscript(index: Int) -> AttributeFields.Entry {
        // There is memory for every index below the count.
        @inline(__always)
        get { memory.unsafelyUnwrapped[index] }
        @inline(__always)
        _modify { yield &memory.unsafelyUnwrapped[index] }
    }

    @inline(__always)
    mutating func append(_ entry: AttributeFields.Entry) {
        if memory == nil || count == capacity { grow() }
        (memory.unsafelyUnwrapped + count).initialize(to: entry)
        count += 1
    }

    @inline(never)
    private mutating func grow() {
        if memory != nil { capacity *= 2 }
        let next = UnsafeMutablePointer<AttributeFields.Entry>.allocate(capacity: capacity)
        if let memory {
            next.moveInitialize(from: memory, count: count)
            memory.deallocate()
        }
        memory = next
    }

    mutating func remove(at index: Int) -> AttributeFields.Entry {
        let entry = self[index]
        for next in index + 1..<count { self[next - 1] = self[next] }
        count -= 1
        return entry
    }

    /// - Parameter precedes: Decides where the keys begin with the same bytes.
    @inline(__always)
    mutating func sort(by precedes: (AttributeFields.Entry, AttributeFields.Entry) -> Bool) {
        guard count > 1, let memory else { return }
        areSorted = true
        guard count <= 32 else {
            var all = UnsafeMutableBufferPointer(start: memory, count: count)
            return all.sort { $0.key == $1.key ? precedes($0, $1) : $0.key.bytes < $1.key.bytes }
        }
        rank(memory)
        for index in 1..<count where memory[index].key == memory[index - 1].key {
            let entry = memory[index]
            var place = index
            while place > 0, memory[place - 1].key == entry.key, precedes(entry, memory[place - 1]) {
                memory[place] = memory[place - 1]
                place -= 1
            }
            memory[place] = entry
        }
    }

    /// Brings a few into the order of their keys' first bytes, by counting for each how many come before it.
    ///
    /// Dictionaries give their keys in a new order each time, so that a processor cannot foresee how a comparison ends. Here
    /// none of them decides where to go on, which makes up for their number: for ten keys it takes half as long as to insert
    /// one after the other.
    private func rank(_ memory: UnsafeMutablePointer<AttributeFields.Entry>) {
        withUnsafeTemporaryAllocation(of: AttributeFields.Entry.self, capacity: count) { entries in
            withUnsafeTemporaryAllocation(of: Int.self, capacity: count) { ranks in
                // There are at least two.
                let entries = entries.baseAddress.unsafelyUnwrapped
                let ranks = ranks.baseAddress.unsafelyUnwrapped
                entries.initialize(from: memory, count: count)
                for index in 0..<count {
                    let key = entries[index].key.bytes
                    var rank = 0
                    for other in 0..<index {
                        let precedes = key < entries[other].key.bytes ? 1 : 0
                        ranks[other] &+= precedes
                        rank &+= 1 &- precedes
                    }
                    (ranks + index).initialize(to: rank)
                }
                for index in 0..<count { memory[ranks[index]] = entries[index] }
            }
        }
    }
}
