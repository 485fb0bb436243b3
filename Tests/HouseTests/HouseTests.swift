import Foundation
import Testing

/// The rules of the house that a machine can watch; CONTRIBUTING.md states them.
@Suite struct HouseTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// Paths of the files below a folder of the repository, hidden ones and build products aside.
    private static func files(below folder: String, ending: String = "") -> [String] {
        let all = FileManager.default.enumerator(atPath: root + "/" + folder)?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix(ending) && !$0.contains("/.") && !$0.hasPrefix(".") }.map { folder + "/" + $0 }
            .sorted()
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }

    private static func folders(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []
        return names.filter { name in
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(root)/\(folder)/\(name)", isDirectory: &isDirectory)
                && isDirectory.boolValue
        }.sorted()
    }

    /// On a checkout that ignores case two such paths would be one.
    @Test func noTwoPathsDifferInCaseOnly() {
        let paths = ["Sources", "Tests", "proofs", "examples"].flatMap { Self.files(below: $0) }
        #expect(paths.count > 300)
        let clashes = Dictionary(grouping: paths) { $0.lowercased() }.values.filter { $0.count > 1 }
        #expect(clashes.isEmpty, "\(clashes)")
        // folders too
        let folders = Dictionary(grouping: Self.folders(in: "Sources")) { $0.lowercased() }.values.filter {
            $0.count > 1
        }
        #expect(folders.isEmpty, "\(folders)")
    }

    /// What each target may import of the others; a target that is believed never names one that is trusted with
    /// nothing.
    private static let imports: [String: Set<String>] = [
        "Rigor": [], "Formats": [],
        "Certify": ["Rigor"],
        "Networks": ["Rigor", "Certify"],
        "Dense": ["Rigor", "Certify", "Networks"],
        "Gaussian": ["Rigor", "Certify"],
        "Interchange": ["Rigor", "Formats", "Certify", "Networks", "Dense", "Gaussian"],
        "Search": ["Rigor", "Certify", "Networks", "Dense", "Gaussian"],
        "Checker": ["Rigor", "Formats", "Certify", "Networks", "Dense", "Gaussian", "Interchange"],
        "Run": ["Rigor", "Formats", "Certify", "Networks", "Dense", "Gaussian", "Interchange", "Search"],
        "Coq": ["Rigor", "Certify", "Networks", "Gaussian", "Interchange", "Formats"],
    ]

    @Test(arguments: imports.keys.sorted()) func importsPointOneWay(target: String) throws {
        let targets = Set(Self.folders(in: "Sources")), allowed = Self.imports[target] ?? []
        let files = Self.files(below: "Sources/\(target)", ending: ".swift")
        #expect(!files.isEmpty)
        for file in files {
            for line in try Self.text(file).split(separator: "\n")
            where line.contains("import ") && !line.contains("//") {
                let words = line.split(separator: " ").map(String.init)
                guard let place = words.firstIndex(of: "import"), place < 2, words.count == place + 2 else { continue }
                let name = words[place + 1]
                guard targets.contains(name), !name.hasPrefix("C") || ["Certify", "Coq", "Command"].contains(name)
                else { continue }
                #expect(allowed.contains(name), "\(file) imports \(name)")
            }
        }
    }

    /// The README counts the lines of what is believed, to within a tenth.
    @Test(arguments: ["Rigor", "Formats", "Certify", "Networks", "Dense", "Gaussian", "Interchange", "Checker"])
    func readmeCountsWhatIsBelieved(target: String) throws {
        let text = try Self.text("README.md")
        let row = try #require(text.split(separator: "\n").first { $0.contains("| `\(target)` |") })
        let stated = try #require(Int(row.split(separator: "|")[2].trimmingCharacters(in: .whitespaces)))
        let lines = try Self.files(below: "Sources/\(target)", ending: ".swift").reduce(0) {
            try $0 + Self.text($1).split(separator: "\n", omittingEmptySubsequences: false).count - 1
        }
        #expect(abs(stated - lines) * 10 <= lines, "README.md says \(stated) lines, \(target) has \(lines)")
    }

    /// The second executable can name nothing but what is believed: its list in Package.swift is that.
    @Test func theCheckerLinksWhatIsBelieved() throws {
        let package = try Self.text("Package.swift")
        let start = try #require(package.range(of: "executableTarget(\n            name: \"certify-check\""))
        let list = try #require(package[start.upperBound...].range(of: "dependencies: ["))
        let names = package[list.upperBound...].prefix { $0 != "]" }.split(separator: ",").map {
            $0.trimmingCharacters(in: CharacterSet(charactersIn: " \n\""))
        }
        #expect(Set(names) == ["Rigor", "Formats", "Certify", "Networks", "Dense", "Gaussian", "Interchange"])
    }

    /// Every folder of a target is named in the target's README.
    @Test func readmesNameTheirFolders() throws {
        for target in Self.folders(in: "Sources")
        where !Self.files(below: "Sources/\(target)", ending: ".swift").isEmpty {
            let readme = try Self.text("Sources/\(target)/README.md")
            for folder in Self.folders(in: "Sources/\(target)") where !folder.hasSuffix(".docc") {
                #expect(
                    readme.contains("`\(folder)") || readme.contains("/\(folder)/"),
                    "Sources/\(target)/README.md: \(folder)")
            }
        }
    }

    /// Verdicts, arguments, claims and reasons are cases of enumerations; their names are for writers and readers. A
    /// name that is compared is one that the compiler cannot follow.
    @Test func namesAreNotCompared() throws {
        let homes = [
            "Certify/Verdict/Verdict+Kind", "Certify/Verdict/UndecidedReason", "Certify/Audit/ClaimedQuantity",
            "Certify/Audit/Float64Claim", "Interchange/Certificates/KnownArgument",
        ].map { "Sources/\($0).swift" }
        var names: Set<String> = ["not-finite"]
        for home in homes {
            for line in try Self.text(home).split(separator: "\n") {
                let words = line.split { $0 == " " || $0 == "\"" }
                guard words.first == "case", words.count == 2 || (words.count == 4 && words[2] == "=") else { continue }
                names.insert(String(words[words.count - 1]))
            }
        }
        #expect(names.count > 25 && names.isSuperset(of: ["saddle", "not-critical", "nearest-is-far", "grad_norm"]))
        var found: [String] = []
        for file in Self.files(below: "Sources", ending: ".swift") {
            for (number, line) in try Self.text(file).split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated() where line.contains("\"")
            {
                let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
                for (k, part) in parts.enumerated() where k % 2 == 1 && names.contains(String(part)) {
                    let before = parts[k - 1].suffix(10), after = k + 1 < parts.count ? parts[k + 1].prefix(4) : ""
                    let isCompared =
                        ["== ", "!= ", "case ", "hasPrefix(", ".string("].contains { before.hasSuffix($0) }
                        && !(before.hasSuffix(".string(") && !after.hasPrefix("):"))
                    if isCompared || [" ==", " !="].contains(where: { after.hasPrefix($0) }) {
                        found.append("\(file):\(number + 1): \(part)")
                    }
                }
            }
        }
        #expect(found.isEmpty, "\(found)")
    }

    /// Rows of tables in comments, and text of raw or multi-line literals, which cannot be broken, may be longer.
    @Test func linesAreNoLongerThan120() throws {
        let sources =
            ["Sources", "Tests", "examples"].flatMap { Self.files(below: $0, ending: ".swift") } + ["Package.swift"]
        var long: [String] = []
        for file in sources {
            var isInLiteral = false
            for (number, line) in try Self.text(file).split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            {
                let quotes = line.components(separatedBy: "\"\"\"").count - 1
                let isText = isInLiteral || line.contains("#\"") || line.drop { $0 == " " }.hasPrefix("/// |")
                if quotes % 2 == 1 { isInLiteral.toggle() }
                if line.count > 120, !isText { long.append("\(file):\(number + 1)") }
            }
        }
        #expect(long.isEmpty, "\(long.count) lines: \(long.prefix(20))")
    }
}
