// swift-tools-version: 6.0
import Foundation
import PackageDescription

let package = Package(
    name: "certify",
    products: [
        .library(name: "Certify", targets: ["Certify", "Structure", "Landscape", "Rigor", "Interchange"]),
        .executable(name: "certify", targets: ["certify"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    ],
    targets: [
        // C libraries, one tiny target each.
        .systemLibrary(name: "CMPFR", pkgConfig: "mpfr", providers: [.apt(["libmpfr-dev", "libgmp-dev"])]),
        .systemLibrary(name: "CLAPACK", providers: [.apt(["liblapacke-dev", "libopenblas-dev"])]),
        .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CNLopt", pkgConfig: "nlopt", providers: [.apt(["libnlopt-dev"])]),

        // The rooms, in the order data flows through them.
        .target(name: "Rigor", dependencies: ["CMPFR", "CLAPACK"], exclude: ["README.md"]),
        .target(name: "Landscape", dependencies: ["Rigor"], exclude: ["README.md"]),
        .target(
            name: "Certify",
            dependencies: ["Rigor", "Landscape"],
            exclude: ["README.md"]),
        .target(name: "Structure", dependencies: ["Rigor", "Landscape", "Certify"], exclude: ["README.md"]),
        .target(name: "Formats", dependencies: ["CZlib", "CNettle"], exclude: ["README.md"]),
        .target(
            name: "Interchange",
            dependencies: ["Formats", "Structure", "Certify", "Landscape", "Rigor"],
            exclude: ["README.md"]),
        .target(
            name: "Proving", dependencies: ["Rigor", "Landscape", "Certify", "Structure", "Interchange"], exclude: ["README.md"]),
        .target(
            name: "Experiment",
            dependencies: ["CNLopt", "Formats", "Interchange", "Structure", "Certify", "Landscape", "Rigor"],
            exclude: ["README.md"]),
        .target(
            name: "Report",
            dependencies: ["Interchange", "Structure", "Certify", "Landscape", "Rigor", "Formats"],
            exclude: ["README.md"],
            resources: [.embedInCode("Page")]),
        .executableTarget(
            name: "certify",
            dependencies: [
                "Experiment", "Proving", "Report",
                "Certify", "Structure", "Landscape", "Rigor", "Formats", "Interchange",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/Command",
            exclude: ["README.md"]),
        .executableTarget(
            name: "certify-benchmark", dependencies: ["Certify", "Interchange", "Landscape", "Rigor"],
            path: "Sources/benchmark"),
        .executableTarget(name: "library-example", dependencies: ["Certify", "Structure"], path: "examples/library"),

        // Arb as an independent oracle, for tests alone.
        .target(
            name: "ArbOracle",
            path: "Tests/ArbOracle",
            linkerSettings: [.linkedLibrary("flint-arb"), .linkedLibrary("flint")]),
        // What several test targets share.
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        // Fuzzers: damaged certificates and files, a short run in the tests, a long one by hand.
        .target(
            name: "Fuzzing", dependencies: ["Structure", "Certify", "Landscape", "Rigor", "Interchange", "Formats"],
            path: "Tests/Fuzz/Fuzzing"),
        .executableTarget(name: "certify-fuzz", dependencies: ["Fuzzing", "Interchange", "Rigor"], path: "Tests/Fuzz/Program"),
        .testTarget(name: "FuzzTests", dependencies: ["Fuzzing", "Certify", "Interchange", "Rigor"], path: "Tests/Fuzz/FuzzTests"),
        .testTarget(name: "RigorTests", dependencies: ["Rigor", "ArbOracle", "TestSupport"]),
        .testTarget(
            name: "LandscapeTests", dependencies: ["Landscape", "Rigor", "Certify", "Structure", "Interchange", "Formats", "TestSupport"]),
        .testTarget(
            name: "StructureTests",
            dependencies: ["Structure", "Certify", "Landscape", "Rigor", "Interchange", "Formats", "TestSupport"]),
        .testTarget(name: "FormatsTests", dependencies: ["Formats", "TestSupport"]),
        .testTarget(name: "CertifyTests", dependencies: ["Certify", "Landscape", "Rigor"]),
        .testTarget(
            name: "InterchangeTests",
            dependencies: ["Interchange", "Formats", "Structure", "Certify", "Landscape", "Rigor"]),
        .testTarget(
            name: "CommandTests", dependencies: ["certify", "library-example", "Certify", "Interchange", "Formats", "TestSupport"],
            exclude: ["Python"]),
        .testTarget(
            name: "ExperimentTests",
            dependencies: ["Experiment", "Structure", "Certify", "Landscape", "Formats", "Interchange", "Rigor", "TestSupport"],
            exclude: ["Comparison"]),
        .testTarget(
            name: "ReportTests",
            dependencies: ["Report", "Interchange", "Structure", "Certify", "Landscape", "Rigor", "Formats", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)

// CERTIFY_DOCUMENTATION=1 swift package generate-documentation --target Certify
// needs Apple's plugin, which nothing else does.
if ProcessInfo.processInfo.environment["CERTIFY_DOCUMENTATION"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"))
}
