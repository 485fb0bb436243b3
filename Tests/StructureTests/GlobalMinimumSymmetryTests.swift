import Certify
import Rigor
import TestSupport
import Testing

@testable import Networks

/// The normal form against the functions themselves, in wide interval arithmetic, for every activation.
@Suite struct GlobalMinimumSymmetryTests {
    static let precision = Precision(bits: 160)

    static func value(_ network: ExactNetwork, _ activation: Activation, at x: [Rational]) -> Interval {
        zip(network.weights, network.outputs).reduce(Interval.zero(precision: precision)) { sum, neuron in
            let z = Interval(enclosing: ExactLinearAlgebra.dot(neuron.0, x), precision: precision)
            return sum + Interval(enclosing: neuron.1[0], precision: precision) * activation.jet(z, order: 0)[0]
        }
    }

    static func form(_ network: ExactNetwork, _ activation: Activation) -> NetworkNormalForm {
        network.normalForm(0, dimension: 2, parts: SymmetryDecomposition(activation))
    }

    static func random(_ generator: inout SeededGenerator, width: Int) -> ExactNetwork {
        ExactNetwork(
            weights: (0..<width).map { _ in
                (0..<2).map { _ in Rational(Int.random(in: -2...2, using: &generator), 2) }
            },
            outputs: (0..<width).map { _ in Rational(Int.random(in: -3...3, using: &generator), 2) })
    }

    static let points = [(1, 2), (-3, 1), (2, -1), (0, 3), (5, 7), (-1, -1)].map {
        [Rational($0.0, 3), Rational($0.1, 2)]
    }

    /// Among small random networks over a coarse lattice many share a normal form: those must agree at every point, and
    /// those with different forms must differ somewhere (true for these activations; it shows that the test can tell).
    @Test(arguments: Activation.allNamed) func equalFormsAreEqualFunctions(_ activation: Activation) {
        var generator = SeededGenerator(seed: 11)
        var equal = 0, different = 0
        var byForm = [NetworkNormalForm: ExactNetwork]()
        var previous = Self.random(&generator, width: 3)
        for _ in 0..<3000 {
            let network = Self.random(&generator, width: 3)
            let form = Self.form(network, activation)
            if let other = byForm[form], other != network {
                equal += 1
                if equal <= 200 {
                    for x in Self.points {
                        let difference = Self.value(network, activation, at: x) - Self.value(other, activation, at: x)
                        #expect(difference.contains(0.0) && difference.magnitudeUpper < 1e-40)
                    }
                }
            } else {
                byForm[form] = network
            }
            if different < 200, form != Self.form(previous, activation) {
                different += 1
                #expect(
                    Self.points.contains { x in
                        !(Self.value(network, activation, at: x) - Self.value(previous, activation, at: x)).contains(
                            0.0)
                    })
            }
            previous = network
        }
        #expect(equal > 20 && different > 100)
    }

    /// Flipping a neuron changes the sigmoid by a constant, softplus by a linear function, and exp in kind.
    @Test func flips() {
        let w = [Rational(1, 2), Rational(-3)], minus = w.map { -$0 }
        let two = Rational(2)
        func isEqual(_ a: [([Rational], Int)], _ b: [([Rational], Int)], _ activation: Activation) -> Bool {
            func form(_ list: [([Rational], Int)]) -> NetworkNormalForm {
                Self.form(ExactNetwork(weights: list.map(\.0), outputs: list.map { Rational($0.1) }), activation)
            }
            return form(a) == form(b)
        }
        let zero = [Rational.zero, .zero], x = [two, two], minusX = x.map { -$0 }
        for activation in Activation.allNamed {
            // a s(w) = -a s(-w) needs oddness
            let odd: [Activation] = [.tanh, .erf, .sigmoid2, .identity, .cube]
            #expect(isEqual([(w, 1)], [(minus, -1)], activation) == odd.contains(activation))
            // s(w) + s(-w) = 2 s(0) needs an odd function, up to a constant
            #expect(
                isEqual([(w, 1), (minus, 1)], [(zero, 2)], activation)
                    == (odd + [.sigmoid, .normalCDF]).contains(activation))
            // s(2x) - s(-2x) = s(x) - s(-x) + s(x) - s(-x) where s is even up to a linear function, and for z and z²
            let linear: [Activation] = [.softplus, .gelu, .geluTanh, .silu, .identity, .square]
            let double = x.map { $0 * two }, minusDouble = minusX.map { $0 * two }
            #expect(
                isEqual([(double, 1), (minusDouble, -1)], [(x, 2), (minusX, -2)], activation)
                    == linear.contains(activation))
        }
    }

    /// The tangent rank computed exactly is never below the rank that interval arithmetic proves, and equals it on
    /// enough data.
    @Test(arguments: Activation.allNamed) func jacobianRank(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 5)
        let axis = (-3...3).map { Rational($0, 2) }
        for _ in 0..<12 {
            let network = Self.random(&generator, width: 2)
            let teacher = Teacher(
                neurons: zip(network.weights, network.outputs).map { Teacher.Neuron(weights: $0, outputs: $1) })
            let problem = try TwoLayerProblem(
                activation: activation, data: .grid(axes: [axis, axis]), labels: .teacher(teacher))
            let landscape = TwoLayerLandscape(problem: problem, width: 2)
            let hessian = try #require(
                try landscape.makeEvaluator(.multiple(Precision(bits: 160))).enclosure(
                    on: Ball(centre: network.parameters.rounded(to: .float64)), order: .hessian
                ).hessian)
            let basis = try #require(ApproximateLinearAlgebra.symmetricEigenproblem(hessian.midpoint, order: 6)).vectors
            let proved = try hessian.spectrum(basis: basis).positiveAtLeast
            let upper = network.jacobianRankUpper(SymmetryDecomposition(activation))
            #expect(proved <= upper)
            if case .polynomial = activation { continue }
            if activation != .sigmoidSoftplus { #expect(proved == upper) }
        }
    }

    /// Members of the family have the normal form of the network they were derived from.
    @Test(arguments: Activation.allNamed) func familiesKeepTheFunction(_ activation: Activation) {
        var generator = SeededGenerator(seed: 3)
        let parts = SymmetryDecomposition(activation)
        var moved = 0
        for _ in 0..<400 {
            let network = Self.random(&generator, width: 4)
            let family = GlobalMinimumFamily(network, parts)
            var other = network
            let fresh = { (_: Int) in Rational(Int.random(in: -9...9, using: &generator), 7) }
            for j in family.spare { other.weights[j] = (0..<2).map(fresh) }
            for members in family.movable {
                let v = (0..<2).map(fresh)
                for member in members { other.weights[member.neuron] = v.map { $0.oriented(member.sign) } }
            }
            #expect(Self.form(other, activation) == Self.form(network, activation))
            #expect(family.dimension >= 2 * (family.spare.count + family.movable.count))
            if other != network { moved += 1 }
            // the Hessian at zero loss vanishes along the family
            #expect(network.jacobianRankUpper(parts) + family.dimension <= 12)
        }
        #expect(moved > 50)
    }
}
