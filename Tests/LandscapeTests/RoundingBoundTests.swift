import Certify
import Foundation
import Gaussian
import Networks
import Rigor
import TestSupport
import Testing

/// The model of what a float64 computation may be off by, against float64 computations.
@Suite struct RoundingBoundTests {
    static let unit = 0x1p-53

    /// A mean of squared residuals in float64, one neuron and one point after the other, labels computed in the same
    /// way.
    static func plainLoss(_ problem: TwoLayerProblem, _ point: [Double]) -> Double {
        let d = problem.data.dimension, m = point.count / (d + 1)
        func s(_ z: Double) -> Double {
            switch problem.activation {
            case .sigmoid: 1 / (1 + exp(-z))
            case .tanh: tanh(z)
            case .softplus: log(1 + exp(z))
            case .erf: erf(z)
            case .exp: exp(z)
            case .sigmoidSoftplus: 1 / (1 + exp(-4 * z)) + log(1 + exp(z))
            case .sigmoid2: erf(z / 2.squareRoot())
            case .normalCDF: erfc(-z / 2.squareRoot()) / 2
            case .gelu: z * erfc(-z / 2.squareRoot()) / 2
            case .geluTanh: 0.5 * z * (1 + tanh((2 / Double.pi).squareRoot() * (z + 0.044715 * pow(z, 3))))
            case .silu: z / (1 + exp(-z))
            case .polynomial(let p): p.coefficients.reversed().reduce(0) { $0 * z + $1.nearestDouble }
            }
        }
        func network(_ weights: [[Double]], _ outputs: [Double], _ x: [Double]) -> Double {
            zip(weights, outputs).reduce(0) { sum, neuron in
                sum + neuron.1 * s(zip(neuron.0, x).reduce(0) { $0 + $1.0 * $1.1 })
            }
        }
        let weights = (0..<m).map { Array(point[($0 * d)..<(($0 + 1) * d)]) }, outputs = Array(point[(m * d)...])
        let teacher = problem.teacher?.neurons ?? []
        var sum = 0.0
        for k in 0..<problem.data.count {
            let x = problem.data.point(k).map(\.nearestDouble)
            let label = network(
                teacher.map { $0.weights.map(\.nearestDouble) }, teacher.map { $0.outputs[0].nearestDouble }, x)
            let e = network(weights, outputs, x) - label
            sum += e * e
        }
        return sum / Double(problem.data.count)
    }

    static func enclosure(_ landscape: any Landscape, _ point: [Double]) throws -> LocalEnclosure {
        let evaluator = try landscape.makeEvaluator(.multiple(Precision(bits: 128)))
        return try evaluator.enclosure(on: Ball(centre: point.map { Dyadic(exactly: $0) ?? .zero }), order: .hessian)
    }

    /// A student next to the teacher: the loss 1.1e-31, claimed as 1.4e-31, gradient 6.7e-16, claimed as 7.0e-16.
    @Test func convergedRun() throws {
        let point = [
            0.6000000000000001, 0.5, -0.5, 0.4999999999999999, -0.19999999999999996, -0.5999999999999999,
            0.09999999999999998, -0.5999999999999999,
            0.9999999999999998, -1.0000000000000002, 1.0, -1.0000000000000002,
        ]
        let landscape = TwoLayerLandscape(problem: .reference, width: 4)
        let there = try Self.enclosure(landscape, point)
        let bound = try #require(landscape.roundingBound(at: point, loss: there.loss.upper, unitRoundoff: Self.unit))
        for loss in [1.4453846449022703e-31, Self.plainLoss(.reference, point)] {
            #expect(abs(loss - there.loss.upper) < bound.loss)
        }
        #expect(abs(6.961760601538537e-16 - (there.gradient?.norm.upper ?? 1)) < bound.gradientNorm)
        // a bound of rounding, and of nothing larger
        #expect(bound.loss < 1e-26 && bound.gradientNorm < 1e-12 && bound.smallestEigenvalue < 1e-10)
        #expect(bound.loss > 1e-30 && bound.gradientNorm > 1e-16 && bound.smallestEigenvalue > 1e-16)
        #expect(bound.isSumOfSquares)
    }

