import Foundation

extension Program {
    /// The `glue` that was built with the tests.
    public static func glue(_ arguments: [String], environment: [String: String] = [:]) -> Program {
        let environment = Self.quiet.merging(environment) { _, given in given }
        return built("glue", arguments, environment: environment)
    }

    /// A program of the package that was built with the tests.
    public static func built(_ name: String, _ arguments: [String] = [], environment: [String: String] = [:]) -> Program {
        Program(builtProducts.appendingPathComponent(name).path, arguments, environment: environment)
    }

    /// The folder of the test bundle, in which SwiftPM puts executables too.
    private static var builtProducts: URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// What the machine's own environment might say must not decide a test.
    private static let quiet = [
        "OPENAI_API_KEY": "", "OPENAI_BASE_URL": "", "OTEL_EXPORTER_OTLP_ENDPOINT": "",
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "",
    ]
}
