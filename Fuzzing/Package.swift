// swift-tools-version: 6.2
import PackageDescription

/// Decoders under libFuzzer and the address sanitizer; `scripts/fuzz` builds it with their flags. A package of its own,
/// because those flags are for the whole build.
let package = Package(
    name: "Fuzzing",
    dependencies: [.package(name: "GlueLLM", path: "..")],
    targets: [
        .executableTarget(
            name: "FuzzDecoders",
            dependencies: [.product(name: "GlueOTLP", package: "GlueLLM")],
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]
        )
    ],
    swiftLanguageModes: [.v6]
)
