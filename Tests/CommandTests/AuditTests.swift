import Formats
import Interchange
import TestSupport
import Testing

/// What the program says about float64 claims, as a user sees it.
@Suite struct AuditTests {
    /// One student a row.
    static func write(
        _ folder: TemporaryFolder, w: [[Double]], a: [[Double]], inputs: Int, claims: [(String, [Double])]
    ) throws -> String {
        var archive = NumpyArchiveWriter(file: folder.file("students.npz"))
        let n = w.count, m = a[0].count
        try archive.add("w", shape: [n, m, inputs], float64: w.flatMap { $0 })
        try archive.add("a", shape: [n, m], float64: a.flatMap { $0 })
        for (name, values) in claims { try archive.add(name, shape: [n], float64: values) }
        try archive.write()
        return folder.file("students.npz")
    }

    /// The judgements of one kind of claim, in the order of the candidates.
    static func judgements(_ output: String, of claim: String) throws -> [String] {
        let root = JSONCursor(try JSONValue.parse(bytes: Array(output.utf8), file: "audit"), file: "audit")
        return try root["claims"].elements().filter { try $0["claim"].string() == claim }.map {
            try $0["judgement"].string()
        }
    }

    /// Runs of the reference problem that ended one rounding away from the teacher, with the numbers that NumPy gives.
    static func converged(_ folder: TemporaryFolder) throws -> String {
        try write(
            folder,
            w: [
                [
                    0.6000000000000001, 0.5, -0.5, 0.4999999999999999, -0.19999999999999996, -0.5999999999999999,
                    0.09999999999999998, -0.5999999999999999,
                ],
                [0.6, 0.5, -0.5000000000000001, 0.5000000000000001, -0.2, -0.6, 0.1, -0.6000000000000001],
            ],
            a: [
                [0.9999999999999998, -1.0000000000000002, 1.0, -1.0000000000000002],
                [0.9999999999999998, -1.0000000000000002, 1.0000000000000002, -0.9999999999999998],
            ],
            inputs: 2,
            claims: [
                ("loss", [1.4453846449022703e-31, 8.498380699278263e-32]),
                ("grad_norm", [6.961760601538537e-16, 4.49968394439752e-16]),
                ("min_eigenvalue", [9.566599011869599e-07, 9.566599012954438e-07]),
            ])
    }

