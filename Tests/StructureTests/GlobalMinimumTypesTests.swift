import Certify
import Rigor
import TestSupport
import Testing

@testable import Networks

/// The table of MATHEMATICS section 7: types, counts, nullities and dimensions on the reference problem.
@Suite struct GlobalMinimumTypesTests {
    struct TypeOfMinimum: CustomTestStringConvertible, Sendable {
        let words: String
        let width: Int
        let count: Int
        let nullity: Int
        let dimension: Int
        let isIsolated: Bool?
        /// The local learning coefficient, where it is proved.
        let learning: Rational?
        /// Cosets of points, up to order.
        let representatives: @Sendable () -> [[ReferenceMinima.Neuron]]
        /// Orders of copies on one line of duplicates count once.
        var ordersPerPiece = 1

        var testDescription: String { "\(words) (width \(width))" }
    }

    static let types = [
        TypeOfMinimum(
            words: "teacher up to permutation and balanced flips", width: 4, count: 144, nullity: 0, dimension: 0,
            isIsolated: true, learning: Rational(6), representatives: { ReferenceMinima.width4 }),
        TypeOfMinimum(
            words: "spare neuron with output 0", width: 5, count: 720, nullity: 2, dimension: 2, isIsolated: false,
            learning: Rational(13, 2),
            representatives: { ReferenceMinima.spare }),
        TypeOfMinimum(
            words: "duplicate with the same orientation", width: 5, count: 1440, nullity: 3, dimension: 1,
            isIsolated: false, learning: nil,
            representatives: { ReferenceMinima.duplicates }, ordersPerPiece: 2),
        TypeOfMinimum(
            words: "constant neuron w = 0", width: 5, count: 1200, nullity: 0, dimension: 0, isIsolated: true,
            learning: Rational(15, 2),
            representatives: { ReferenceMinima.constants }),
        TypeOfMinimum(
            words: "opposite duplicate", width: 5, count: 960, nullity: 2, dimension: 0, isIsolated: true,
            learning: Rational(7),
            representatives: { ReferenceMinima.opposites }),
    ]

    /// Every point passes the exact argument; the counts are those of the table.
    @Test(arguments: types) func everyPointIsAnExactGlobalMinimum(_ type: TypeOfMinimum) throws {
        let landscape = ReferenceMinima.landscape(type.width)
        let parts = SymmetryDecomposition(.sigmoid)
        var networks = Set<ExactNetwork>()
        for neurons in type.representatives() { networks.formUnion(ReferenceMinima.orders(neurons)) }
        #expect(networks.count == type.count * type.ordersPerPiece)
        for network in networks {
            let argument = GlobalMinimumArgument(network: network)
            let verdict = try argument.conclude(
                in: ReferenceMinima.context(landscape, ReferenceMinima.candidate(network).point))
            let point = try #require(verdict.criticalPoint)
            #expect(verdict.name == "global-minimum")
            #expect(point.loss == Bounds(lower: 0, upper: 0))
            #expect(point.familyDimension == type.dimension)
            #expect(point.nullity == nil)
            #expect(point.structure.hasPrefix("exact global minimum, \(type.words): "))
            #expect(point.distanceUpper < 1e-15)
            #expect(network.jacobianRankUpper(parts) == landscape.parameterCount - type.nullity)
        }
    }

    /// From the float64 rounding of a point the search finds the point, proves its nullity, and the check confirms it
    /// in MPFR.
    @Test(arguments: types) func searchFindsThePointAndItsNullity(_ type: TypeOfMinimum) throws {
        let check = CertificateCheck(landscape: ReferenceMinima.landscape(type.width))
        for (k, neurons) in type.representatives().enumerated() {
            let network = ReferenceMinima.network(Array(neurons.reversed()))
            let candidate = ReferenceMinima.candidate(network)
            let (argument, verdict, point) = try #require(ReferenceMinima.proved(candidate, width: type.width))
            if type.dimension == 0 { #expect(argument.network == network) }
            #expect(point.nullity == type.nullity)
            #expect(point.isIsolated == type.isIsolated)
            #expect(point.distanceUpper < 1e-15)
            #expect(point.learningCoefficient == type.learning.map { LearningCoefficient($0) })
            let largest = try #require(
                ApproximateLinearAlgebra.symmetricEigenvalues(
                    ReferenceMinima.landscape(type.width).makeApproximateEvaluator().approximateHessian(
                        at: candidate.parameters
                    ).hessian, order: candidate.parameters.count)?.last)
            let stated = try #require(point.largestEigenvalue)
            #expect(stated.contains(largest) && stated.upper - stated.lower < 1e-5 * largest)
            #expect((point.smallestEigenvalue.lower > 0) == (type.nullity == 0))
            #expect((argument.uniqueness != nil) == (type.nullity == 0))
            if k % 4 == 0 { try check.check(ReferenceMinima.certificate(candidate, argument, verdict)) }
        }
    }

    /// The rank formula of section 7, written out for the sigmoid, against the rank of the exact matrix.
    @Test func rankFormula() {
        let parts = SymmetryDecomposition(.sigmoid)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let m = Int.random(in: 1...6, using: &generator)
            let pool = [[1, 0], [1, 2], [0, 1], [-1, 3], [0, 0]]
            let neurons = (0..<m).map { _ in
                let sign = Bool.random(using: &generator) ? 1 : -1
                let w = pool[Int.random(in: 0..<pool.count, using: &generator)].map { Rational(sign * $0) }
                return (weights: w, output: Rational(Int.random(in: -1...1, using: &generator)))
            }
            let network = ReferenceMinima.network(neurons)
            var orientations = [[Rational]: Set<Int>](), live = Set<[Rational]>()
            for (w, a) in neurons {
                let (v, sign) = parts.classified(w)
                orientations[v, default: []].insert(sign)
                if !a.isZero { live.insert(v) }
            }
            let zero = [Rational.zero, .zero]
            let classes = orientations.filter { $0.key != zero }
            var rank = classes.count + 2 * live.subtracting([zero]).count
            if classes.contains(where: { $0.value.count == 2 }) || orientations[zero] != nil { rank += 1 }
            if live.contains(zero) { rank += 2 }
            #expect(network.jacobianRankUpper(parts) == rank)
        }
    }
}
