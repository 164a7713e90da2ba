// swift-tools-version: 6.2
import PackageDescription

/// A package of its own, so that who uses GlueLLM does not compile a benchmark library.
let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "GlueLLM", path: ".."),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        // Without traits: its counting of allocations costs every allocation a little, also those of the timed code.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        // The span that all of them make.
        .target(
            name: "Shared",
            dependencies: [.glueOTLP, .glueTelemetry, .tracing],
            path: "Benchmarks/Shared",
            swiftSettings: .house
        ),
        .executableTarget(
            name: "StandardSpan",
            dependencies: ["Shared", .product(name: "Benchmark", package: "benchmark"), .glueOTLP, .glueTelemetry, .tracing],
            path: "Benchmarks/StandardSpan",
            swiftSettings: .house,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
        .executableTarget(
            name: "Growth",
            dependencies: ["Shared", .glueOTLP, .glueTelemetry, .tracing],
            path: "Benchmarks/Growth",
            swiftSettings: .house
        ),
        // A receiver for measurements of the sender.
        .executableTarget(
            name: "Sink",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Benchmarks/Sink",
            swiftSettings: .house
        ),
    ],
    swiftLanguageModes: [.v6]
)

extension Target.Dependency {
    static var glueOTLP: Self { .product(name: "GlueOTLP", package: "GlueLLM") }
    static var glueTelemetry: Self { .product(name: "GlueTelemetry", package: "GlueLLM") }
    static var tracing: Self { .product(name: "Tracing", package: "swift-distributed-tracing") }
}

extension [SwiftSetting] {
    static var house: [SwiftSetting] {
        [
            .treatAllWarnings(as: .error),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
        ]
    }
}
