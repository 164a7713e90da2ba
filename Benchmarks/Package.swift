// swift-tools-version: 6.2
import PackageDescription

/// A package of its own, so that who uses GlueLLM does not compile a benchmark library.
let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "GlueLLM", path: ".."),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        // Without traits: its counting of allocations costs every allocation a little, also those of the timed code.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "StandardSpan",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "GlueOTLP", package: "GlueLLM"),
                .product(name: "GlueTelemetry", package: "GlueLLM"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            path: "Benchmarks/StandardSpan",
            swiftSettings: [
                .treatAllWarnings(as: .error),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ],
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        )
    ],
    swiftLanguageModes: [.v6]
)
