import Certify
import Rigor
import Testing

@testable import Dense

/// Loss, gradient and Hessian against differences of the loss in mpmath, to 39 digits, on random problems.
@Suite struct DenseOracleTests {
    @Test func thereAreProblemsOfEveryLossAndDepth() {
        let cases = DenseFixture.oracle
        #expect(cases.count == 24)
        #expect(Set(cases.map(\.problem.loss)) == Set(DenseLoss.allCases))
        #expect(Set(cases.map(\.problem.layers.count)) == [1, 2, 3, 4])
        #expect(cases.contains { $0.problem.weights != nil } && cases.contains { $0.problem.decay != nil })
    }

    /// MPFR intervals of 192 bits meet the oracle's, and are narrow.
    @Test(arguments: DenseFixture.oracle.indices) func multiplePrecision(index: Int) throws {
        let sample = DenseFixture.oracle[index], P = sample.parameters.count
        let program = DenseProgram(
            problem: sample.problem, arithmetic: IntervalArithmetic(precision: Precision(bits: 192)))
        program.pass.parameters = sample.parameters.dyadics.map { program.pass.arithmetic.number($0, radius: 0) }
        program.evaluate(.hessian)
        func compare(_ found: Interval, _ expected: Interval, _ what: String) {
            #expect(!found.isDisjoint(from: expected), "\(what): \(found) is not \(expected)")
            #expect(found.widthUpper < 1e-45 * (1 + expected.magnitudeUpper) * 1e4, "\(what): \(found)")
        }
        compare(program.loss, sample.loss, "loss")
        for i in 0..<P { compare(program.gradient[i], sample.gradient[i], "gradient \(i)") }
        for (place, entry) in zip(triangle(P), sample.hessian) {
            compare(program.hessian(place.row, place.column), entry, "Hessian \(place)")
            compare(program.hessian(place.column, place.row), entry, "Hessian transposed \(place)")
        }
    }

    /// Enclosures in float64 hold the oracle's numbers and are narrow; plain float64 is near them.
    @Test(arguments: DenseFixture.oracle.indices) func float64(index: Int) throws {
        let sample = DenseFixture.oracle[index], P = sample.parameters.count
        let landscape = DenseLandscape(problem: sample.problem)
        let enclosure = try landscape.makeEvaluator(.float64).enclosure(
            on: Ball(centre: sample.parameters.dyadics), order: .hessian)
        let gradient = try #require(enclosure.gradient), hessian = try #require(enclosure.hessian)
        let approximate = landscape.makeApproximateEvaluator().approximateHessian(at: sample.parameters)
        let scale = 1 + sample.hessian.reduce(sample.loss.magnitudeUpper) { max($0, $1.magnitudeUpper) }
        func compare(_ bounds: Bounds, _ approximation: Double, _ expected: Interval, _ what: String) {
            #expect(
                bounds.lower <= expected.upperDouble && expected.lowerDouble <= bounds.upper,
                "\(what): \(bounds) is not \(expected)")
            #expect(bounds.upper - bounds.lower < 1e-11 * scale, "\(what): \(bounds)")
            #expect(abs(approximation - expected.approximateMidpoint) < 1e-12 * scale, "\(what): \(approximation)")
        }
        compare(enclosure.loss, approximate.loss, sample.loss, "loss")
        for i in 0..<P { compare(gradient.bounds(i), approximate.gradient[i], sample.gradient[i], "gradient \(i)") }
        for (place, entry) in zip(triangle(P), sample.hessian) {
            compare(
                hessian.bounds(place.row, place.column), approximate.hessian[place.row * P + place.column], entry,
                "Hessian \(place)")
        }
    }

    /// Residuals and their derivatives: the gradient of a squared loss is sum 2 c e de.
    @Test func residuals() throws {
        var tried = 0
        for sample in DenseFixture.oracle where sample.problem.loss.isSquared && sample.problem.decay == nil {
            let landscape = DenseLandscape(problem: sample.problem), n = landscape.parameterCount
            let all = Array(0..<landscape.residualCount), k = sample.problem.outputCount
            let found = try landscape.makeResidualEvaluator(Precision(bits: 128)).enclosure(
                of: all, on: Ball(centre: sample.parameters.dyadics))
            for place in 0..<n {
                let sum = all.reduce(0.0) { sum, i in
                    let c = sample.problem.coefficient(i / k).nearestDouble
                    return sum + 2 * c * found.values.midpoint[i] * found.derivative.midpoint[i * n + place]
                }
                #expect(abs(sum - sample.gradient[place].approximateMidpoint) < 1e-12 * (1 + abs(sum)))
            }
            let loss = all.reduce(0.0) { sum, i in
                sum + sample.problem.coefficient(i / k).nearestDouble * found.values.midpoint[i]
                    * found.values.midpoint[i]
            }
            #expect(abs(loss - sample.loss.approximateMidpoint) < 1e-12 * (1 + loss))
            #expect(try landscape.independentResiduals(atMost: all.count) == all)
            #expect(try landscape.independentResiduals(atMost: all.count - 1) == nil)
            tried += 1
        }
        #expect(tried > 0)
    }
}
