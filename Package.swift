// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "certify",
    products: [
        .library(name: "Certify", targets: ["Certify"]),
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
            name: "Report",
            dependencies: ["Interchange", "Structure", "Certify", "Landscape", "Rigor", "Formats"],
            exclude: ["README.md"],
            resources: [.embedInCode("Page")]),
        .executableTarget(
            name: "certify",
            dependencies: [
                "Certify", "Structure", "Landscape", "Rigor", "Formats", "Interchange", "Report",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["README.md"]),
        .executableTarget(
            name: "certify-benchmark", dependencies: ["Certify", "Interchange", "Landscape", "Rigor"],
            path: "Sources/benchmark"),

        // Arb as an independent oracle, for tests alone.
        .target(
            name: "ArbOracle",
            path: "Tests/ArbOracle",
            linkerSettings: [.linkedLibrary("flint-arb"), .linkedLibrary("flint")]),
        .testTarget(name: "RigorTests", dependencies: ["Rigor", "ArbOracle"]),
        .testTarget(name: "LandscapeTests", dependencies: ["Landscape", "Rigor"]),
        .testTarget(name: "FormatsTests", dependencies: ["Formats"]),
        .testTarget(
            name: "StructureTests", dependencies: ["Structure", "Certify", "Landscape", "Rigor", "Interchange", "Formats"]),
        .testTarget(
            name: "ReportTests",
            dependencies: ["Report", "Interchange", "Structure", "Certify", "Landscape", "Rigor", "Formats"]),
    ],
    swiftLanguageModes: [.v6]
)
