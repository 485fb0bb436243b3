import Certify
import Rigor
import TestSupport
import Testing

@testable import Networks
@testable import Search

/// Small random problems with arbitrary labels, fitted in float64 and certified; what is proved is compared with an
/// iteration of 256 bits that shares no code with the proof.
@Suite struct InterpolationRandomTests {
    struct Case: Sendable {
        let problem: TwoLayerProblem
        let width: Int
        let student: [Double]
    }

    /// `count` students that fit their labels, with 1 or 2 outputs, sigmoid or tanh, with and without biases.
    ///
    /// - Parameter isExtended: with output biases, trained or fixed, and sample weights.
    static func cases(_ count: Int, seed: UInt64, isExtended: Bool = false) throws -> [Case] {
        var generator = SeededGenerator(seed: seed), found = [Case]()
        func random(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }
        while found.count < count {
            let d = random(1...3), k = random(1...2), N = random(2...5), isBiased = random(0...1) == 1
            let width = (N * k + d + k - 1) / (d + k) + random(0...1)
            let points = (0..<N).map { _ in
                (0..<d).map { c in isBiased && d > 1 && c == d - 1 ? .one : Rational(random(-12...12), 4) }
            }
            let labels = (0..<N).map { _ in (0..<k).map { _ in Rational(random(-8...8), 8) } }
            let fixed = OutputBias.fixed((0..<k).map { _ in isExtended ? Rational(random(-3...3), 4) : .zero })
            let problem = try TwoLayerProblem(
                activation: random(0...1) == 0 ? .tanh : .sigmoid, data: .points(points), labels: .given(labels),
                outputCount: k, loss: random(0...1) == 0 ? .meanSquaredNorm : .meanSquaredError,
                outputBias: !isExtended ? .none : (random(0...2) == 0 ? fixed : .trained),
                weights: isExtended ? (0..<N).map { _ in Rational(random(1...9), 3) } : nil)
            let start = (0..<problem.layout(width: width).count).map { _ in
                Double.random(in: -1.5...1.5, using: &generator)
            }
            guard let student = Interpolating.trained(problem, width: width, from: start) else { continue }
            found.append(Case(problem: problem, width: width, student: student))
        }
        return found
    }

    @Test func twoHundred() throws {
        #expect(try Self.countOfUndecided(Self.cases(200, seed: 2026)) == 4)
    }

    /// The same with output biases and sample weights.
    @Test func extendedProblems() throws {
        #expect(try Self.countOfUndecided(Self.cases(60, seed: 12, isExtended: true)) <= 1)
    }

