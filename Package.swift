// swift-tools-version: 6.0
import Foundation
import PackageDescription

let package = Package(
    name: "certify",
    products: [
        .library(
            name: "Certify",
            targets: ["Certify", "Networks", "Dense", "Gaussian", "Search", "Interchange", "Run", "Rigor"]),
        .executable(name: "certify", targets: ["certify"]),
        .executable(name: "certify-check", targets: ["certify-check"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
    ],
    targets: [
        // C libraries, one tiny target each.
        .systemLibrary(name: "CMPFR", pkgConfig: "mpfr", providers: [.apt(["libmpfr-dev", "libgmp-dev"])]),
        .systemLibrary(name: "CLAPACK", providers: [.apt(["liblapacke-dev", "libopenblas-dev"])]),
        .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CNLopt", pkgConfig: "nlopt", providers: [.apt(["libnlopt-dev"])]),

        // What is believed: rigorous arithmetic, landscapes, arguments, verdicts, the check.
        .target(name: "Rigor", dependencies: ["CMPFR", "CLAPACK"], exclude: ["README.md"]),
        .target(name: "Formats", dependencies: ["CZlib", "CNettle"], exclude: ["README.md"]),
        .target(name: "Certify", dependencies: ["Rigor"], exclude: ["README.md"]),
        .target(name: "Networks", dependencies: ["Certify", "Rigor"], exclude: ["README.md"]),
        .target(name: "Gaussian", dependencies: ["Certify", "Rigor"], exclude: ["README.md"]),
        .target(name: "Dense", dependencies: ["Networks", "Certify", "Rigor"], exclude: ["README.md"]),
        .target(
            name: "Interchange", dependencies: ["Formats", "Gaussian", "Dense", "Networks", "Certify", "Rigor"],
            exclude: ["README.md", "CertificateFormat.md"]),

        // Checks what is written, and links what is believed alone.
        .executableTarget(
            name: "certify-check",
            dependencies: ["Interchange", "Gaussian", "Dense", "Networks", "Certify", "Formats", "Rigor"],
            path: "Sources/Checker", exclude: ["README.md"]),

        // What is trusted with nothing: the search, and everything that uses it.
        .target(
            name: "Search", dependencies: ["Gaussian", "Dense", "Networks", "Certify", "Rigor"],
            exclude: ["README.md"]),
        .target(
            name: "Run",
            dependencies: ["Search", "Interchange", "Formats", "Gaussian", "Dense", "Networks", "Certify", "Rigor"],
            exclude: ["README.md"]),
        .target(name: "Coq", dependencies: ["Interchange", "Networks", "Certify", "Rigor"], exclude: ["README.md"]),
        .target(
            name: "Experiment",
            dependencies: [
                "CNLopt", "Run", "Search", "Interchange", "Formats", "Gaussian", "Networks", "Certify", "Rigor",
            ],
            exclude: ["README.md"]),
        .target(
            name: "Report",
            dependencies: ["Run", "Interchange", "Gaussian", "Dense", "Networks", "Certify", "Rigor", "Formats"],
            exclude: ["README.md"],
            resources: [.embedInCode("Page")]),
        .executableTarget(
            name: "certify",
            dependencies: [
                "Experiment", "Coq", "Report", "Run", "Search",
                "Certify", "Networks", "Dense", "Gaussian", "Rigor", "Formats", "Interchange",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/Command",
            exclude: ["README.md", "Statuses.md"]),
        .executableTarget(
            name: "certify-benchmark", dependencies: ["Search", "Interchange", "Networks", "Certify", "Rigor"],
            path: "Sources/Benchmark", exclude: ["README.md"]),
        .executableTarget(
            name: "library-example", dependencies: ["Search", "Networks", "Certify"], path: "examples/library"),
        .executableTarget(
            name: "run-example", dependencies: ["Run", "Interchange"], path: "examples/library-run"),

        // Arb as an independent oracle, for tests alone.
        .target(
            name: "ArbOracle",
            path: "Tests/ArbOracle",
            linkerSettings: [.linkedLibrary("flint-arb"), .linkedLibrary("flint")]),
        // What several test targets share.
        .target(name: "TestSupport", dependencies: ["Gaussian", "Rigor"], path: "Tests/TestSupport"),
        // Fuzzers: damaged certificates and files, a short run in the tests, a long one by hand.
        .target(
            name: "Fuzzing",
            dependencies: ["Search", "Gaussian", "Networks", "Certify", "Rigor", "Interchange", "Formats"],
            path: "Tests/Fuzz/Fuzzing"),
        .executableTarget(
            name: "certify-fuzz", dependencies: ["Fuzzing", "Interchange", "Rigor"], path: "Tests/Fuzz/Program"),
        .testTarget(
            name: "FuzzTests", dependencies: ["Fuzzing", "Certify", "Interchange", "Rigor"],
            path: "Tests/Fuzz/FuzzTests"),
        .testTarget(name: "RigorTests", dependencies: ["Rigor", "ArbOracle", "TestSupport"]),
        .testTarget(name: "FormatsTests", dependencies: ["Formats", "TestSupport"]),
        .testTarget(name: "HouseTests"),
        .testTarget(name: "CertifyTests", dependencies: ["Search", "Networks", "Certify", "Rigor"]),
        .testTarget(
            name: "DenseTests",
            dependencies: ["Search", "Interchange", "Formats", "Dense", "Networks", "Certify", "Rigor", "TestSupport"],
            exclude: ["Oracle"]),
        .testTarget(
            name: "LandscapeTests",
            dependencies: [
                "Run", "Search", "Gaussian", "Networks", "Rigor", "Certify", "Interchange", "Formats", "TestSupport",
            ]),
        .testTarget(
            name: "StructureTests",
            dependencies: [
                "Search", "Gaussian", "Networks", "Certify", "Rigor", "Interchange", "Formats", "TestSupport",
            ]),
        .testTarget(
            name: "InterchangeTests",
            dependencies: ["Search", "Interchange", "Formats", "Gaussian", "Networks", "Certify", "Rigor"]),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "certify", "certify-check", "library-example", "run-example",
                "Search", "Certify", "Interchange", "Formats", "TestSupport",
            ],
            exclude: ["Certificates", "Python"]),
        .testTarget(
            name: "ExperimentTests",
            dependencies: [
                "Experiment", "Search", "Networks", "Certify", "Formats", "Interchange", "Rigor", "TestSupport",
            ],
            exclude: ["Comparison"]),
        .testTarget(
            name: "ReportTests",
            dependencies: [
                "Report", "Search", "Interchange", "Gaussian", "Networks", "Certify", "Rigor", "Formats", "TestSupport",
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// CERTIFY_DOCUMENTATION=1 swift package generate-documentation --target Certify
// needs Apple's plugin, which nothing else does.
if ProcessInfo.processInfo.environment["CERTIFY_DOCUMENTATION"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"))
}
