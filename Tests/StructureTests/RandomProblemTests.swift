import Certify
import Networks
import Rigor
import Search
import TestSupport
import Testing

/// Small random problems of every activation: what is certified is confirmed by the check, which measures everything
/// again in MPFR.
@Suite struct RandomProblemTests {
    @Test(arguments: Activation.allNamed) func theCheckConfirmsTheSearch(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 20)
        var verdicts: Set<String> = []
        for _ in 0..<25 {
            let d = Int.random(in: 1...2, using: &generator), m = Int.random(in: 1...2, using: &generator)
            let count = Int.random(in: 1...(2 * m * (d + 1) + 4), using: &generator)
            // data near 0 and far out: boxes over a ball grow with |x|
            let scale = [1, 1, 1, 4].randomElement(using: &generator) ?? 1
            func rational(_ size: Int) -> Rational { Rational(Int.random(in: -14...14, using: &generator) * size, 7) }
            let points = (0..<count).map { _ in (0..<d).map { _ in rational(scale) } }
            let labels: Labels =
                Bool.random(using: &generator)
                ? .given(numbers: (0..<count).map { _ in rational(1) })
                : .teacher(
                    Teacher(
                        neurons: (0..<m).map { _ in
                            Teacher.Neuron(weights: (0..<d).map { _ in rational(1) }, output: rational(1))
                        }))
            let problem = try TwoLayerProblem(activation: activation, data: .points(points), labels: labels)
            let certifier = Certifier(problem: problem, width: m),
                approximate = certifier.landscape.makeApproximateEvaluator()
            let check = CertificateCheck(landscape: certifier.landscape)
            for k in 0..<4 {
                let size = [1, 3, 1e-3, 10][k]
                let start = (0..<(m * (d + 1))).map { _ in size * Double.random(in: -1...1, using: &generator) }
                let refined = ApproximateRefinement().run(from: start, on: approximate)
                for parameters in [start, refined.point] where parameters.allSatisfy({ $0.isFinite && abs($0) < 1e6 }) {
                    let certificate = certifier.certify(Candidate(index: k, parameters: parameters))
                    verdicts.insert(certificate.verdict.name)
                    do { try check.check(certificate) } catch {
                        Issue.record(
                            "\(problem), \(parameters): \(certificate.verdict.name) is refused: \(error.description)")
                    }
                }
            }
        }
        // of some use only when something is proved
        #expect(verdicts.contains("not-critical") && verdicts.count >= 3, "\(verdicts)")
    }
}
