import Certify
import Formats
import Foundation
import Rigor
import TestSupport
import Testing

@testable import Interchange

/// Sentences of the program say no more than is proved: numbers are rounded for what they support, and what is not
/// stated is not said.
@Suite struct SentenceTests {
    /// One neuron, one point x = 0: a ball of radius 1.2345678899 around the output 1.23456789 holds no critical point;
    /// one of 1.2346 would hold some.
    private static let exclusion = """
        {"format":"certify-certificate","version":1,"program":"certify \
        0.1.0","problem_sha256":"8f246e081e17895a82d11cb0f1b8b7b8c0081903498ddc342e4120584144659c",\
        "problem":{"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"sigmoid","data":{"points":[["0"]]},"labels":{"given":["0"]}},"width":1,\
        "source":{"file":"x.npz","sha256":"0000000000000000000000000000000000000000000000000000000000000000"},\
        "candidate":{"index":0,"parameters":[[1,0],[5559999489367579,-52]],"claims":{}},\
        "verdict":{"name":"not-critical","ball":{"radius":[1389999872229305,-50],"loss":[[0,0],"inf"],"gradient_norm_upper":"inf"}},\
        "argument":{"exclusion":{"centre":[[1,0],[5559999489367579,-52]],"radius":[1389999872229305,-50],"direction":[[0,0],[1,0]],"lipschitz_hessian":[2535301200456459,-101]}},\
        "audit":{},"bits":128,"rungs":[],"seal":"7099a19a17fba10c55cf0e9c16dd60437bda25c0f50408482d10cbb449cffb29","seconds":0}
        """

