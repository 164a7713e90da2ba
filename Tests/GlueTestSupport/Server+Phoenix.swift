extension Server {
    /// A real Phoenix server with an empty store of its own.
    public static func phoenix<Result: Sendable>(_ body: @Sendable (Server) async throws -> Result) async throws -> Result {
        try await TemporaryFolder.with { folder in
            let grpc = try await freePort()
            return try await running(
                { port in
                    var program = try Program.python(.phoenix, script: script, ["serve"])
                    program.environment.merge(
                        [
                            "PHOENIX_HOST": "127.0.0.1", "PHOENIX_PORT": String(port), "PHOENIX_GRPC_PORT": String(grpc),
                            "PHOENIX_WORKING_DIR": folder.path("phoenix"), "PHOENIX_TELEMETRY_ENABLED": "false",
                            "PHOENIX_ALLOW_EXTERNAL_RESOURCES": "false",
                        ],
                        uniquingKeysWith: { _, new in new }
                    )
                    return program
                },
                readyWhen: "/healthz",
                body
            )
        }
    }

    /// Its gRPC listener would bind every interface, whatever it is told.
    private static let script = """
        import grpc.aio._server as server
        bind = server.Server.add_insecure_port
        server.Server.add_insecure_port = lambda self, address: bind(self, address.replace("[::]", "127.0.0.1"))
        from phoenix.server.main import main
        main()
        """
}
