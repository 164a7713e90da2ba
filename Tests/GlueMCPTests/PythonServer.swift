import GlueTestSupport

/// A server by the Python implementation of the protocol, with tools of each kind.
enum PythonServer {
    static let script = """
        import asyncio, sys
        from mcp.server.mcpserver import MCPServer, Context, Image
        server = MCPServer("python")

        @server.tool()
        def add(a: int, b: int) -> int:
            "Adds two numbers"
            return a + b

        @server.tool()
        def broken() -> str:
            "Fails"
            raise ValueError("it is broken")

        @server.tool()
        def dot() -> Image:
            "An image"
            return Image(data=b"\\x89PNG", format="png")

        @server.tool()
        async def slow(seconds: float, ctx: Context) -> str:
            "Takes a while and says how far it is"
            for step in range(3):
                await ctx.report_progress(step + 1, 3)
                await asyncio.sleep(seconds / 3)
            return "done"

        @server.tool()
        def trace(ctx: Context) -> str:
            "The trace that the request came with"
            meta = ctx.request_context.meta
            meta = meta.model_dump() if hasattr(meta, "model_dump") else dict(meta or {})
            return str(meta.get("traceparent"))

        @server.resource("note://one")
        def note() -> str:
            return "a note"

        @server.prompt()
        def greet(name: str) -> str:
            return f"Greet {name}."

        if len(sys.argv) > 1:
            server.run(transport="streamable-http", port=int(sys.argv[1]))
        else:
            server.run()
        """

    /// A client that lists the tools of a server, calls each and says what came of it, a line a call.
    static let client = """
        import asyncio, sys, mcp
        from mcp.client.stdio import StdioServerParameters

        async def main():
            target = sys.argv[1]
            server = target if target.startswith("http") else StdioServerParameters(command=target)
            async with mcp.Client(server) as client:
                print("tools", ",".join(tool.name for tool in (await client.list_tools()).tools))
                answer = await client.call_tool("add", {"a": 2, "b": 3})
                print("add", answer.structured_content, answer.is_error)
                answer = await client.call_tool("fail", {})
                print("fail", answer.content[0].text, answer.is_error)
                try:
                    answer = await client.call_tool("nope", {})
                    print("nope", answer.is_error)
                except Exception as error:
                    print("nope", type(error).__name__, "there is no such tool" in str(error))
        asyncio.run(main())
        """
}