    @Test func radiiOfExcludedBallsAreRoundedDown() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(Self.exclusion + "\n", "c.jsonl")
        let explained = try Program.run("explain", file)
        #expect(explained.status == 0, "\(explained.errors)")
        #expect(explained.output.contains("The ball of radius 1.2345 around the candidate holds no critical point."))
        #expect(explained.output.contains("rho >= 1.2345, |v| <= "))
        #expect(!explained.output.contains("1.2346"))
        #expect(explained.output.contains("Verified here with 128 bits."))
        for format in ["html", "markdown", "csv", "jsonl"] {
            let path = folder.file("report.\(format)")
            #expect(try Program.run("report", file, "--format", format, "-o", path, "-q").status == 0)
            let text = try folder.text("report.\(format)")
            #expect(!text.contains("1.235") && !text.contains("1.2346"), "\(format)")
        }
        #expect(try folder.text("report.html").contains("\"rho\":1.234,"))
        #expect(try folder.text("report.csv").contains("no critical point within 1.234"))
    }

    /// In the argument for an isolated point lower bounds are printed down, upper bounds up, and the inequality is true
    /// as it is printed.
    @Test func boundsOfIsolatedPointsAreRoundedForTheirClaim() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        #expect(try Program.run("run", candidates, "--problem", problem, "-o", folder.file("run"), "-q").status == 0)
        for (index, line) in try folder.text("run/certificates.jsonl").split(separator: "\n").prefix(4).enumerated() {
            let certificate = JSONCursor(try JSONValue.parse(bytes: Array(line.utf8), file: "c"), file: "c")
            let witness = try certificate["argument"]["isolated_point"]
            let explained = try Program.run("explain", folder.file("run"), "--candidate", "\(index)").output
            func printed(_ before: String) throws -> Rational {
                let found = try #require(explained.range(of: before), "\(before)")
                return try Rational(decimal: String(explained[found.upperBound...].prefix { !" \n,".contains($0) }))
            }
            func stated(_ key: String) throws -> Rational {
                try #require(Rational(exactly: try ExactNumberCoding.double(try witness[key])))
            }
            #expect(try printed("rho >= ") <= stated("radius"))
            #expect(try printed("mu >= ") <= stated("spectral_gap"))
            #expect(try printed("epsilon <= ") >= stated("gradient_norm"))
            let inequality = try #require(
                explained.split(separator: "\n").first { $0.contains("5.  epsilon < lambda' rho") })
            let sides = inequality.replacing("5.  epsilon < lambda' rho", with: "").split(separator: " ").prefix(3)
            #expect(
                try sides[sides.startIndex + 1] == "<"
                    && Rational(decimal: String(sides[sides.startIndex]))
                        < Rational(decimal: String(sides[sides.startIndex + 2]))
            )
            #expect(explained.contains("Verified here with 128 bits; the search says that it needed 53."))
        }
    }

    /// A certificate cannot state more bits than a check takes, nor fewer than float64 has; what it may state is what
    /// the check used.
    @Test(arguments: [(16_777_216, false), (16_385, false), (52, false), (16_384, true), (192, true)]) func statedBits(
        bits: Int, isAccepted: Bool
    ) throws {
        let folder = try TemporaryFolder()
        guard case .object(var object) = try JSONValue.parse(bytes: Array(Self.exclusion.utf8), file: "c") else {
            Issue.record("no object")
            return
        }
        object["bits"] = .number(JSONNumber(bits))
        object["seal"] = .string(CertificateCoding.seal(of: object))
        let file = try folder.write(JSONValue.object(object).serialized() + "\n", "c.jsonl")
        let checked = try Program.run("check", file)
        #expect(checked.status == (isAccepted ? 0 : 1))
        if !isAccepted {
            #expect(checked.output.contains("bits") && checked.output.contains("16384"), "\(checked.output)")
        }
        #expect(try Program.run("explain", file).output.contains("Verified here with \(bits) bits.") == isAccepted)
    }

    /// What is verified and about another problem is not called rejected for it.
    @Test func certificatesAboutAnotherProblem() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        let other = try Small.otherProblem(folder)
        #expect(try Program.run("run", candidates, "--problem", problem, "-o", folder.file("one"), "-q").status == 0)
        #expect(try Program.run("run", candidates, "--problem", other, "-o", folder.file("two"), "-q").status == 0)
        let lines = try ["one", "two"].map { try folder.text("\($0)/certificates.jsonl").split(separator: "\n")[0] }
        let mixed = try folder.write(lines.joined(separator: "\n") + "\n", "mixed.jsonl")
        let report = try Program.run("report", mixed, "--format", "markdown")
        #expect(report.status == 1)
        #expect(
            report.output.contains(
                "**1 certificate about another problem or width than the first of the file, counted nowhere here.**"))
        #expect(!report.output.contains("rejected"))
        #expect(
            report.errors.contains(
                "1 about another problem or width: these certificates are counted nowhere; the report names them"))
        // what cannot be verified is about another problem all the same
        let forged = try folder.write(
            "\(lines[0])\n\(String(lines[1]).replacing("\"bits\":53", with: "\"bits\":64"))\n", "forged.jsonl")
        let unverified = try Program.run("report", forged, "--format", "markdown")
        #expect(
            unverified.output.contains(
                "**1 certificate about another problem or width than the first of the file, counted nowhere here.**"))
        #expect(
            unverified.output.contains("by its own word about the problem with SHA-256 ")
                && !unverified.output.contains("rejected"))
        let counted = try Program.run("report", mixed, "-o", folder.file("r.md"), "--json")
        #expect(counted.output.contains("\"rejected\": 0") && counted.output.contains("\"about_another_problem\": 1"))
        let broken = try folder.write(
            String(lines[0]).replacing("\"bits\":53", with: "\"bits\":64") + "\n", "broken.jsonl")
        let rejected = try Program.run("report", broken, "--format", "markdown")
        #expect(
            rejected.output.contains("**1 certificate rejected, counted nowhere: not verified, for the reason given.**")
        )
    }

    /// One target in three neurons is one target split.
    @Test func splitTargetsOfTheGaussianLandscape() throws {
        let folder = try TemporaryFolder()
        var archive = NumpyArchiveWriter(file: folder.file("g.npz"))
        try archive.add("W", shape: [1, 3, 5], float64: [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0.25, 0.25, 0.5])
        try archive.write()
        #expect(
            try Program.run("run", folder.file("g.npz"), "--problem", "gaussian-relu", "-o", folder.file("run"), "-q")
                .status == 0)
        let explained = try Program.run("explain", folder.file("run")).output
        #expect(explained.contains("structure              the targets, 1 of them split, in 3\n"))
        #expect(explained.contains("3.  the multiples of each target add up to 1"))
    }

    /// Programs read the theorems and hypotheses that people read, with the side on which each number bounds.
    @Test func proofsAsJSON() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        #expect(try Program.run("run", candidates, "--problem", problem, "-o", folder.file("run"), "-q").status == 0)
        let output = try Program.run("explain", folder.file("run"), "-c", "0", "--json").output
        let proof = try JSONCursor(try JSONValue.parse(bytes: Array(output.utf8), file: "j"), file: "j")["proof"]
        let steps = try proof["steps"].elements()
        let theorem = try #require(try steps.compactMap { try $0.optional("argument") }.first)
        #expect(try theorem["theorem"].string().contains("Newton-Kantorovich"))
        let hypotheses = try theorem["steps"].elements().filter { try $0.optional("hypothesis") != nil }
        let gap = try hypotheses[0]["stated"]
        #expect(try gap["symbol"].string() == "mu" && gap["at_least"].nearestDouble() > 0)
        #expect(try hypotheses[0]["proved"]["at_least"].nearestDouble() >= gap["at_least"].nearestDouble())
        let last = try #require(try hypotheses.last { try $0.optional("proved")?.optional("below") != nil })
        let sides = try last["proved"]["below"].elements()
        #expect(try sides[0].nearestDouble() < sides[1].nearestDouble())
        #expect(try last["slack"]["factor"].nearestDouble() >= 1)
    }

    /// No page advises to hold a parameter fixed without saying that this proves nothing about the loss that has it.
    @Test(arguments: ["Sources/Networks/README.md", "examples/exporters/README.md"]) func heldParameters(path: String)
        throws
    {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let words = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8).split(
            whereSeparator: \.isWhitespace
        ).joined(separator: " ")
        #expect(words.contains("proves nothing about minima or saddles"))
        #expect(!words.contains("Subtract a known c from the labels"))
    }

    /// x~ stands for an interval, which the line below the table names.
    @Test func shortEnclosuresOfTheRunTable() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        let run = try Program.run("run", candidates, "--problem", problem, "-o", folder.file("run"))
        #expect(run.lines.contains("x~: between x and x + 0.03 % of |x|; verdicts.csv has both ends"))
        let table = try CSVTable(contentsOf: folder.file("run/verdicts.csv"))
        let lower = try table.position(of: "loss_lower"), upper = try table.position(of: "loss_upper")
        let shown = run.lines.flatMap { $0.split(separator: " ") }.filter { $0.hasSuffix("~") }.compactMap {
            try? Rational(decimal: String($0.dropLast()))
        }
        for row in table.rows {
            let low = try Rational(decimal: row.fields[lower]), high = try Rational(decimal: row.fields[upper])
            #expect(shown.contains { $0 <= low && high <= $0 + $0 * Rational(3, 10_000) })
        }
    }
}
