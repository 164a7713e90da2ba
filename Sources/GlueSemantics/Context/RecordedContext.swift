public import ServiceContextModule

extension ServiceContext {
    /// Whether what runs is to be recorded where the process runs, whatever a sampler decides: a run that may have to be gone
    /// on with needs its own trace.
    public var isRecorded: Bool {
        get { self[RecordedKey.self] ?? false }
        set { self[RecordedKey.self] = newValue ? true : nil }
    }
}

private enum RecordedKey: ServiceContextKey {
    typealias Value = Bool
    static var nameOverride: String? { "gluellm-recorded" }
}
