import Foundation
import TestSupport

/// One use of the built-in float64 arithmetic: an operator of `Double` or of a vector of them, a root, a function of
/// the C library, or a maximum or minimum, which loses a NaN or not by the order of its arguments. Negation and
/// comparisons are exact and do not count.
struct RawOperation: Hashable, CustomStringConvertible {
    /// The file's name without its folder.
    let file: String
    let line: Int
    /// The outermost function, initializer or computed property that holds it, without parameters; empty outside of
    /// any.
    let function: String
    /// What is called, for example "*" or "squareRoot()".
    let operation: String

    var description: String { "\(file):\(line): \(operation)" + (function.isEmpty ? "" : " in \(function)") }
}

/// The compiler's own tree of a module with the types it found, as text.
enum TypedSyntaxTree {
    struct CompilerFailure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs the compiler on sources, with the modules and C libraries that they import.
    ///
    /// - Parameters:
    ///   - modules: a folder of built modules.
    ///   - cModules: folders with module maps.
    ///   - package: the package's name, which decides what a module shows to its neighbours.
    static func rawOperations(
        in sources: [String], module: String, modules: String? = nil, cModules: [String] = [],
        package: String = "package"
    ) throws -> [RawOperation] {
        let folder = try TemporaryFolder()
        let (dump, tree) = (folder.file("tree"), folder.file("tree2"))
        for file in [dump, tree] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "swiftc", "-dump-ast", "-suppress-warnings", "-swift-version", "6", "-package-name", package,
                "-module-name", module,
            ]
            // a program begins in main.swift; a library has no statements outside of functions
            + (sources.contains { $0.hasSuffix("/main.swift") } ? [] : ["-parse-as-library"])
            + ((modules.map { [$0] } ?? []) + cModules).flatMap { ["-I", $0] } + sources
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: dump))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: tree))
        try process.run()
        process.waitUntilExit()
        // the tree is written to standard error, or to standard output, as the compiler's version has it
        let text = try folder.text("tree") + folder.text("tree2")
        guard process.terminationStatus == 0 else {
            let errors = text.split(separator: "\n").filter { $0.utf8.count < 500 && $0.contains(": error: ") }
            throw CompilerFailure(
                description: "\(module) does not compile: " + errors.prefix(5).joined(separator: "\n"))
        }
        guard text.contains("(source_file ") else {
            throw CompilerFailure(description: "the compiler wrote no tree of \(module)")
        }
        return operations(inTree: text)
    }

    /// Reads the tree line by line: a node stands on one line, its children below it, further to the right.
    static func operations(inTree text: String) -> [RawOperation] {
        var scopes = [(indent: Int, name: String?)](), result = [RawOperation](), seen = Set<String>()
        text.utf8.split(separator: UInt8(ascii: "\n")).forEach { bytes in
            let indent = bytes.prefix { $0 == UInt8(ascii: " ") }.count
            let node = bytes.dropFirst(indent)
            guard node.first == UInt8(ascii: "(") else { return }
            let kind = node.dropFirst().prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: ")") }
            if kind.elementsEqual("declref_expr".utf8) || kind.elementsEqual("member_ref_expr".utf8)
                || kind.elementsEqual("other_constructor_ref_expr".utf8)
            {
                var line = String(Substring(node))
                // most lines speak of other types; this is the fast way to know
                guard line.holds("Double"), line.holds(" decl=\""), let operation = operation(line),
                    let place = place(line)
                else { return }
                scopes.removeAll { $0.indent >= indent }
                // one call may be written several times, for default arguments and inlining
                guard seen.insert("\(place.file):\(place.line):\(place.column)").inserted else { return }
                let function = scopes.lazy.compactMap(\.name).first ?? ""
                result.append(
                    RawOperation(file: place.file, line: place.line, function: function, operation: operation))
            } else if kind.suffix(5).elementsEqual("_decl".utf8) {
                scopes.removeAll { $0.indent >= indent }
                scopes.append((indent, scopeName(String(Substring(kind)), String(Substring(node)))))
            }
        }
        return result
    }

    private static func scopeName(_ kind: String, _ line: String) -> String? {
        let name: Substring?
        switch kind {
        case "func_decl", "constructor_decl":
            name = line.firstRange(of: "] \"").map { line[$0.upperBound...].prefix { $0 != "\"" } }
        case "accessor_decl":
            name = line.firstRange(of: " for=\"").map { line[$0.upperBound...].prefix { $0 != "\"" } }
        default: return nil
        }
        return name.map { String($0.first == "(" ? $0 : $0.prefix { $0 != "(" }) }
    }

    /// "location=folder/File.swift:12:5 range="; folders may have spaces.
    private static func place(_ line: String) -> (file: String, line: Int, column: Int)? {
        guard let start = line.firstRange(of: " location="),
            let end = line[start.upperBound...].firstRange(of: " range=")
        else { return nil }
        let parts = line[start.upperBound..<end.lowerBound].split(separator: ":")
        guard parts.count >= 3, let number = Int(parts[parts.count - 2]), let column = Int(parts[parts.count - 1])
        else { return nil }
        return (String(parts[parts.count - 3].split(separator: "/").last ?? ""), number, column)
    }

    /// The name of what is referred to, when it is float64 arithmetic.
    private static func operation(_ line: String) -> String? {
        guard let start = line.firstRange(of: " decl=\"") else { return nil }
        let declaration = line[start.upperBound...].prefix { $0 != "\"" }
        let types = line[..<start.lowerBound]
        if declaration.hasPrefix("Swift.(file).") {
            guard declaration.contains("Double") else { return nil }
            // "Double extension.* [with ..", "FloatingPoint extension.squareRoot() [with .."
            let full = declaration.dropFirst("Swift.(file).".count)
            let name = full.firstRange(of: " [with").map { full[..<$0.lowerBound] } ?? full
            let member =
                name.firstRange(of: "extension.").map { name[$0.upperBound...] } ?? name.split(
                    separator: ".", maxSplits: 1
                ).last ?? name
            if ["+", "-", "*", "/", "+=", "-=", "*=", "/=", ".+", ".-", ".*", "./", "&+", "&*"].contains(String(member))
            {
                // with one operand it is a sign
                return types.contains("Double, ") || types.contains("SIMD") || types.contains("Self, ")
                    ? String(member) : nil
            }
            let called = member.prefix { $0 != "(" }
            let arithmetic: Set = [
                "squareRoot", "formSquareRoot", "addingProduct", "addProduct", "remainder", "formRemainder",
                "truncatingRemainder",
                "formTruncatingRemainder", "rounded", "round", "max", "min", "maximum", "minimum", "maximumMagnitude",
                "minimumMagnitude", "sum",
            ]
            return arithmetic.contains(String(called)) ? String(called) : nil
        }
        // exp, pow, sqrt and the like of the C library or Foundation
        let library = declaration.prefix { $0 != "." }
        guard
            ["SwiftGlibc", "Glibc", "Darwin", "Foundation", "FoundationEssentials", "_math", "Musl"].contains(
                String(library)),
            types.contains("-> Double"), !types.contains("Double.Type")
        else { return nil }
        return String(declaration.split(separator: "@")[0].split(separator: ".").last ?? library)
    }
}

extension String {
    /// Whether the bytes of `part` occur in it.
    fileprivate mutating func holds(_ part: StaticString) -> Bool {
        let (first, count) = (part.utf8Start.pointee, part.utf8CodeUnitCount)
        return withUTF8 { bytes in
            guard bytes.count >= count else { return false }
            for start in 0...(bytes.count - count) where bytes[start] == first {
                if (1..<count).allSatisfy({ bytes[start + $0] == part.utf8Start[$0] }) { return true }
            }
            return false
        }
    }
}
