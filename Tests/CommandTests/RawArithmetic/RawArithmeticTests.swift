import Foundation
import TestSupport
import Testing

/// No file that is believed computes with plain float64 operations, except where a bound known beforehand covers their
/// rounding: `RawArithmeticList`.
@Suite struct RawArithmeticTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Folders of modules, the sources of each.
    static func sources() throws -> [(module: String, files: [String])] {
        let folder = root.appending(path: "Sources")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return names.filter { !RawArithmeticList.otherModules.contains($0) }.compactMap { name in
            let files =
                FileManager.default.enumerator(atPath: folder.appending(path: name).path)?.compactMap { $0 as? String }
                ?? []
            let swift = files.filter { $0.hasSuffix(".swift") }.sorted().map {
                folder.appending(path: "\(name)/\($0)").path
            }
            return swift.isEmpty ? nil : (name, swift)
        }
    }

    /// The folder of the test bundle, which `swift build` fills.
    static let products: URL = {
        let folders = [CommandLine.arguments[0], Bundle.main.executablePath ?? ""].map {
            URL(fileURLWithPath: $0).deletingLastPathComponent()
        }
        let found = folders.first { FileManager.default.fileExists(atPath: $0.appending(path: "Modules").path) }
        return found ?? root.appending(path: ".build/release")
    }()

    /// As the package manager writes it: from its own description of the build, or as it makes it of the folder's name.
    static let packageName: String = {
        let plan = products.deletingLastPathComponent().deletingLastPathComponent().appending(path: "release.yaml")
        let own = root.lastPathComponent.lowercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
        guard let text = try? String(contentsOf: plan, encoding: .utf8),
            let module = text.firstRange(of: "\"-module-name\",\"Rigor\""),
            let option = text[module.upperBound...].firstRange(of: "\"-package-name\",\"")
        else { return own }
        return String(text[option.upperBound...].prefix { $0 != "\"" })
    }()

    static func operations() async throws -> [RawOperation] {
        let folder = root.appending(path: "Sources")
        let cModules = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            folder.appending(path: $0).path
        }
        .filter { FileManager.default.fileExists(atPath: $0 + "/module.modulemap") }
        let (modules, package) = (products.appending(path: "Modules").path, packageName)
        return try await withThrowingTaskGroup(of: [RawOperation].self) { group in
            for (module, files) in try sources() {
                group.addTask {
                    try TypedSyntaxTree.rawOperations(
                        in: files, module: module, modules: modules, cModules: cModules, package: package)
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    @Test func believedFilesHoldNoUnlistedOperation() async throws {
        let operations = try await Self.operations()
        #expect(
            operations.contains { $0.file == "DirectedRounding.swift" && $0.operation == "*" },
            "the search is not vacuous")
        for operation in operations where !RawArithmeticList.covers(operation) {
            Issue.record(
                "\(operation): plain float64 arithmetic. Write it in bounds or Directed, or state why it is covered."
            )
        }
        for entry in RawArithmeticList.entries where !operations.contains(where: entry.covers) {
            Issue.record(
                "the list names \(entry.file) \(entry.functions.sorted()), where no plain float64 arithmetic is left")
        }
    }

    @Test func everyKindOfOperationIsFound() throws {
        let folder = try TemporaryFolder()
        let source = """
            import Foundation
            struct Box { var x: Double
                var twice: Double { 2 * x }
                init(_ a: Double) { x = a / 3 }
                func f(_ a: Double, _ n: Int) -> Double { let b = -a; return a < b ? abs(b) : Double(n * 2 + 1) }
                mutating func g(_ a: Double) { x += a
                    x -= a
                    x = x.squareRoot()
                    x = max(x, a)
                    x = [x, a].min() ?? 0
                    x = [x, a].reduce(0, +)
                    x = x.addingProduct(a, a)
                    x = exp(a)
                    x = pow(a, 2)
                    let v = SIMD2(x, a) * SIMD2(a, x)
                    x = v.sum()
                    func inner() -> Double { x - 1 }
                    x = inner() }
                func h(_ n: Int) -> Int { max(n, 3) + n * n }
            }

            """
        try folder.write(source, "Fixture.swift")
        let found = try TypedSyntaxTree.rawOperations(in: [folder.file("Fixture.swift")], module: "Fixture")
        #expect(
            found.map { "\($0.line) \($0.operation) \($0.function)" } == [
                "3 * twice", "4 / init", "6 += g", "7 -= g", "8 squareRoot g", "9 max g", "10 min g", "11 + g",
                "12 addingProduct g", "13 exp g",
                "14 pow g", "15 * g", "16 sum g", "17 - g",
            ])
        #expect(found.allSatisfy { $0.file == "Fixture.swift" && !RawArithmeticList.covers($0) })
        #expect(found.first?.description == "Fixture.swift:3: * in twice")
    }

    @Test func sourcesThatDoNotCompileAreNoCleanSources() throws {
        let folder = try TemporaryFolder()
        try folder.write("func f() -> Double { missing() }\n", "Broken.swift")
        #expect(throws: TypedSyntaxTree.CompilerFailure.self) {
            try TypedSyntaxTree.rawOperations(in: [folder.file("Broken.swift")], module: "Broken")
        }
    }
}
