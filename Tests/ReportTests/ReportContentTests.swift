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
        let counts = Dictionary(uniqueKeysWithValues: Sample.report().verdictCounts.map { ($0.kind, $0.count) })
        #expect(
            counts == [
                .localMinimum: 1, .globalMinimum: 1, .saddle: 0, .endOfSaddleLine: 0, .minimumAtInfinity: 0,
                .saddleAtInfinity: 0, .notCritical: 1, .noLocalMinimum: 0, .undecided: 0,
            ])
        #expect(Sample.report().detail(of: .localMinimum) == "1 non-global")
    }

    @Test("Decimals in the page enclose the bounds of the certificates")
    func decimalsEnclose() throws {
        for (row, entry) in zip(try rows(Sample.report()), Sample.all) {
            let facts = VerdictFacts(entry.certificate)
            for (name, bounds) in [("loss", facts.loss), ("lam", facts.smallestEigenvalue)] {
                let bounds = try #require(bounds)
                let lower = try ExactNumberCoding.rational(try #require(row[name + "Lo"]))
                let upper = try ExactNumberCoding.rational(try #require(row[name + "Hi"]))
                let exactLower = try #require(Rational(exactly: bounds.lower)),
                    exactUpper = try #require(Rational(exactly: bounds.upper))
                #expect(lower <= exactLower)
                #expect(exactUpper <= upper)
            }
        }
    }

    @Test(
        "Rows hold the argument: lemmas of a minimum, the exact student, the ball without critical points"
    )
    func arguments() throws {
        let rows = try rows(Sample.report())
        let arguments = try rows.map { try #require($0["x"])["argument"] }
        #expect(try arguments.map { try $0["kind"].string() } == ["isolated", "global", "exclusion"])
        let lemmas = try #require(Sample.minimum.certificate.isolatedWitness?.lemmas)
        let radius = try ExactNumberCoding.rational(try arguments[0]["lemmas"]["r"])
        let stated = try #require(lemmas.radius.flatMap { Rational(exactly: $0) })
        #expect(stated <= radius)
        #expect(try arguments[1]["weights"].elements()[0].elements().map { try $0.string() } == ["3/5", "1/2"])
        #expect(try rows.map { try #require($0["verdict"]).integer() } == [0, 1, 6])
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
        #expect(groups.map(\.kind) == [.localMinimum, .globalMinimum])
        #expect(groups.map(\.members) == [[0, 3], [1]])
    }

    @Test("Rejected certificates are named and counted in no verdict")
    func rejections() {
        var run = ReportRun(label: "run", path: "run", entries: [Sample.minimum], announcedCount: 3)
        run.rejections = [ReportRun.Rejection(candidate: "1", reason: "overstated loss")]
        let report = Report(runs: [run], isVerified: true)
        #expect(report.verdictCounts.reduce(0) { $0 + $1.count } == 1)
        let page = HTMLReport(report).text(makesLadders: false)
        #expect(page.contains("1 certificate rejected, counted nowhere: not verified, for the reason given."))
        #expect(page.contains("overstated loss"))
        #expect(page.contains("announces 3 candidates and holds 2 certificates"))
    }

    @Test("Verified certificates about another problem are said to be that, not rejected")
    func strangers() {
        var run = ReportRun(label: "run", path: "run", entries: [Sample.minimum], announcedCount: 2)
        run.strangers = [ReportRun.Rejection(candidate: "1", reason: "about width 5")]
        let report = Report(runs: [run], isVerified: true)
        for text in [HTMLReport(report).text(makesLadders: false), report.text(.markdown)] {
            #expect(
                text.contains(
                    "1 certificate about another problem or width than the first of the file, counted nowhere here."))
            #expect(text.contains("about width 5") && !text.contains("rejected") && !text.contains("interrupted"))
        }
    }

    @Test("Of a minimum without stated isolation nothing is said but that")
    func isolation() throws {
        func minimum(_ isIsolated: Bool?) throws -> ReportEntry {
            var entry = Sample.minimum
            guard case .localMinimum(var point, let globality) = entry.record.certificate.verdict else {
                throw FormatError.cannotRead(file: "sample", reason: "no local minimum")
            }
            point.isIsolated = isIsolated
            point.familyDimension = isIsolated == false ? 1 : 0
            entry.record.certificate.verdict = .localMinimum(point, globality)
            return entry
        }
        func detail(_ isIsolated: Bool?) throws -> String {
            Sample.report([try minimum(isIsolated)]).detail(of: .localMinimum)
        }
        #expect(try detail(true) == "1 non-global")
        #expect(try detail(false) == "1 non-global (on a family)")
        #expect(try detail(nil) == "1 non-global (isolation not stated)")
        let page = HTMLReport(Sample.report([try minimum(nil)])).text(makesLadders: false)
        #expect(!page.contains("degenerate"))
    }

    @Test("Bounds in the page are bounds also where float64 has few digits, and inequalities hold as they are printed")
    func boundsInThePage() throws {
        func rational(_ value: JSONValue) throws -> Rational {
            try ExactNumberCoding.rational(JSONCursor(value, file: "value"))
        }
        for bound in [1.2345678899, -1.2345678899, 5e-324, -5e-324, 1.5e-310, 3e-290, 1e300, 0] {
            let exact = try #require(Rational(exactly: bound))
            #expect(
                try rational(.lower(bound, digits: 4)) <= exact && exact <= rational(.upper(bound, digits: 4)),
                "\(bound)")
            // the page reads numbers as float64 and prints the shortest decimal that reads back
            for value in [JSONValue.lower(bound, digits: 4), .upper(bound, digits: 4)] {
                let read = try #require(Double(value.serialized()))
                #expect(try Rational(decimal: "\(read)") == rational(value), "\(bound)")
            }
        }
        let isolated = try #require(try rows(Sample.report())[0]["x"])["argument"]
        #expect(try Rational(decimal: isolated["small"].string()) < Rational(decimal: isolated["product"].string()))
        let witness = try #require(Sample.minimum.certificate.isolatedWitness)
        let radius = try #require(Rational(exactly: witness.radius)),
            epsilon = try #require(Rational(exactly: witness.gradientNorm))
        #expect(
            try ExactNumberCoding.rational(isolated["rho"]) <= radius
                && ExactNumberCoding.rational(isolated["epsilon"]) >= epsilon)
    }

    @Test("The fixed text of the page claims no more than is proved")
    func fixedText() {
        let page = HTMLReport(Sample.report()).text(makesLadders: false)
        #expect(
            page.contains(
                "falls to a limit that it does not attain; the tube of the channel holds no critical point. Other "
                    + "parameters may have that loss, or a smaller one."
            ))
        #expect(
            page.contains(
                "strict where it is said to be isolated, one of a family of minima of equal loss where it is said to "
                    + "lie on one."
            ))
        #expect(!page.contains("no parameters attain") && !page.contains("degenerate"))
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
