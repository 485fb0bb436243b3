import Certify
import Formats
import Interchange
import Rigor
import Testing

@testable import Report

@Suite("What a report says is what the certificates say")
struct ReportContentTests {
    private func rows(_ report: Report) throws -> [[String: JSONCursor]] {
        let data = try #require(PageParts(text: HTMLReport(report).text()).data)
        let cursor = JSONCursor(try JSONValue.parse(bytes: Array(data.utf8), file: "data"), file: "data")
        let columns = try cursor["columns"].elements().map { try $0.string() }
        #expect(columns == ReportData.columns)
        return try cursor["rows"].elements().map { row in
            Dictionary(uniqueKeysWithValues: zip(columns, try row.elements(count: columns.count)))
        }
    }

    @Test("Every verdict is counted, those that nobody has with 0")
    func counts() {
        let counts = Dictionary(uniqueKeysWithValues: Sample.report().verdictCounts.map { ($0.name, $0.count) })
        #expect(counts == [
            "local-minimum": 1, "global-minimum": 1, "saddle": 0, "end-of-saddle-line": 0, "minimum-at-infinity": 0, "not-critical": 1, "undecided": 0,
        ])
        #expect(Sample.report().detail(of: "local-minimum") == "1 non-global")
    }

    @Test("Decimals in the page enclose the bounds of the certificates")
    func decimalsEnclose() throws {
        for (row, entry) in zip(try rows(Sample.report()), Sample.all) {
            let facts = VerdictFacts(entry.certificate)
            for (name, bounds) in [("loss", facts.loss), ("lam", facts.smallestEigenvalue)] {
                let bounds = try #require(bounds)
                let lower = try ExactNumberCoding.rational(try #require(row[name + "Lo"]))
                let upper = try ExactNumberCoding.rational(try #require(row[name + "Hi"]))
                let exactLower = try #require(Rational(exactly: bounds.lower)), exactUpper = try #require(Rational(exactly: bounds.upper))
                #expect(lower <= exactLower)
                #expect(exactUpper <= upper)
            }
        }
    }

    @Test("Rows hold the argument: lemmas of a minimum, the exact student of a global minimum, the ball without critical points")
    func arguments() throws {
        let rows = try rows(Sample.report())
        let arguments = try rows.map { try #require($0["x"])["argument"] }
        #expect(try arguments.map { try $0["kind"].string() } == ["isolated", "global", "exclusion"])
        let lemmas = try #require(Sample.minimum.certificate.isolatedWitness?.lemmas)
        let radius = try ExactNumberCoding.rational(try arguments[0]["lemmas"]["r"])
        let stated = try #require(lemmas.radius.flatMap { Rational(exactly: $0) })
        #expect(stated <= radius)
        #expect(try arguments[1]["weights"].elements()[0].elements().map { try $0.string() } == ["3/5", "1/2"])
        #expect(try rows.map { try #require($0["verdict"]).integer() } == [0, 1, 5])
    }

    @Test("The ladder is ascending, and its first bar meets the smallest eigenvalue of the certificate")
    func ladder() throws {
        let maker = EigenvalueLadderMaker(landscape: Sample.minimum.record.problem.landscape(width: 4))
        let ladder = try #require(maker.ladder(Sample.minimum.certificate))
        #expect(ladder.place == .criticalPoint)
        #expect(ladder.eigenvalues.count == 12)
        let stated = try #require(Sample.minimum.verdict.criticalPoint).smallestEigenvalue
        #expect(try #require(ladder.eigenvalues.first).intersection(stated) != nil)
        for (a, b) in zip(ladder.eigenvalues, ladder.eigenvalues.dropFirst()) { #expect(a.lower <= b.lower) }
        // the teacher: smallest eigenvalue 9.567e-7, largest 2.092
        let global = try #require(maker.ladder(Sample.global.certificate))
        #expect(global.place == .criticalPoint)
        #expect(try #require(global.eigenvalues.first).intersection(Bounds(lower: 9.56e-7, upper: 9.58e-7)) != nil)
        #expect(try #require(global.eigenvalues.last).intersection(Bounds(lower: 2.091, upper: 2.093)) != nil)
    }

    @Test("A point in decimals lies within its margin", arguments: [2, 5, 12])
    func decimalPoint(_ digits: Int) throws {
        let centre = try [Double.pi, -1e-30, 0, 123456.789, -2.5e-7].map { try #require(Dyadic(exactly: $0)) }
        let point = DecimalPoint(centre, radius: 1e-20, digits: digits)
        let margin = try #require(Rational(exactly: point.margin))
        for (text, exact) in zip(point.coordinates, centre) {
            let difference = try Rational(decimal: text) - Rational(exact)
            #expect((difference < .zero ? -difference : difference) < margin)
        }
    }

    @Test("Float64 signs: one right, one wrong, and candidates without a claim do not count")
    func audit() {
        let summary = AuditSummary(Sample.all)
        #expect(summary.sign.right == 1)
        #expect(summary.sign.wrong == 1)
        #expect(summary.sign.total == 2)
        #expect(summary.claims.map(\.name) == ["smallest eigenvalue"])
    }

    @Test("Equal candidates are one point, and different ones are different points")
    func distinctPoints() {
        let entries = [Sample.minimum, Sample.global, Sample.slope, Sample.minimum.renumbered(7)]
        let groups = DistinctGroup.groups(of: entries)
        #expect(groups.map(\.kind) == ["local-minimum", "global-minimum"])
        #expect(groups.map(\.members) == [[0, 3], [1]])
    }

    @Test("Rejected certificates are named and counted in no verdict")
    func rejections() {
        var run = ReportRun(label: "run", path: "run", entries: [Sample.minimum], announcedCount: 3)
        run.rejections = [ReportRun.Rejection(candidate: "1", reason: "overstated loss")]
        let report = Report(runs: [run], isVerified: true)
        #expect(report.verdictCounts.reduce(0) { $0 + $1.count } == 1)
        let page = HTMLReport(report).text(makesLadders: false)
        #expect(page.contains("1 certificates were rejected"))
        #expect(page.contains("overstated loss"))
        #expect(page.contains("announces 3 candidates and holds 2 certificates"))
    }

    @Test("A report of certificates that were not checked says so")
    func unverified() {
        let report = Report(runs: Sample.report().runs, isVerified: false)
        #expect(HTMLReport(report).text(makesLadders: false).contains("The certificates were not verified"))
        #expect(report.text(.markdown).contains("The certificates were not verified"))
    }

    @Test("4,000 candidates stay below 5 MB")
    func size() {
        let entries = (0..<4000).map { Sample.all[$0 % 3].renumbered($0) }
        let report = Report(runs: [ReportRun(label: "run", path: "run", entries: entries)], isVerified: true)
        #expect(HTMLReport(report).text().utf8.count < 5_000_000)
    }
}

extension Certificate {
    var isolatedWitness: IsolatedPointWitness? {
        if case .isolatedPoint(let witness) = argument { return witness }
        return nil
    }
}
