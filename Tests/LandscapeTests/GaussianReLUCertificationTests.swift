import Certify
import Gaussian
import Interchange
import Rigor
import Run
import Search
import Testing

/// Verdicts on the Gaussian ReLU landscape.
@Suite struct GaussianReLUCertificationTests {
    /// The k = n = 6 example of MATHEMATICS section 10, whose printed digits are a candidate like any other.
    @Test func printedMinimumOfSix() throws {
        let landscape = GaussianReLULandscape(targetCount: 6, width: 6)
        let certificate = Certifier(landscape: landscape).certify(
            Candidate(index: 0, parameters: GaussianReLUSamples.printedMinimum))
        guard case .localMinimum(let point, .nonGlobal) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.loss.lower > 0.02508057 && point.loss.upper < 0.02508059)
        #expect(point.smallestEigenvalue.lower > 0.00469 && point.smallestEigenvalue.upper < 0.00471)
        #expect(point.isIsolated == true && point.indexUpper == 0 && point.distanceUpper < 1e-7)
        try CertificateCheck(landscape: landscape).check(certificate)

        let lemmas = try GaussianReLULemmas(
            of: landscape, at: GaussianReLUSamples.exact(GaussianReLUSamples.printedMinimum))
        let published = try #require(lemmas.published)
        #expect(abs(published.thirdDerivative - 59) < 1)
        let radius = try #require(published.radius)
        // r is near 25 eps / (12 lambda); the printed digits have a larger gradient than the released point, where r is
        // 1.0e-7
        #expect(abs(radius - 25 * lemmas.gradientNorm / (12 * 0.0047)) < 0.1 * radius)
        // with our constant the lemma needs no more room, and Newton-Kantorovich, near eps / lambda, half of it
        #expect(try #require(lemmas.sharper?.radius) <= radius)
        #expect(try #require(lemmas.newtonKantorovichRadius) < radius / 2)
    }

    @Test func overstatedCertificateIsRefused() throws {
        let landscape = GaussianReLULandscape(targetCount: 6, width: 6)
        var certificate = Certifier(landscape: landscape).certify(
            Candidate(index: 0, parameters: GaussianReLUSamples.printedMinimum))
        guard case .localMinimum(var point, .nonGlobal) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        point.smallestEigenvalue = Bounds(lower: 0.0048, upper: 0.0049)
        certificate.verdict = .localMinimum(point, .nonGlobal)
        #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(certificate) }
    }

    /// One neuron for two targets: on the diagonal, w = r (1, 1) is the best direction and w = -r (1, 1) the worst. The
    /// diagonal is invariant, so the gradient vanishes where its part along it does; across it the loss falls away from
    /// the worst direction.
    @Test func saddleHasItsIndex() throws {
        let landscape = GaussianReLULandscape(targetCount: 2, width: 1)
        let evaluator = landscape.makeApproximateEvaluator()
        let certifier = Certifier(landscape: landscape)
        func verdict(from start: Double) -> Verdict {
            var point = [start, start]
            for _ in 0..<2000 {
                let gradient = evaluator.approximateGradient(at: point).gradient
                let slope = 0.5 * (gradient[0] + gradient[1])
                point = [point[0] - 0.5 * slope, point[0] - 0.5 * slope]
            }
            return certifier.certify(Candidate(index: 0, parameters: point)).verdict
        }
        let best = verdict(from: 0.9), worst = verdict(from: -0.3)
        guard case .localMinimum(_, .open) = best, case .saddle(let saddle) = worst else {
            Issue.record("\(best), \(worst)")
            return
        }
        #expect(saddle.indexLower == 1 && saddle.indexUpper == 1 && saddle.nullity == 0)
        #expect(saddle.smallestEigenvalue.upper < 0)
    }

    @Test func nonSmoothCandidateIsUndecided() throws {
        let landscape = GaussianReLULandscape(targetCount: 2, width: 2)
        let certificate = Certifier(landscape: landscape).certify(Candidate(index: 0, parameters: [1, 0, 0, 1]))
        guard case .undecided = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
    }

    @Test(.enabled(if: !GaussianReLUSamples.files.isEmpty, "the released end points are not on this machine"))
    func everyReleasedFamilyIsDecided() throws {
        let files = try GaussianReLUSamples.files.map { try GaussianReLUFile(contentsOf: $0) }
            .sorted { ($0.landscape.targetCount, $0.landscape.width) < ($1.landscape.targetCount, $1.landscape.width) }
        let table = GaussianReLUTable(files: files)
        #expect(table.rows.count == files.reduce(0) { $0 + $1.candidates.count })
        for row in table.rows {
            let name: Comment = "k = \(row.targetCount), n = \(row.width), family \(row.family)"
            #expect(
                row.certificate.verdict.name == "local-minimum" && row.certificate.verdict.globality == .nonGlobal, name
            )
            #expect(row.isDistinct, name)
            // one neuron more makes a saddle of every minimum, whichever is cut
            #expect(row.splits.allSatisfy { ($0?.bending.negative ?? 0) > 0 }, name)
            if row.width == row.targetCount { #expect(row.symmetry != nil && row.isSymmetryExact, name) }
            let lemmas = try #require(row.lemmas)
            let published = try #require(lemmas.published), sharper = try #require(lemmas.sharper)
            #expect(sharper.thirdDerivative < published.thirdDerivative / 10, name)
            #expect(lemmas.newtonKantorovichRadius != nil, name)
            if row.targetCount == 6 {
                #expect(abs((published.radius ?? 0) - 1.0e-7) < 0.1e-7, "the radius of MATHEMATICS section 10")
            }
        }
        #expect(table.csv.split(separator: "\n").count == table.rows.count + 1)
        #expect(table.markdown.split(separator: "\n").count == table.rows.count + 2)
        print(table.markdown)
    }

    /// The same point under other names of neurons and targets is found to be the same, with its runs, and is no
    /// other one; a point that is only like it is not.
    @Test func permutedFamiliesAreOnePoint() throws {
        let landscape = GaussianReLULandscape(targetCount: 6, width: 6), minimum = GaussianReLUSamples.printedMinimum
        let permuted = landscape.permuted(minimum, neurons: [3, 0, 5, 1, 4, 2], targets: [2, 5, 0, 1, 3, 4])
        // the hidden minimum of full symmetry
        let hidden = (0..<6).flatMap { l in (0..<6).map { $0 == l ? -0.66343 : 0.33072 } }
        func matrix(_ student: [Double]) -> String {
            let values = landscape.columns(student)
            return "[" + (0..<6).map { "\(Array(values[($0 * 6)..<(($0 + 1) * 6)]))" }.joined(separator: ",") + "]"
        }
        let text =
            "{\"W\":[\(matrix(minimum)),\(matrix(hidden)),\(matrix(permuted))],\"runs\":[3,1,4]}"
        let table = GaussianReLUTable(files: [try GaussianReLUFile(bytes: Array(text.utf8), path: "W.json")])
        #expect(table.rows.map(\.firstOfPoint) == [0, 1, 0] && table.pointCount == 2)
        #expect(table.rows.allSatisfy { $0.isDistinct && $0.isSymmetryExact })
        #expect(table.rows.map { $0.symmetry?.parts ?? [] } == [[1, 5], [6], [1, 5]])
        let columns = GaussianReLUTable.columns
        let runs = try #require(columns.firstIndex(of: "runs_of_point"))
        #expect(table.fields.map { $0[runs] } == ["7", "1", "7"])
        #expect(table.fields.allSatisfy { $0.count == columns.count })
        // the least index of a cut of the first: sections 10 and 16 have (36, 5, 1)
        let splits = try #require(table.rows.first?.splits.compactMap { $0?.bending })
        #expect(splits.count == 6 && splits.contains(Inertia(positive: 0, negative: 5, zero: 0)))
    }

    /// A permutation that does not do, or a ball that is too small, proves nothing.
    @Test func samenessIsNotGuessed() throws {
        let landscape = GaussianReLULandscape(targetCount: 2, width: 2), student = [1.0, 0.5, 0.25, 2]
        func located(_ distance: Double, _ radius: Double) throws -> GaussianReLULocatedPoint {
            try #require(
                GaussianReLULocatedPoint(
                    student: student,
                    point: CriticalPoint(
                        loss: Bounds(lower: 0, upper: 0), gradientNormUpper: 0,
                        smallestEigenvalue: Bounds(lower: 0, upper: 0), indexLower: 0, indexUpper: 0,
                        nullity: 0, isIsolated: true, distanceUpper: distance, isProvedNonGlobal: false,
                        uniquenessRadius: radius)))
        }
        let sharp = try located(0.25, 0.501), identity = [0, 1], swapped = [1, 0]
        #expect(sharp.becomes(sharp, neurons: identity, targets: identity, on: landscape))
        #expect(!sharp.becomes(sharp, neurons: swapped, targets: swapped, on: landscape))
        #expect(!sharp.becomes(sharp, neurons: [0, 0], targets: identity, on: landscape))
        let small = try located(0.25, 0.499)
        #expect(!small.becomes(small, neurons: identity, targets: identity, on: landscape))
        // |P q - q|² = 2 + 0.125: a larger ball would do, were it proved
        let large = try located(0, 3)
        #expect(large.becomes(large, neurons: swapped, targets: swapped, on: landscape))
    }

    /// Certificates of released families hold when they are evaluated again in MPFR.
    @Test(.enabled(if: !GaussianReLUSamples.files.isEmpty, "the released end points are not on this machine"))
    func certificatesAreChecked() throws {
        for path in GaussianReLUSamples.files where path.contains("k6-") || path.contains("k8-n9") {
            let file = try GaussianReLUFile(contentsOf: path)
            let certificate = Certifier(landscape: file.landscape).certify(try #require(file.candidates.first))
            try CertificateCheck(landscape: file.landscape).check(certificate)
        }
    }

    /// 400 parameters, k = n = 20, from scratch: refinement, verdict and the check in MPFR.
    @Test func fourHundredParameters() throws {
        let landscape = GaussianReLULandscape(targetCount: 20, width: 20)
        let clock = ContinuousClock()
        var training = GaussianReLUTraining(landscape: landscape)
        training.tolerance = 1e-6
        var outcome: GaussianReLUTraining.Outcome?
        let trained = clock.measure { outcome = training.run(seed: 1) }
        let parameters = try #require(outcome).parameters
        let certificate = Certifier(landscape: landscape).certify(Candidate(index: 0, parameters: parameters))
        #expect(certificate.verdict.criticalPoint?.isIsolated == true && certificate.verdict.globality == .nonGlobal)
        let checked = try clock.measure { try CertificateCheck(landscape: landscape).check(certificate) }
        let lemmas = try clock.measure {
            _ = try GaussianReLULemmas(of: landscape, at: GaussianReLUSamples.exact(parameters))
        }
        print(
            "k = 20: \(certificate.verdict.name), trained \(trained), certified \(certificate.seconds) s, checked "
                + "\(checked), lemmas \(lemmas)"
        )
    }
}
