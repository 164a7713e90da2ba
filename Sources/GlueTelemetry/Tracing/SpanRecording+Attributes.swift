import GlueOTLP
import GlueSemantics
import Synchronization
import Tracing

/// Who has a span's dictionary of attributes.
///
/// To lend it takes one atomic operation, to bring it back another: attributes are set one by one, ten times a span.
/// All that is not that simple goes through the span's lock.
enum Lending {
    /// Nobody: whoever changes this to another value owns the dictionary.
    static let free: UInt8 = 0
    /// Somebody changes it in place.
    static let lent: UInt8 = 1
    /// Attributes were set in order and are not in the dictionary.
    static let listed: UInt8 = 2
    /// Whoever brings it back finds something to do under the lock.
    static let wanted: UInt8 = 4
    /// The span has ended.
    static let closed: UInt8 = 8
}

extension SpanRecording {
    /// A copy of all, see ``OTLPSpan/attributes``.
    var allAttributes: SpanAttributes {
        get { state.withLock { read(&$0) } }
        set { change { replace(&$0, with: newValue) } }
    }

    /// What a dictionary of 16 buckets holds.
    static let usualAttributes = 12

    /// - Returns: Whether the caller now owns the dictionary.
    @inline(__always)
    func takeDictionary() -> Bool {
        if lending.compareExchange(expected: Lending.free, desired: Lending.lent, ordering: .acquiring).exchanged { return true }
        return takeFromList()
    }

    @inline(__always)
    func bringBack(keeping before: SpanAttributes?) {
        if dictionary.count > recorder.limits.attributes { state.withLock { keepLimit(&$0, before: before ?? [:]) } }
        if !lending.compareExchange(expected: Lending.lent, desired: Lending.free, ordering: .releasing).exchanged { settle() }
        if recorder.keepsOpenSpans { state.withLock { noteProgress(&$0, isEvent: false) } }
    }
}

// MARK: - What is not that simple

extension SpanRecording {
    /// From here on the dictionary holds what was set in order.
    private func takeFromList() -> Bool {
        state.withLock { state in
            guard state.endUnixNano == nil, lending.load(ordering: .acquiring) == Lending.listed else { return false }
            return take(&state)
        }
    }

    /// Called under the lock: takes the dictionary with all that was set so far, or tells who has it that there is
    /// something to do.
    private func take(_ state: inout State) -> Bool {
        guard take(orLeave: Lending.lent) else { return false }
        if state.isListed {
            dictionary = SpanAttributes(state.fields)
            state.droppedAttributes += state.fields.dropped
            state.fields = SpanFields(limit: recorder.limits.attributes)
            state.isListed = false
        }
        return true
    }

    /// Merges what came in while the dictionary was lent, and finishes the span if it has ended.
    private func settle() {
        let recorded = state.withLock { state in
            mergeMeantime(&state)
            guard state.endUnixNano != nil else {
                lending.store(Lending.free, ordering: .releasing)
                return SpanRecorder.Recorded()
            }
            lending.store(Lending.closed, ordering: .relaxed)
            return recorder.record(self, &state)
        }
        recorder.finish(recorded)
    }

    private func mergeMeantime(_ state: inout State) {
        guard let meantime = state.meantime.take() else { return }
        let before = dictionary
        dictionary.merge(meantime)
        keepLimit(&state, before: before)
    }

    /// Called under the lock: whether the dictionary is at hand, now and for good; else whoever has it will settle.
    func keepsDictionary(for state: borrowing State) -> Bool {
        if state.isListed {
            lending.store(Lending.closed, ordering: .relaxed)
            return true
        }
        return take(orLeave: Lending.closed)
    }

    /// Called under the lock: takes the dictionary, or tells who has it that there is something to do.
    private func take(orLeave taken: UInt8) -> Bool {
        if lending.compareExchange(expected: Lending.free, desired: taken, ordering: .acquiring).exchanged { return true }
        if lending.bitwiseOr(Lending.wanted, ordering: .acquiringAndReleasing).oldValue & Lending.lent != 0 { return false }
        lending.store(taken, ordering: .relaxed)
        return true
    }

