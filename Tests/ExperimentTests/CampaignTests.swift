import Certify
import Foundation
import Interchange
import Networks
import Rigor
import Search
import TestSupport
import Testing

@testable import Experiment

struct CampaignTests {
    /// Wilson's interval: 0 of 10 and 10 of 10 by hand (z² / (n + z²)), 574 of 1000 from the formula's published
    /// implementations.
    @Test func wilson() {
        let z2 = 1.959963984540054 * 1.959963984540054
        #expect(Proportion(0, of: 10).wilsonInterval.lowerBound == 0)
        #expect(abs(Proportion(0, of: 10).wilsonInterval.upperBound - z2 / (10 + z2)) < 1e-15)
        #expect(abs(Proportion(10, of: 10).wilsonInterval.lowerBound - 10 / (10 + z2)) < 1e-15)
        #expect(Proportion(10, of: 10).wilsonInterval.upperBound == 1)
        #expect(Proportion(0, of: 0).wilsonInterval == 0...1)
        // both ends solve |p - k/n| = z sqrt(p (1-p) / n)
        for (k, n) in [(574, 1000), (1, 3), (7, 9), (500, 1000)] {
            let interval = Proportion(k, of: n).wilsonInterval, share = Double(k) / Double(n)
            for p in [interval.lowerBound, interval.upperBound] {
                #expect(abs(abs(p - share) - 1.959963984540054 * (p * (1 - p) / Double(n)).squareRoot()) < 1e-12)
            }
        }
    }

