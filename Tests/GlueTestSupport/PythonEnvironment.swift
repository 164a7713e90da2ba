import Foundation
public import Testing

/// A virtual environment that `scripts/test` made from `scripts/requirements/`.
public enum PythonEnvironment: String, Sendable, CaseIterable {
    /// opentelemetry-proto and the Python SDK: an independent reader and writer of OTLP.
    case otlp
    /// The openai client.
    case openai
    /// litellm's proxy: a real OpenAI-compatible server.
    case litellm
    /// A real MLflow server, without its pages.
    case mlflow
    /// The whole MLflow server and what drives a browser; only with `scripts/test-full`.
    case pages
    /// What drives a browser, and axe-core, which looks for what keeps people out.
    case browser
    /// A real Phoenix server.
    case phoenix
    /// The Python implementation of the Model Context Protocol, client and server.
    case mcp
    /// pydantic-ai with the clients of OpenAI and Anthropic.
    case agents
    /// proxy.py: a real HTTP proxy.
    case proxy

    /// The variable by which `scripts/test` passes the environment's interpreter.
    public var variable: String { "GLUE_PYTHON_\(rawValue.uppercased())" }

    /// The interpreter's path; nil where the tests were not started by `scripts/test`.
    public var interpreter: String? { ProcessInfo.processInfo.environment[variable] }
}

extension Trait where Self == ConditionTrait {
    /// Runs the test where the environment is at hand and says how to get it where it is not.
    public static func needs(_ environment: PythonEnvironment) -> Self {
        .enabled(
            if: environment.interpreter != nil,
            "needs \(environment.variable): run scripts/test, or export it as $(scripts/python \(environment.rawValue))"
        )
    }
}
