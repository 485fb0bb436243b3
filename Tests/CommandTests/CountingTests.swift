import Formats
import TestSupport
import Testing

/// `certify count` and `certify embed` as a user runs them.
@Suite struct CountingTests {
    @Test func countsOfTheEmbeddingPrinciple() throws {
        let outcome = try Program.run("count", "--teacher", "4", "--student", "5", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        for number in ["240", "150", "30", "360"] {
            #expect(outcome.output.contains(number), "\(number) is missing in \(outcome.output)")
        }
    }

    /// T counts no flips and says so; with the problem the 144 global minima of the reference problem are counted, and
    /// 4320 pieces at width 5.
    @Test func flipsAreCountedOrNamed() throws {
        let plain = try Program.run("count", "--teacher", "4", "--student", "4")
        #expect(
            plain.status == 0
                && plain.words.contains(
                    "flips not counted. For tanh, erf and sigmoid2 every flip (w, a) -> (-w, -a) is an exact symmetry")
        )
        #expect(plain.words.contains("free: T counts the affine pieces of global minima that arise so, and no others"))
        #expect(!plain.output.contains("144"))
        let reference = try Program.run("count", "--problem", "reference", "--student", "4")
        #expect(
            reference.words.contains(
                """
                global minima 144 affine pieces of students of width 4 that are the teacher as a function: all there \
                are, flips included, 6 orientations of the teacher's neurons being \
                the same function
                """))
        #expect(reference.lines[1].split(separator: " ") == ["0", "4", "24", "24"])
        #expect(
            reference.words.contains(
                "flips not counted: for this activation no flip is a symmetry; sets of flips that balance lead from "
                    + "one global minimum of loss 0 to others"
            ))
        let five = try Program.run("count", "--problem", "reference", "--student", "5", "--json")
        let json = try #require(try? JSONValue.parse(bytes: Array(five.output.utf8), file: "out"))
        let minima = try JSONCursor(json, file: "out")["global_minima"]
        #expect(
            try minima["pieces"].integer() == 4320 && minima["counted"].string() == "all"
                && minima["orientations"].integer() == 6)
        #expect(try Program.run("count", "--student", "4").status == 2)
        #expect(try Program.run("count", "--teacher", "4", "--problem", "reference", "--student", "4").status == 2)
    }

    @Test func oppositeCopiesOfOddActivations() throws {
        let folder = try TemporaryFolder()
        let teacher = try folder.write(
            Self.tanh(labels: #"{"teacher":{"weights":[[1,2],[1,-1]],"outputs":[1,2]}}"#), "teacher.json")
        let counted = try Program.run("count", "--problem", teacher, "--student", "3")
        #expect(counted.lines[0].split(separator: " ") == ["level", "r", "G±(r,", "3)", "T±(r,", "3)"])
        #expect(counted.lines[1].split(separator: " ") == ["0", "2", "48", "72"])
        #expect(
            counted.words.contains(
                "global minima 96 affine pieces of students of width 3 that are the teacher as a function: all there "
                    + "are, flips included"
            ))
        // given labels: no level, nothing to count
        let given = try folder.write(Self.tanh(labels: Self.tanhLabels), "given.json")
        #expect(try Program.run("count", "--problem", given, "--student", "3").status == 3)

        var archive = NumpyArchiveWriter(file: folder.file("w1.npz"))
        try archive.add("w", shape: [1, 1, 2], float64: [0.60592854, 0.26422573])
        try archive.add("a", shape: [1, 1], float64: [1.09518257])
        try archive.write()
        #expect(
            try Program.run("run", folder.file("w1.npz"), "--problem", given, "-o", folder.file("run"), "-q").status
                == 0)
        let embedded = try Program.run("embed", folder.file("run"), "--candidate", "0", "--width", "2")
        #expect(embedded.status == 0, "\(embedded.errors)")
        #expect(
            embedded.output.contains("the pieces add up to 4 = G±(1, 2), checked")
                && embedded.output.contains("the pieces add up to 8 = T±(1, 2), checked"))
        #expect(
            embedded.words.contains(
                "copies of each neuron, in the order above; opposite ones included: (-w, -a) does what (w, a) does"))
        let help = try Program.run("embed", "--help")
        #expect(
            help.words.contains(
                "List the families of critical points of wide students that a certified critical point generates by "
                    + "copies and by neurons of output 0."
            ))
        #expect(
            help.words.contains(
                "Critical points of the same loss that come about otherwise, by balanced flips or by a symmetry of "
                    + "the data, are not listed."
            ))
    }

    private static let tanhLabels = #"{"given":["-1.0","-0.25","0.5","1.0","0.75","-0.5","0.25","1.0"]}"#

    private static func tanh(labels: String) -> String {
        #"{"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"tanh","data":{"points":[["-2.0","0.5"],["-1.0","1.0"],["0.0","-1.0"],"#
            + #"["1.0","2.0"],["2.0","1.0"],["0.5","-2.0"],["-0.5","1.5"],["1.5","-0.5"]]},"labels":\#(labels)}"#
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