    /// At random students of every activation: the loss of a plain program, and loss, gradient and Hessian of the
    /// float64 evaluator.
    @Test(arguments: Activation.tested) func holds(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 7)
        for trial in 0..<6 {
            let problem = try Sample.problem(activation, dimension: 2, count: 30, dyadic: trial % 2 == 0, &generator)
            let landscape = TwoLayerLandscape(problem: problem, width: 3)
            let scale = [1.0, 1, 4, 4, 0.1, 0.1][trial]
            let point = (0..<9).map { _ in Double.random(in: -scale...scale, using: &generator) }
            let there = try Self.enclosure(landscape, point)
            let bound = try #require(
                landscape.roundingBound(at: point, loss: there.loss.lower, unitRoundoff: Self.unit))
            #expect(abs(Self.plainLoss(problem, point) - there.loss.lower) <= bound.loss)
            let approximate = landscape.makeApproximateEvaluator().approximateHessian(at: point)
            let norm = approximate.gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(abs(norm - (there.gradient?.norm.lower ?? 0)) <= bound.gradientNorm)
            let basis = try #require(ApproximateLinearAlgebra.symmetricEigenproblem(approximate.hessian, order: 9))
            let spectrum = try #require(try there.hessian?.spectrum(basis: basis.vectors))
            // the enclosure of the truth is itself a few roundings wide
            #expect(
                abs(basis.values[0] - spectrum.smallest.lower) <= bound.smallestEigenvalue + spectrum.smallest.upper
                    - spectrum.smallest.lower)
            #expect(bound.loss < 1e-9 * (1 + there.loss.upper), "not vacuous")
        }
    }

    /// It grows with the loss and with the unit roundoff, and two equal outputs averaged are one.
    @Test func monotone() throws {
        let point = [0.5, -0.25, 1, 0.75, 1.5, -1]
        var generator = SeededGenerator(seed: 3)
        let problem = try Sample.problem(.tanh, dimension: 2, count: 20, &generator)
        let landscape = TwoLayerLandscape(problem: problem, width: 2)
        let small = try #require(landscape.roundingBound(at: point, loss: 0, unitRoundoff: Self.unit))
        let large = try #require(landscape.roundingBound(at: point, loss: 1, unitRoundoff: Self.unit))
        let single = try #require(landscape.roundingBound(at: point, loss: 1, unitRoundoff: 0x1p-24))
        #expect(
            small.loss < large.loss && small.gradientNorm < large.gradientNorm
                && small.smallestEigenvalue < large.smallestEigenvalue)
        #expect(single.loss > 1e8 * large.loss && single.loss < 1e9 * large.loss)
    }

    /// Parameters that no float64 computation stands give no bound instead of a wrong one.
    @Test func overflow() throws {
        var generator = SeededGenerator(seed: 3)
        let problem = try Sample.problem(.exp, dimension: 2, count: 20, &generator)
        let landscape = TwoLayerLandscape(problem: problem, width: 1)
        #expect(landscape.roundingBound(at: [1000, 1000, 1], loss: 1, unitRoundoff: Self.unit) == nil)
    }

    /// The closed forms on Gaussian inputs, near the targets where they cancel.
    @Test func gaussian() throws {
        var generator = SeededGenerator(seed: 11)
        for (k, n) in [(3, 3), (6, 6), (4, 6)] {
            let landscape = GaussianReLULandscape(targetCount: k, width: n)
            for spread in [1e-7, 0.3] {
                let point = (0..<(n * k)).map {
                    ($0 / k % k == $0 % k ? 1.0 : 0.0) + Double.random(in: -spread...spread, using: &generator)
                }
                let there = try Self.enclosure(landscape, point)
                let bound = try #require(
                    landscape.roundingBound(at: point, loss: there.loss.upper, unitRoundoff: Self.unit))
                let approximate = landscape.makeApproximateEvaluator().approximateHessian(at: point)
                #expect(abs(approximate.loss - there.loss.lower) <= bound.loss && bound.loss < 1e-11)
                let norm = approximate.gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
                #expect(abs(norm - (there.gradient?.norm.lower ?? 0)) <= bound.gradientNorm)
                #expect(!bound.isSumOfSquares)
            }
        }
    }
}
