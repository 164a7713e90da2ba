// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

/// The floors of the architecture, lowest first: a target depends only on targets above it in this file.
let package = Package(
    name: "GlueLLM",
    products: [
        .library(name: "GlueOTLP", targets: ["GlueOTLP"]),
        .library(name: "GlueDashboards", targets: ["GlueDashboards"]),
        .library(name: "GlueTelemetry", targets: ["GlueTelemetry", "GlueRedaction"]),
        .library(name: "GlueLLM", targets: ["GlueLLM"]),
        .library(name: "GlueLLMMacros", targets: ["GlueLLMMacros"]),
        .library(name: "GlueRedis", targets: ["GlueRedis"]),
        .library(name: "GlueWorkflows", targets: ["GlueWorkflows"]),
        .library(name: "GlueMCP", targets: ["GlueMCP"]),
        .library(name: "GlueMLflow", targets: ["GlueMLflow"]),
        .library(name: "GlueReplay", targets: ["GlueReplay"]),
        .library(name: "GlueReplayTesting", targets: ["GlueReplayTesting"]),
        .library(name: "GlueScope", targets: ["GlueScope"]),
        .executable(name: "glue", targets: ["glue"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-service-context", from: "1.5.1"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
    ],
    targets: [
        // Floor 0: what the system brings.
        .systemLibrary(name: "CHiredis"),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CProtobufC"),
        .systemLibrary(name: "CZlib"),

        // Floor 1.
        .target(name: "COTLP", dependencies: ["CProtobufC"]),
        .target(name: "CCRC32C"),
        // A double made an integer calls libm, which Swift links only where Foundation or Glibc is imported.
        .target(name: "GlueJSON", swiftSettings: .house, linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
        .target(name: "GlueEncoding", dependencies: ["CZlib"], swiftSettings: .house),
        .target(name: "GlueSemantics", dependencies: ["GlueEncoding", "GlueJSON", .serviceContext, .tracing], swiftSettings: .house),
        .target(name: "GlueRedaction", dependencies: ["GlueJSON"], swiftSettings: .house),
        .target(name: "GlueRetry", dependencies: [.nioHTTP1], swiftSettings: .house),

        // Floor 2.
        .target(name: "GlueDashboards", dependencies: ["GlueJSON", "GlueSemantics"], swiftSettings: .house),
        .target(name: "GlueOTLP", dependencies: ["COTLP", "CProtobufC", "GlueEncoding", "GlueJSON"], swiftSettings: .house),

        // Floor 3.
        .target(name: "GlueJournal", dependencies: ["CCRC32C", "GlueOTLP"], swiftSettings: .house),

        // Floor 4.
        .target(
            name: "GlueTelemetry",
            dependencies: [
                "GlueJournal", "GlueJSON", "GlueOTLP", "GlueRedaction", "GlueRetry", "GlueSemantics",
                .asyncHTTPClient, .coreMetrics, .lifecycle, .logging, .nioCore, .nioHTTP1, .nioSSL, .serviceContext, .tracing,
            ],
            swiftSettings: .house
        ),

        // Floor 5.
        .target(
            name: "GlueLLM",
            dependencies: [
                "GlueJSON", "GlueRedaction", "GlueRetry", "GlueSemantics",
                .asyncAlgorithms, .asyncHTTPClient, .configuration, .coreMetrics, .heap, .lifecycle, .logging, .nioCore, .nioHTTP1,
                .serviceContext, .tracing,
            ],
            swiftSettings: .house
        ),

        .target(
            name: "GlueMLflow",
            dependencies: [
                "GlueJournal", "GlueJSON", "GlueOTLP", "GlueRedaction", "GlueRetry", "GlueSemantics", "GlueTelemetry",
                .asyncHTTPClient, .lifecycle, .logging, .nioCore, .nioHTTP1, .nioPosix, .nioSSL, .serviceContext, .tracing,
            ],
            swiftSettings: .house
        ),

        // The macros stand apart: whoever takes GlueLLM alone compiles no swift-syntax.
        .target(
            name: "GlueLLMMacroExpansion",
            dependencies: [
                .syntax("SwiftDiagnostics"), .syntax("SwiftParser"), .syntax("SwiftSyntax"), .syntax("SwiftSyntaxBuilder"),
                .syntax("SwiftSyntaxMacros"),
            ],
            swiftSettings: .house
        ),
        .macro(
            name: "GlueLLMMacrosPlugin",
            dependencies: [
                "GlueLLMMacroExpansion", .syntax("SwiftCompilerPlugin"), .syntax("SwiftSyntax"), .syntax("SwiftSyntaxMacros"),
            ],
            swiftSettings: .house
        ),
        .target(name: "GlueLLMMacros", dependencies: ["GlueLLM", "GlueLLMMacrosPlugin"], swiftSettings: .house),

        // Floor 6.
        .target(
            name: "GlueWorkflows",
            dependencies: ["GlueJSON", "GlueLLM", "GlueRedaction", "GlueSemantics", .coreMetrics, .logging, .serviceContext, .tracing],
            swiftSettings: .house
        ),
        .target(
            name: "GlueMCP",
            dependencies: [
                "GlueJSON", "GlueLLM", "GlueRedaction", "GlueSemantics",
                .asyncHTTPClient, .coreMetrics, .httpTypes, .hummingbird, .logging, .nioCore, .nioHTTP1, .serviceContext, .subprocess,
                .systemPackage, .tracing,
            ],
            swiftSettings: .house
        ),
        .target(name: "GlueRedis", dependencies: ["CHiredis", "GlueLLM", .logging], swiftSettings: .house),
        .target(
            name: "GlueReplay",
            dependencies: [
                "GlueJSON", "GlueLLM", "GlueMLflow", "GlueOTLP", "GlueRedaction", "GlueSemantics", "GlueTelemetry", "GlueWorkflows",
                .asyncHTTPClient, .httpTypes, .hummingbird, .logging, .nioCore, .nioHTTP1, .serviceContext, .tracing,
            ],
            swiftSettings: .house
        ),

        // Floor 7.
        .target(
            name: "GlueReplayTesting",
            dependencies: [
                "GlueLLM", "GlueOTLP", "GlueRedaction", "GlueReplay", "GlueSemantics", "GlueTelemetry", .serviceContext, .tracing,
            ],
            swiftSettings: .house
        ),

        .target(
            name: "GlueScope",
            dependencies: [
                "GlueEncoding", "GlueJSON", "GlueJournal", "GlueLLM", "GlueOTLP", "GlueReplay", "GlueSemantics", "GlueTelemetry",
                .grdb, .grdbSQLite, .httpTypes, .hummingbird, .lifecycle, .logging, .mustache, .nioCore,
            ],
            resources: [
                .embedInCode("Pages/Assets/icon.svg"), .embedInCode("Pages/Assets/scope.css"), .embedInCode("Pages/Assets/scope.js"),
                .embedInCode("Pages/Templates/compare.mustache"), .embedInCode("Pages/Templates/conversation.mustache"),
                .embedInCode("Pages/Templates/failure.mustache"), .embedInCode("Pages/Templates/figures.mustache"),
                .embedInCode("Pages/Templates/message.mustache"), .embedInCode("Pages/Templates/page.mustache"),
                .embedInCode("Pages/Templates/piece.mustache"), .embedInCode("Pages/Templates/rows.mustache"),
                .embedInCode("Pages/Templates/session.mustache"), .embedInCode("Pages/Templates/span.mustache"),
                .embedInCode("Pages/Templates/spans.mustache"), .embedInCode("Pages/Templates/trace.mustache"),
                .embedInCode("Pages/Templates/traces.mustache"),
            ],
            swiftSettings: .house
        ),

        // Floor 8: the command line.
        .executableTarget(
            name: "glue",
            dependencies: [
                "CMalloc", "GlueJournal", "GlueJSON", "GlueLLM", "GlueMCP", "GlueMLflow", "GlueOTLP", "GlueRedaction",
                "GlueReplay", "GlueScope", "GlueSemantics", "GlueTelemetry", "GlueWorkflows",
                .argumentParser, .asyncHTTPClient, .coreMetrics, .hummingbird, .lifecycle, .logging, .nioCore, .nioHTTP1, .tracing,
                .unixSignals, .yams,
            ],
            resources: [.embedInCode("Demo/Session/session.jsonl")],
            swiftSettings: .house
        ),

        // What scripts/dashboards runs.
        .executableTarget(name: "DashboardWriter", dependencies: ["GlueDashboards"], swiftSettings: .house),

        // The tests mirror the sources; those that need a real peer start it themselves.
        .target(
            name: "GlueTestSupport",
            dependencies: [
                "GlueJSON", .asyncHTTPClient, .httpTypes, .hummingbird, .logging, .nioCore, .nioHTTP1, .nioPosix, .subprocess,
                .systemPackage,
            ],
            path: "Tests/GlueTestSupport",
            swiftSettings: .house
        ),
        .tests(of: "GlueJSON"),
        .tests(of: "GlueEncoding"),
        .tests(of: "GlueSemantics", ["GlueJSON", .serviceContext, .tracing]),
        .tests(of: "GlueRedaction", ["GlueJSON"]),
        .tests(of: "GlueRetry", [.nioHTTP1]),
        .tests(of: "GlueOTLP", ["COTLP", "CProtobufC", "GlueJSON"]),
        .tests(
            of: "GlueDashboards",
            [
                "GlueJSON", "GlueLLM", "GlueMCP", "GlueOTLP", "GlueSemantics", "GlueTelemetry", "GlueWorkflows",
                .asyncHTTPClient, .hummingbird, .logging, .nioCore, .nioHTTP1, .tracing,
            ]
        ),
        // A process for the journal's tests to kill.
        .executableTarget(
            name: "JournalWriter",
            dependencies: ["GlueJournal", "GlueOTLP"],
            path: "Tests/JournalWriter",
            swiftSettings: .house
        ),
        .tests(of: "GlueJournal", ["CCRC32C", "GlueOTLP", "JournalWriter"]),
        .tests(
            of: "GlueTelemetry",
            [
                "GlueJournal", "GlueJSON", "GlueOTLP", "GlueRedaction", "GlueRetry", "GlueSemantics",
                .asyncHTTPClient, .coreMetrics, .hummingbird, .lifecycle, .logging, .nioCore, .nioPosix, .nioSSL, .serviceContext,
                .tracing,
            ]
        ),
        // Sees of the package what its users see.
        .testTarget(
            name: "GlueTelemetryExtensionTests",
            dependencies: ["GlueOTLP", "GlueRedaction", "GlueTelemetry", .tracing],
            packageAccess: false,
            swiftSettings: .house
        ),
        // A process for the engine's tests to end.
        .executableTarget(
            name: "ShutdownProbe",
            dependencies: ["GlueLLM", "GlueTelemetry", .lifecycle, .logging, .unixSignals],
            path: "Tests/ShutdownProbe",
            swiftSettings: .house
        ),
        // A process that works a batch off, to be killed and begun again.
        .executableTarget(
            name: "BatchProbe",
            dependencies: ["GlueJSON", "GlueLLM"],
            path: "Tests/BatchProbe",
            swiftSettings: .house
        ),
        .tests(
            of: "GlueLLM",
            [
                "BatchProbe", "GlueJSON", "GlueOTLP", "GlueRedaction", "GlueSemantics", "GlueTelemetry", "ShutdownProbe",
                .asyncHTTPClient, .configuration, .hummingbird, .inMemoryTracing, .lifecycle, .logging, .nioCore, .serviceContext,
                .subprocess, .tracing,
            ]
        ),
        .tests(of: "GlueLLMMacros", ["GlueJSON", "GlueLLM", "GlueSemantics"]),
        .tests(
            of: "GlueLLMMacroExpansion",
            [
                .syntax("SwiftDiagnostics"), .syntax("SwiftSyntax"), .syntax("SwiftSyntaxBuilder"), .syntax("SwiftSyntaxMacroExpansion"),
                .syntax("SwiftSyntaxMacros"),
                .syntax("SwiftSyntaxMacrosGenericTestSupport"),
            ]
        ),
        // A process that draws from a limit which it shares with others of its kind.
        .executableTarget(
            name: "LimitProbe",
            dependencies: ["GlueLLM", "GlueRedis"],
            path: "Tests/LimitProbe",
            swiftSettings: .house
        ),
        .tests(
            of: "GlueWorkflows",
            ["GlueJSON", "GlueLLM", "GlueOTLP", "GlueSemantics", "GlueTelemetry", .inMemoryTracing, .serviceContext, .tracing]
        ),
        // A server of two tools on its standard input and output.
        .executableTarget(
            name: "MCPProbe",
            dependencies: ["GlueLLM", "GlueMCP", "GlueTelemetry"],
            path: "Tests/MCPProbe",
            swiftSettings: .house
        ),
        .tests(
            of: "GlueMCP",
            [
                "GlueJSON", "GlueLLM", "GlueSemantics", "MCPProbe", .hummingbird, .inMemoryTracing, .logging, .serviceContext, .subprocess,
                .tracing,
            ]
        ),
        // A process that logs a run, to be killed.
        .executableTarget(
            name: "RunProbe",
            dependencies: ["GlueMLflow", "GlueRetry"],
            path: "Tests/RunProbe",
            swiftSettings: .house
        ),
        .tests(
            of: "GlueMLflow",
            [
                "GlueJSON", "GlueLLM", "GlueOTLP", "GlueRetry", "GlueSemantics", "GlueTelemetry", "RunProbe",
                .asyncHTTPClient, .httpTypes, .hummingbird, .lifecycle, .logging, .nioCore, .nioHTTP1, .tracing,
            ]
        ),
        .tests(of: "GlueRedis", ["GlueLLM", "LimitProbe", .logging]),
        .tests(
            of: "GlueReplay",
            [
                "GlueEncoding", "GlueJSON", "GlueLLM", "GlueOTLP", "GlueRedaction", "GlueSemantics", "GlueTelemetry", "GlueWorkflows",
                .asyncHTTPClient, .httpTypes, .hummingbird, .logging, .nioCore, .nioHTTP1, .serviceContext, .tracing,
            ]
        ),
        .testTarget(
            name: "GlueReplayTestingTests",
            dependencies: ["GlueLLM", "GlueOTLP", "GlueRedaction", "GlueReplay", "GlueReplayTesting", "GlueSemantics", "GlueTestSupport"],
            // Tests find them beside their own file.
            exclude: ["recordings"],
            swiftSettings: .house
        ),
        .tests(
            of: "GlueScope",
            [
                "GlueEncoding", "GlueJSON", "GlueJournal", "GlueLLM", "GlueOTLP", "GlueReplay", "GlueSemantics", "GlueTelemetry",
                .asyncHTTPClient, .grdb, .logging, .nioCore, .nioHTTP1,
            ]
        ),
        .tests(
            of: "glue",
            [
                "GlueJSON", "GlueLLM", "GlueOTLP", "GlueReplay", "GlueSemantics", "GlueTelemetry", "GlueWorkflows", .lifecycle, .logging,
                .subprocess,
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

extension [SwiftSetting] {
    /// What every Swift target is compiled with: a warning is an error, imports say who sees them.
    static var house: [SwiftSetting] {
        [
            .treatAllWarnings(as: .error),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
        ]
    }
}

extension Target {
    /// The tests of a module, with what they need beyond it.
    static func tests(of module: String, _ dependencies: [Dependency] = []) -> Target {
        .testTarget(
            name: "\(module)Tests",
            dependencies: [.byName(name: module), "GlueTestSupport"] + dependencies,
            swiftSettings: .house
        )
    }
}

extension Target.Dependency {
    static var argumentParser: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
    static var asyncAlgorithms: Self { .product(name: "AsyncAlgorithms", package: "swift-async-algorithms") }
    static var asyncHTTPClient: Self { .product(name: "AsyncHTTPClient", package: "async-http-client") }
    static var configuration: Self { .product(name: "Configuration", package: "swift-configuration") }
    static var coreMetrics: Self { .product(name: "CoreMetrics", package: "swift-metrics") }
    static var grdb: Self { .product(name: "GRDB", package: "GRDB.swift") }
    static var grdbSQLite: Self { .product(name: "GRDBSQLite", package: "GRDB.swift") }
    static var heap: Self { .product(name: "HeapModule", package: "swift-collections") }
    static var httpTypes: Self { .product(name: "HTTPTypes", package: "swift-http-types") }
    static var hummingbird: Self { .product(name: "Hummingbird", package: "hummingbird") }
    static var inMemoryTracing: Self { .product(name: "InMemoryTracing", package: "swift-distributed-tracing") }
    static var lifecycle: Self { .product(name: "ServiceLifecycle", package: "swift-service-lifecycle") }
    static var logging: Self { .product(name: "Logging", package: "swift-log") }
    static var mustache: Self { .product(name: "Mustache", package: "swift-mustache") }
    static var nioCore: Self { .product(name: "NIOCore", package: "swift-nio") }
    static var nioHTTP1: Self { .product(name: "NIOHTTP1", package: "swift-nio") }
    static var nioPosix: Self { .product(name: "NIOPosix", package: "swift-nio") }
    static var nioSSL: Self { .product(name: "NIOSSL", package: "swift-nio-ssl") }
    static var serviceContext: Self { .product(name: "ServiceContextModule", package: "swift-service-context") }
    static var subprocess: Self { .product(name: "Subprocess", package: "swift-subprocess") }
    static var systemPackage: Self { .product(name: "SystemPackage", package: "swift-system") }
    static var unixSignals: Self { .product(name: "UnixSignals", package: "swift-service-lifecycle") }
    static var yams: Self { .product(name: "Yams", package: "Yams") }
    static var tracing: Self { .product(name: "Tracing", package: "swift-distributed-tracing") }

    /// A part of swift-syntax.
    static func syntax(_ product: String) -> Self { .product(name: product, package: "swift-syntax") }
}