    /// What is given to those who ask while another has the dictionary, or when the span has ended.
    func copyForChange() -> SpanAttributes {
        state.withLock { $0.endUnixNano == nil ? [:] : read(&$0) }
    }

    func merge(_ copy: SpanAttributes) {
        change { state in
            guard !copy.isEmpty else { return }
            state.meantime = state.meantime.merged(with: copy)
            if take(&state) {
                mergeMeantime(&state)
                lending.store(Lending.free, ordering: .releasing)
            }
        }
    }

    private func read(_ state: inout State) -> SpanAttributes {
        if state.isListed { return SpanAttributes(state.fields) }
        // Nobody touches it any more.
        if lending.load(ordering: .acquiring) == Lending.closed { return dictionary }
        guard lending.compareExchange(expected: Lending.free, desired: Lending.lent, ordering: .acquiring).exchanged else {
            return state.meantime ?? [:]
        }
        defer { lending.store(Lending.free, ordering: .releasing) }
        return dictionary
    }

    /// Called under the lock: renews what the journal knows of the span, where it is time and the dictionary is at hand.
    func noteProgress(_ state: inout State, isEvent: Bool) {
        guard recorder.isDue(&state, isEvent: isEvent) else { return }
        if state.isListed { return recorder.renew(self, state) }
        // Whoever has it comes by here when they are back.
        guard lending.compareExchange(expected: Lending.free, desired: Lending.lent, ordering: .acquiring).exchanged else {
            return state.heldUnixNano = 0
        }
        recorder.renew(self, state)
        lending.store(Lending.free, ordering: .releasing)
    }

    private func replace(_ state: inout State, with attributes: SpanAttributes) {
        guard take(&state) else { return state.meantime = state.meantime.merged(with: attributes) }
        let before = dictionary
        dictionary = attributes
        state.meantime = nil
        keepLimit(&state, before: before)
        lending.store(Lending.free, ordering: .releasing)
    }

    /// Sets several attributes, in order unless the dictionary is in use; the caller has the lock.
    func set(_ list: AttributeList, _ state: inout State) {
        for (key, value) in list.elements {
            if !state.isListed {
                if setInDictionary(&state, key, value) { continue }
                state.isListed = true
            }
            recorder.withEncoder { encoder in state.fields.set(key, value, encoder) }
        }
    }

    /// Sets one attribute where the dictionary is in use; the caller has the lock.
    ///
    /// - Returns: False where it is not in use: the attribute then goes into the list.
    func setInDictionary(_ state: inout State, _ key: String, _ value: @autoclosure () -> SpanAttribute?) -> Bool {
        guard take(orLeave: Lending.listed) else {
            // That it is gone cannot be told afterwards; it is merged as what is set.
            if let value = value() { state.meantime = state.meantime.merged(with: [key: value]) }
            return true
        }
        guard !dictionary.isEmpty || state.meantime != nil else { return false }
        mergeMeantime(&state)
        let before = dictionary
        dictionary.set(key, value: value())
        keepLimit(&state, before: before)
        lending.store(Lending.free, ordering: .releasing)
        return true
    }

    /// Takes out what came in beyond the limit: keys that were there before stay.
    private func keepLimit(_ state: inout State, before: SpanAttributes) {
        let excess = dictionary.count - recorder.limits.attributes
        guard excess > 0 else { return }
        var added: [String] = []
        dictionary.forEach { key, _ in if before.get(key) == nil { added.append(key) } }
        for key in added.sorted().suffix(excess) { dictionary.set(key, value: nil) }
        state.droppedAttributes += min(excess, added.count)
    }
}

extension SpanAttributes {
    fileprivate init(_ fields: borrowing SpanFields) {
        self.init()
        for attribute in fields.values { set(attribute.key, value: SpanAttribute(attribute.value)) }
    }
}

extension SpanAttributes? {
    fileprivate func merged(with others: SpanAttributes) -> SpanAttributes {
        guard var all = self else { return others }
        all.merge(others)
        return all
    }
}
