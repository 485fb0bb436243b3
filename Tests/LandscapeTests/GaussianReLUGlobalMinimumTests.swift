import Certify
import Formats
import Gaussian
import Interchange
import Rigor
import Search
import TestSupport
import Testing

@Suite struct GaussianReLUGlobalMinimumTests {
    private func certify(_ landscape: GaussianReLULandscape, _ parameters: [Double]) -> Certificate {
        Certifier(landscape: landscape, structures: [GaussianReLUGlobalSearch()])
            .certify(Candidate(index: 0, parameters: parameters))
    }

    private func verdict(_ argument: GaussianReLUGlobalMinimum, _ landscape: GaussianReLULandscape) throws -> Verdict {
        let origin = [Dyadic](repeating: .zero, count: landscape.parameterCount)
        return try argument.conclude(
            in: ProofContext(landscape: landscape, candidate: origin, precision: .float64, reference: nil))
    }

    /// Training from most starting points ends at the targets, where the closed forms are not defined.
    @Test func trainingThatFindsTheTargets() throws {
        let landscape = GaussianReLULandscape(targetCount: 4, width: 4)
        let certificate = certify(landscape, GaussianReLUTraining(landscape: landscape).run(seed: 1).parameters)
        guard case .globalMinimum(let point) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.loss == Bounds(lower: 0, upper: 0) && point.isIsolated == true && point.nullity == 0)
        #expect(point.distanceUpper < 1e-7 && point.distanceUpper > 0)
        try CertificateCheck(landscape: landscape).check(certificate)
        guard case .structured(let argument) = certificate.argument else {
            Issue.record("\(certificate.argument)")
            return
        }
        let text = StructuredArgumentCoding.encode(argument)
        let decoded = try StructuredArgumentCoding.decode(JSONCursor(text, file: "test.json"))
        #expect(
            (decoded as? GaussianReLUGlobalMinimum)?.multiples == (argument as? GaussianReLUGlobalMinimum)?.multiples)
        #expect((decoded as? GaussianReLUGlobalMinimum)?.targets == (argument as? GaussianReLUGlobalMinimum)?.targets)
    }

    /// The stated smallest eigenvalue is the limit of what is enclosed near the targets.
    @Test(arguments: [2, 3, 5]) func smallestEigenvalueIsTheLimit(k: Int) throws {
        var generator = SeededGenerator(seed: 71)
        let landscape = GaussianReLULandscape(targetCount: k, width: k)
        let near = (0..<(k * k)).map {
            ($0 % (k + 1) == 0 ? 1.0 : 0) + Double.random(in: -1e-6...1e-6, using: &generator)
        }
        let hessian = try #require(
            try landscape.makeEvaluator(.float64).enclosure(
                on: Ball(centre: GaussianReLUSamples.exact(near)), order: .hessian
            ).hessian)
        let values = try #require(ApproximateLinearAlgebra.symmetricEigenvalues(hessian.midpoint, order: k * k))
        let argument = GaussianReLUGlobalMinimum(
            targets: Array(0..<k), multiples: [Dyadic](repeating: Dyadic(1), count: k))
        let stated = try #require(try verdict(argument, landscape).criticalPoint).smallestEigenvalue
        #expect(stated.lower - 1e-4 < values[0] && values[0] < stated.upper + 1e-4)
        #expect(stated.lower > 0.09 && (k < 3 || stated.upper - stated.lower < 1e-15))
    }

    @Test func splitTargetsAreAFamily() throws {
        let landscape = GaussianReLULandscape(targetCount: 2, width: 3)
        let certificate = certify(landscape, [0.25, 1e-9, 0, 1, 0.75, -1e-9])
        guard case .globalMinimum(let point) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(
            point.isIsolated == false && point.familyDimension == 1
                && point.smallestEigenvalue == Bounds(lower: 0, upper: 0))
        #expect(point.nullity == nil)
        try CertificateCheck(landscape: landscape).check(certificate)
    }

    @Test func wrongWitnessesAreRefused() {
        let landscape = GaussianReLULandscape(targetCount: 2, width: 2)
        let one = Dyadic(1), half = Dyadic(exactly: 0.5) ?? one, tiny = Dyadic(exactly: 0x1p-1000) ?? one
        for (targets, multiples) in [
            ([0, 0], [half, half]), ([0, 1], [one, half]), ([0, 2], [one, one]), ([0, -1], [one, one]), ([0], [one]),
            ([0, 1], [one, one + tiny]), ([0, 1], [one, one - tiny]), ([0, 1], [one]),
        ] {
            #expect(throws: Refusal.self) {
                try verdict(GaussianReLUGlobalMinimum(targets: targets, multiples: multiples), landscape)
            }
        }
        let wider = GaussianReLULandscape(targetCount: 2, width: 4)
        #expect(throws: Refusal.self) {
            // sums of 1, but with a negative multiple and a neuron at 0
            try verdict(
                GaussianReLUGlobalMinimum(targets: [0, 0, 1, 1], multiples: [Dyadic(2), -one, one, .zero]), wider)
        }
    }

    @Test func spuriousMinimumIsNotTakenForGlobal() {
        let landscape = GaussianReLULandscape(targetCount: 6, width: 6)
        #expect(certify(landscape, GaussianReLUSamples.printedMinimum).verdict.name == "local-minimum")
    }
}
