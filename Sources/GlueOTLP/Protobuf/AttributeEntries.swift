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

    @inline(__always)
    mutating func sort(by precedes: (AttributeFields.Entry, AttributeFields.Entry) -> Bool) {
        guard count > 1, let memory else { return }
        areSorted = true
        // Most have few: to insert one after the other is fastest then.
        guard count <= 32 else {
            var all = UnsafeMutableBufferPointer(start: memory, count: count)
            return all.sort(by: precedes)
        }
        for index in 1..<count {
            let entry = memory[index]
            var place = index
            while place > 0, precedes(entry, memory[place - 1]) {
                memory[place] = memory[place - 1]
                place -= 1
            }
            memory[place] = entry
        }
    }
}
