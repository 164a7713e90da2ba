extension LLMClient: CustomStringConvertible, CustomReflectable {
    /// The provider and model alone: a client holds keys and prompts, and whoever prints a service that has one would print
    /// them all.
    public var description: String { "LLMClient(\(provider.name):\(model))" }

    public var customMirror: Mirror { Mirror(self, children: ["provider": provider.name, "model": model]) }
}