    /// `audit`, `run`, `check`, `explain`, `report` and `inspect` say the same of converged runs.
    @Test func convergedRunsAreRounding() throws {
        let folder = try TemporaryFolder()
        let file = try Self.converged(folder)
        let audit = try Program.run("audit", file, "--problem", "reference", "--json")
        #expect(audit.status == 0)
        #expect(try Self.judgements(audit.output, of: "loss") == ["rounding", "rounding"])
        #expect(try Self.judgements(audit.output, of: "grad_norm") == ["rounding", "rounding"])
        #expect(try Self.judgements(audit.output, of: "min_eigenvalue") == ["confirmed", "confirmed"])
        let inspect = try Program.run("inspect", file, "--problem", "reference", "--json")
        #expect(inspect.status == 0)
        let root = JSONCursor(try JSONValue.parse(bytes: Array(inspect.output.utf8), file: "inspect"), file: "inspect")
        #expect(try root["losses"].elements().map { try $0["judgement"].string() } == ["rounding", "rounding"])
        let run = try Program.run("run", file, "--problem", "reference", "-o", folder.file("out"))
        #expect(run.status == 0 && !run.output.contains("refuted"))
        #expect(try Program.run("check", folder.file("out")).status == 0)
        let explain = try Program.run("explain", folder.file("out"), "--candidate", "0")
        #expect(explain.lines.filter { $0.contains("float64 says") && $0.hasSuffix("rounding") }.count == 2)
        let report = try Program.run("report", folder.file("out"), "-o", folder.file("report.md"))
        #expect(report.status == 0)
        let text = try folder.text("report.md")
        #expect(
            text.contains("| loss | 0 | 0 | 2 | 0 | 0 | 0 | 0 |")
                && text.contains("| gradient norm | 0 | 0 | 2 | 0 | 0 | 0 | 0 |"))
    }

    /// A problem with inputs in the hundreds, whose Hessians have eigenvalues of size 1e10 and 1e-12: float64 bounds
    /// cannot tell the small ones. Claims that are right to two digits and more are confirmed; what float64 makes of
    /// the same eigenvalues, 300 and 10,000 times too large, is rounding.
    @Test func rightClaimsAtIllConditionedPoints() throws {
        let folder = try TemporaryFolder()
        let problem = try folder.write(
            """
            {"format": "certify-problem", "version": 1, "loss": "mean-squared-error", "activation": \
            "sigmoid-softplus", "data": {"points": [
            ["-3/4000", "-75"], ["-75", "-75"], ["275", "-50"], ["50", "1/400"], ["1/2000", "-150"], ["-150", "75"], \
            ["-225", "-1/400"],
            ["-3/4000", "-50"], ["3/4000", "25"], ["300", "-125"]]},
            "labels": {"given": ["3/2", "-1", "-2", "-3/2", "-1", "3", "-1/2", "11/4", "-1", "1/2"]}}
            """, "problem.json")
        let file = try Self.write(
            folder,
            w: [
                [5.740004054569523, 11.472079191159239], [1265.828553690204, 2531.64917670043],
                [1279.2001413281355, 2558.392350796848],
                [1261.9824008117027, 2523.9570674112497], [1265.828553690204, 2531.64917670043],
                [1279.2001413281355, 2558.392350796848],
            ],
            a: [
                [-0.002036563200113112], [-9.242494437229615e-06], [-9.226698497161317e-06], [-3.6486602544431195e-05],
                [-9.242494437229615e-06],
                [-9.226698497161317e-06],
            ], inputs: 2,
            claims: [
                (
                    "loss",
                    [
                        2.3261808193856837, 2.348388239956145, 2.3250957867482525, 6.795531711397837, 2.325136871,
                        2.325095787,
                    ]
                ),
                (
                    "min_eigenvalue",
                    [
                        9.710945377579676e-05, 2.3e-9, 9.19530394e-12, -4.097258941127002e-06, 6.824711478448098e-07,
                        1.0576945067564126e-07,
                    ]
                ),
            ])
        let audit = try Program.run("audit", file, "--problem", problem, "--json")
        // the second loss is off by one per cent
        #expect(audit.status == 1)
        #expect(
            try Self.judgements(audit.output, of: "loss") == [
                "confirmed", "refuted", "confirmed", "confirmed", "confirmed", "confirmed",
            ])
        let expected = ["confirmed", "confirmed", "confirmed", "confirmed", "rounding-artefact", "rounding-artefact"]
        #expect(try Self.judgements(audit.output, of: "min_eigenvalue") == expected)
        let run = try Program.run("run", file, "--problem", problem, "-o", folder.file("out"))
        #expect(run.status == 0)
        #expect(
            run.lines.contains {
                $0.contains(
                    "1 of 6 claimed losses are refuted: they are not the losses of these candidates on this problem")
            })
        #expect(try Program.run("check", folder.file("out")).status == 0)
    }

    /// The help says which status a refuted loss gives, and that is the status.
    @Test func refutedLosses() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        #expect(try Program.run("audit", candidates, "--problem", problem, "--quiet").status == 1)
        #expect(try Program.run("audit", candidates, "--problem", problem, "--json").status == 1)
        #expect(try Program.run("inspect", candidates, "--problem", problem).status == 1)
        let help = try Program.run("audit", "--help")
        #expect(help.output.contains("Exit status 1 when a claimed loss is refuted"))
        for word in Float64Words.all { #expect(help.output.contains(word)) }
        let run = try Program.run("run", candidates, "--problem", problem, "-o", folder.file("out"), "--json")
        let summary = JSONCursor(try JSONValue.parse(bytes: Array(run.output.utf8), file: "run"), file: "run")
        #expect(try run.status == 0 && summary["refuted_losses"].integer() == 2)
    }

    private enum Float64Words {
        static let all = [
            "confirmed", "sign-confirmed", "rounding", "refuted", "rounding-artefact", "unconverged-artefact",
            "undecided",
        ]
    }
}