    @Test func fractionsInDecimal() {
        #expect(
            [0, 0.00004, 0.00006, 0.5, 0.99996, 1].map(CampaignTables.fraction) == [
                "0.0000", "0.0000", "0.0001", "0.5000", "1.0000", "1.0000",
            ])
    }

    private func end(_ verdict: Verdict, loss: Double = 1e-4, eigenvalue: Double = 1e-6, run: Int = 0) -> EndPoint {
        let candidate = Candidate(
            index: run, parameters: [1, 2, 3],
            claims: Candidate.Claims(loss: loss, gradientNorm: 0, minimumEigenvalue: eigenvalue))
        let certificate = Certificate(
            candidate: candidate, verdict: verdict, argument: .none, reference: nil, candidateEnclosure: nil, bits: 53,
            rungs: [],
            seconds: 0)
        let point = ClaimedPoint(parameters: [1, 2, 3], loss: loss, gradientNorm: 0, minimumEigenvalue: eigenvalue)
        var training = TrainingRun(width: 1, run: run, status: .finished, curve: [])
        training.raw = point
        training.refined = point
        return EndPoint(training, certificate: certificate, symmetry: nil)
    }

    private func point(
        _ loss: ClosedRange<Double>, index: Int = 0, isIsolated: Bool? = true, level: Int? = nil, structure: String = ""
    ) -> CriticalPoint {
        CriticalPoint(
            loss: Bounds(lower: loss.lowerBound, upper: loss.upperBound), gradientNormUpper: 0,
            smallestEigenvalue: Bounds(lower: 1, upper: 1), indexLower: index, indexUpper: index, nullity: nil,
            isIsolated: isIsolated,
            distanceUpper: 0, isProvedNonGlobal: true, level: level, structure: structure)
    }

    private func minimum(_ loss: ClosedRange<Double>) -> Verdict { .localMinimum(point(loss), .nonGlobal) }
    private func global(_ type: String = "a type") -> Verdict {
        .globalMinimum(point(0...0, structure: "exact global minimum, \(type): 0 = teacher 1"))
    }
    private func saddle(_ loss: ClosedRange<Double>) -> Verdict { .saddle(point(loss, index: 2, level: 1)) }

    @Test func kindsAndLabels() {
        #expect(end(global("spare neuron")).kind == .globalMinimum(type: "spare neuron"))
        #expect(end(minimum(1...2)).kind.label == "local minimum, isolated, non-global")
        #expect(end(.localMinimum(point(1...1, isIsolated: false), .nonGlobal)).kind == .plateau(isNonGlobal: true))
        #expect(end(.localMinimum(point(1...1), .open)).kind == .localMinimum(isIsolated: true, isNonGlobal: false))
        #expect(end(saddle(1...1)).kind.label == "saddle, index 2, level 1")
        #expect(end(.undecided(.structureOpen("why"))).kind.label == "undecided: structure-open")
        let diverged = TrainingRun(width: 1, run: 0, status: .divergedInAdam(step: 3), curve: [])
        #expect(EndPoint(diverged, certificate: nil, symmetry: nil).kind == .diverged)
    }

    @Test func float64LabelsAreJudged() {
        func judged(_ label: Float64Label, _ verdict: Verdict) -> Float64Label.Judgement {
            label.judged(by: end(verdict).kind)
        }
        #expect(judged(.saddle, global()) == .wrong && judged(.globalMinimum, global()) == .right)
        #expect(judged(.localMinimum, minimum(1...1)) == .right && judged(.saddle, minimum(1...1)) == .wrong)
        #expect(judged(.localMinimum, saddle(1...1)) == .wrong && judged(.saddle, saddle(1...1)) == .right)
        #expect(judged(.globalMinimum, minimum(1...1)) == .wrong && judged(.localMinimum, global()) == .right)
        #expect(judged(.globalMinimum, .localMinimum(point(1...1), .open)) == .undecided)
        #expect(judged(.saddle, .undecided(.structureOpen(""))) == .undecided)
        let claims = EndPoint.Claims(loss: 1e-6, gradientNorm: 0, minimumEigenvalue: -1)
        #expect(Float64Label(claims, globalBelow: 1e-5) == .globalMinimum)
        #expect(Float64Label(claims, globalBelow: 1e-7) == .saddle)
    }

    /// Overlapping enclosures make one cluster, also in a chain; disjoint ones are distinct.
    @Test func clusters() {
        let regimes = Regimes([
            end(minimum(3...4)), end(minimum(1...2)), end(saddle(1.5...2.5)), end(minimum(2.4...2.9)),
            end(.undecided(.structureOpen(""))),
        ])
        #expect(regimes.clusters.map(\.members) == [3, 1])
        #expect(regimes.clusters.map(\.lossLower) == [1, 3] && regimes.clusters.map(\.lossUpper) == [2.9, 4])
        #expect(regimes.clusters[0].kinds.map(\.count) == [2, 1])
        #expect(regimes.smallestNonGlobalLoss == Bounds(lower: 1, upper: 2))
    }

    @Test func threeRegimes() {
        let regimes = Regimes([
            end(saddle(9...9)), end(global()), end(minimum(2...2)), end(saddle(3...3)), end(minimum(4...4)),
            end(minimum(5...5)),
            end(global()), end(saddle(8...8)),
        ]).regimes
        #expect(regimes.map(\.dominant) == [.globalMinimum, .localMinimum, .saddle])
        #expect(regimes.map(\.losses) == [0...0, 2...5, 8...9])
        #expect(regimes[1].counts == [.localMinimum: 3, .saddle: 1])
        let none = Regimes([]).regimes
        #expect(none.allSatisfy { $0.losses == nil && $0.counts.isEmpty })
    }

    @Test func thresholds() throws {
        let rows = Regimes([
            end(minimum(2e-5...2e-5)), end(minimum(0.9e-4...1.1e-4), loss: 1e-4), end(global(), loss: 1e-20),
        ]).thresholds
        #expect(rows.map(\.loss) == [1e-3, 1e-4, 1e-5])
        #expect(rows.map(\.nonGlobalBelow) == [2, 1, 0] && rows.map(\.nonGlobalOpen) == [0, 1, 0])
        #expect(rows.map(\.float64Below) == [3, 1, 1])
    }

    /// Two neurons learn from two: 8 students of width 2 are the teacher of an odd activation.
    private func problem(_ activation: Activation) throws -> TwoLayerProblem {
        let axis = (-2...2).map { Rational($0) }
        let neurons = [([1, 2], 1), ([1, -1], 2)].map {
            Teacher.Neuron(weights: $0.0.map { Rational($0) }, output: Rational($0.1))
        }
        return try TwoLayerProblem(
            activation: activation, data: .grid(axes: [axis, axis]), labels: .teacher(Teacher(neurons: neurons)))
    }

    @Test func isolationThatIsNotStated() {
        var minimum = point(1...1)
        minimum.isIsolated = nil
        let kind = end(.localMinimum(minimum, .nonGlobal)).kind
        #expect(
            kind.label == "local minimum, isolation open, non-global"
                && EndPointGroup(kind).rawValue == "local minimum, isolation open")
    }

    @Test func levelsSayWhatTheyCount() throws {
        let ends = [end(saddle(1...1))]
        let odd = WidthTable(
            width: 2,
            endPoints: ends.map {
                var copy = $0
                copy.width = 2
                return copy
            }, problem: try problem(.tanh))
        #expect(odd.countsOpposite && odd.levels.map(\.pieces.copies) == [8, 4] && odd.realizations?.pieces == 8)
        let sigmoid = WidthTable(width: 2, endPoints: [], problem: try problem(.sigmoid))
        #expect(
            !sigmoid.countsOpposite && sigmoid.levels.map(\.pieces.copies) == [2, 1]
                && sigmoid.realizations?.pieces == 2)
    }

    @Test func rowsAddUp() throws {
        let ends = [
            end(global("a")), end(global("b")), end(global("a")), end(saddle(1...1)),
            end(.undecided(.structureOpen(""))),
        ]
        let table = WidthTable(width: 1, endPoints: ends, problem: try problem(.tanh))
        #expect(table.runs == 5 && table.rows.map(\.proportion.count) == [2, 1, 1, 1])
        #expect(table.labels.map(\.total).reduce(0, +) == 5)
        #expect(table.levels.map(\.observed) == [0, 1])
    }

    /// Train, certify, tabulate: every end point is in the tables, and a missing or foreign certificate is refused.
    @Test func fromTrainingToTables() throws {
        let folder = try TemporaryFolder()
        var settings = try Sample.settings()
        settings.widths = [2]
        settings.runs = 3
        settings.refinement = SecondOrderRefinement()
        let runs = try Training(settings: settings).run(folder: folder.file("c"))
        let problem = ProblemStatement.twoLayer(settings.problem),
            file = try CandidateFile(contentsOf: Campaign.candidatePath(width: 2, in: folder.file("c")))
        let worker = Certifier(knowing: problem.landscape(width: 2)).makeWorker()
        let lines = file.candidates.map { candidate in
            CertificateCoding.encode(
                CertificateRecord(
                    worker.certify(candidate), problem: problem, problemHash: problem.hash, width: 2,
                    source: CandidateSource(file)),
                embedding: problem.encoded
            ).serialized() + "\n"
        }
        let directory = Campaign.runDirectory(width: 2, in: folder.file("c"))
        try directory.create()
        try lines.joined().write(toFile: directory.certificatesPath, atomically: true, encoding: .utf8)
        let (_, endPoints) = try Campaign.endPoints(in: folder.file("c"))
        #expect(endPoints.map(\.run) == [0, 1, 2] && endPoints.allSatisfy { $0.verdict != nil })
        #expect(endPoints.map { $0.claims?.loss } == runs.map { $0.refined?.loss })
        let tables = CampaignTables(endPoints, settings: settings)
        #expect(tables.widths.map { $0.rows.reduce(0) { $0 + $1.proportion.count } } == [3])
        try tables.write(to: folder.file("c/tables"))
        #expect(
            try contents(of: folder.file("c/tables")).keys.sorted() == [
                "clusters.csv", "endpoints.csv", "fractions.csv", "summary.md",
            ])

        try lines.dropLast().joined().write(toFile: directory.certificatesPath, atomically: true, encoding: .utf8)
        #expect(throws: ExperimentError.unfinished(folder: directory.certificatesPath, missing: 1, total: 3)) {
            try Campaign.endPoints(in: folder.file("c"))
        }
        try lines.reversed().joined().write(toFile: directory.certificatesPath, atomically: true, encoding: .utf8)
        #expect(throws: ExperimentError.self) { try Campaign.endPoints(in: folder.file("c")) }
    }
}
