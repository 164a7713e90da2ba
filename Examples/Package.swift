// swift-tools-version: 6.2
import PackageDescription

/// Services as their users write them. A package of its own, so that who uses GlueLLM does not compile them.
let package = Package(
    name: "Examples",
    dependencies: [
        .package(name: "GlueLLM", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        .executableTarget(name: "Storefront", dependencies: .service + [.product(name: "AsyncHTTPClient", package: "async-http-client")]),
        .executableTarget(name: "Stock", dependencies: .service),
    ],
    swiftLanguageModes: [.v6]
)

extension [Target.Dependency] {
    /// What a traced service needs.
    static var service: [Target.Dependency] {
        [
            .product(name: "GlueTelemetry", package: "GlueLLM"),
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "Metrics", package: "swift-metrics"),
        ]
    }
}
