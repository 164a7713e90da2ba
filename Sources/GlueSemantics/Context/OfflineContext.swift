public import ServiceContextModule

extension ServiceContext {
    /// Whether what runs in this context must reach no network, such as in a replay: the engine then refuses to send a request,
    /// with an error that names the host.
    public var isOffline: Bool {
        get { self[OfflineKey.self] ?? false }
        set { self[OfflineKey.self] = newValue ? true : nil }
    }
}

private enum OfflineKey: ServiceContextKey {
    typealias Value = Bool
}
