import Formats
import TestSupport
import Testing

/// `certify count` and `certify embed` as a user runs them.
@Suite struct CountingTests {
    @Test func countsOfTheEmbeddingPrinciple() throws {
        let outcome = try Program.run("count", "--teacher", "4", "--student", "5", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        for number in ["240", "150", "30", "360"] { #expect(outcome.output.contains(number), "\(number) is missing in \(outcome.output)") }
    }

    @Test func countsOfAnySizeAreExact() throws {
        // S(40, 39) = C(40, 2) = 780, so G(39, 40) = 39! times 780
        let outcome = try Program.run("count", "--teacher", "39", "--student", "40")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("15910348023334005819739419757124259938304000000000"))
    }

    @Test func nonsenseIsRefusedInOneLine() throws {
        #expect(try Program.run("count", "--teacher", "0", "--student", "5").status != 0)
        #expect(try Program.run("embed", "/nonexistent", "--width", "5").status == 3)
    }

    @Test func familiesOfACertifiedMinimum() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        #expect(try Program.run("run", candidates, "--problem", problem, "-o", folder.file("run"), "-q").status == 0)
        let outcome = try Program.run("embed", folder.file("run"), "--candidate", "0", "--width", "3")
        #expect(outcome.status == 0, "\(outcome.errors)")
        // G(2, 3) = 2! S(3, 2) = 6
        #expect(outcome.output.contains("6"))
        let narrower = try Program.run("embed", folder.file("run"), "--candidate", "0", "--width", "1")
        #expect(narrower.status != 0)
    }
}