    private static func countOfUndecided(_ samples: [Case]) throws -> Int {
        var undecided = 0
        for (index, sample) in samples.enumerated() {
            let certifier = Certifier(problem: sample.problem, width: sample.width)
            let certificate = certifier.certify(Candidate(index: index, parameters: sample.student))
            try CertificateCheck(landscape: certifier.landscape).check(certificate)
            // few points in many dimensions depend on each other: then it is an argument about what is left of them
            if case .globalMinimum(let point) = certificate.verdict,
                case .structured(let quotient as DependentInputsArgument) = certificate.argument,
                case .structured(let inner as InterpolationArgument) = quotient.inner
            {
                let rank = inner.rightInverse.count / inner.centre.count
                #expect(point.nullity == sample.student.count - rank && point.distanceUpper < 1e-9)
                continue
            }
            guard case .globalMinimum(let point) = certificate.verdict,
                case .structured(let any) = certificate.argument, let argument = any as? InterpolationArgument
            else {
                // where the derivative is singular to float64, and for that reason alone
                guard case .undecided(.structureOpen(let why)) = certificate.verdict else {
                    Issue.record("\(index): \(certificate.verdict)")
                    continue
                }
                #expect(why.contains("is nearly singular there") || why.contains("is seen to have rank"), "\(why)")
                undecided += 1
                continue
            }
            let n = argument.centre.count, M = argument.rightInverse.count / n
            #expect(point.nullity == n - M && point.distanceUpper < 1e-9)
            // the zeros of the spectrum, and what the rest of it is proved not to fall below
            let landscape = TwoLayerLandscape(problem: sample.problem, width: sample.width)
            let spectrum = try #require(
                ApproximateLinearAlgebra.symmetricEigenvalues(
                    landscape.makeApproximateEvaluator().approximateHessian(at: sample.student).hessian, order: n))
            let least =
                2 * landscape.smallestResidualWeight.value
                * ((1 - argument.contraction) / argument.inverseNorm)
                * ((1 - argument.contraction) / argument.inverseNorm)
            #expect(spectrum[n - M] >= least - 1e-12 && spectrum.prefix(n - M).allSatisfy { abs($0) < 1e-9 })
            let (moved, distance) = try Self.zero(sample, argument)
            #expect(moved <= UpperBound(argument.existenceRadius.value).value, "\(index)")
            #expect(distance <= point.distanceUpper && point.distanceUpper <= distance * 1.001 + 1e-30, "\(index)")
        }
        return undecided
    }

    /// How far the zero of all residuals on p + C R^M is from p and from the student: y -> y - F(p + C y) in 256 bits,
    /// with residuals from their definition.
    private static func zero(
        _ sample: Case, _ argument: InterpolationArgument
    ) throws -> (moved: Double, distance: Double) {
        let bits = Precision(bits: 256), n = argument.centre.count, M = argument.rightInverse.count / n
        let independent = try #require(
            try TwoLayerLandscape(problem: sample.problem, width: sample.width).independentResiduals(atMost: n))
        func middle(_ value: Interval) -> Interval {
            Interval(exactly: value.midpointAndRadius.midpoint, precision: bits)
        }
        let p = argument.centre.map { Interval(enclosing: $0, precision: bits) }
        var y = [Interval](repeating: .zero(precision: bits), count: M)
        func point() -> [Interval] {
            (0..<n).map { i in
                (0..<M).reduce(p[i]) {
                    $0 + Interval(exactly: argument.rightInverse[i * M + $1], precision: bits) * y[$1]
                }
            }
        }
        for _ in 0..<12 {
            let residuals = Interpolating.residuals(sample.problem, width: sample.width, at: point())
            for (row, residual) in independent.enumerated() { y[row] = y[row] - middle(residuals[residual]) }
        }
        let zero = point()
        // every residual, those that were dropped included
        for residual in Interpolating.residuals(sample.problem, width: sample.width, at: zero) {
            #expect(residual.magnitudeUpper < 1e-45)
        }
        func norm(_ values: [Interval]) -> Double {
            values.reduce(Interval.zero(precision: bits)) { $0 + $1.squared() }.squareRoot().lowerDouble
        }
        return (
            norm(zip(zero, p).map { $0 - $1 }),
            norm(zip(zero, sample.student).map { $0 - Interval(exactly: $1, precision: bits) })
        )
    }

    /// Residuals and derivatives over a ball contain those at points of the ball, by central differences of 256 bits.
    @Test func enclosuresContain() throws {
        var generator = SeededGenerator(seed: 11)
        let bits = Precision(bits: 256)
        for sample in try Self.cases(6, seed: 5) + Self.cases(6, seed: 6, isExtended: true) {
            let landscape = TwoLayerLandscape(problem: sample.problem, width: sample.width)
            let all = Array(0..<landscape.residualCount), n = sample.student.count
            let evaluator = try landscape.makeResidualEvaluator(Precision(bits: 128))
            let centre = sample.student.map { Dyadic(exactly: $0) ?? .zero }, radius = 0x1p-12
            let enclosure = try evaluator.enclosure(of: all, on: Ball(centre: centre, radius: radius))
            let inside = sample.student.map {
                Interval(exactly: $0, precision: bits)
                    + Interval(
                        exactly: Double.random(in: -1...1, using: &generator) * radius / 8, precision: bits)
            }
            let h = Interval(exactly: 0x1p-60, precision: bits), twice = Interval(exactly: 0x1p-59, precision: bits)
            let values = Interpolating.residuals(sample.problem, width: sample.width, at: inside)
            for (row, value) in values.enumerated() {
                #expect(enclosure.values.bounds(row).contains(value.midpointAndRadius.midpoint))
            }
            #expect(enclosure.values.radius.allSatisfy { $0 < 0.01 } && enclosure.derivative.radius.contains { $0 > 0 })
            for i in 0..<n {
                var left = inside, right = inside
                left[i] = left[i] - h
                right[i] = right[i] + h
                let before = Interpolating.residuals(sample.problem, width: sample.width, at: left)
                let after = Interpolating.residuals(sample.problem, width: sample.width, at: right)
                for row in all {
                    let slope = ((after[row] - before[row]) / twice).midpointAndRadius.midpoint
                    let bounds = enclosure.derivative.bounds(row, i)
                    #expect(bounds.lower - 1e-15 <= slope && slope <= bounds.upper + 1e-15)
                }
            }
        }
    }
}
