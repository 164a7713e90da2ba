extension HTTPService: CustomStringConvertible, CustomReflectable {
    /// Without the headers, which hold the key.
    public var description: String { "\(name) at \(server.host):\(server.port)" }

    public var customMirror: Mirror { Mirror(self, children: ["name": name, "server": server]) }
}
