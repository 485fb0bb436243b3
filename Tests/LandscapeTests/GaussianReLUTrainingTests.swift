import Certify
import Gaussian
import Search
import Testing

@Suite struct GaussianReLUTrainingTests {
    @Test func initialPointsAreXavierAndReproducible() {
        let training = GaussianReLUTraining(landscape: GaussianReLULandscape(targetCount: 6, width: 8))
        let point = training.initialPoint(seed: 3)
        let bound = (6.0 / 14).squareRoot()
        #expect(point.count == 48 && point == training.initialPoint(seed: 3) && point != training.initialPoint(seed: 4))
        #expect(
            point.allSatisfy { abs($0) <= bound } && (point.max() ?? 0) > 0.8 * bound
                && (point.min() ?? 0) < -0.8 * bound)
    }

    /// From scratch to the spurious minimum of k = n = 6, in its digits of MATHEMATICS section 10, and to a theorem
    /// about it.
    @Test func findsTheSpuriousMinimumOfSix() throws {
        let landscape = GaussianReLULandscape(targetCount: 6, width: 6)
        let outcome = GaussianReLUTraining(landscape: landscape).run(seed: 193)
        #expect(outcome.converged && outcome.approximateGradientNorm <= 1e-9)
        let certificate = Certifier(landscape: landscape).certify(Candidate(index: 0, parameters: outcome.parameters))
        guard case .localMinimum(let point, .nonGlobal) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.loss.lower > 0.02508057 && point.loss.upper < 0.02508059)
    }

    @Test func stopsAtTheLargestNumberOfSteps() {
        var training = GaussianReLUTraining(landscape: GaussianReLULandscape(targetCount: 3, width: 3))
        training.maximumSteps = 5
        let outcome = training.run(seed: 1)
        #expect(outcome.steps == 5 && !outcome.converged)
    }
}
