import Certify
import Rigor
import Testing

@testable import Networks
@testable import Search

/// Isolation of degenerate exact global minima, for one output and for several.
@Suite struct SecondOrderIsolationTests {
    /// 40 points in the plane, a teacher of width 2 with 2 outputs t and r.
    private static func problem(_ t: [Rational], _ r: [Rational]) throws -> TwoLayerProblem {
        let axes = [(-4...3).map { Rational($0, 2) }, (-2...2).map { Rational($0) }]
        return try TwoLayerProblem(
            activation: .sigmoid, data: .grid(axes: axes),
            labels: .teacher(
                Teacher(neurons: [.init(weights: v, outputs: t), .init(weights: u, outputs: r)])),
            outputCount: t.count, loss: .meanSquaredNorm)
    }

    private static let v = [Rational(3, 5), Rational(1, 2)], u = [Rational(-3, 10), Rational(4, 5)]
    private static func minus(_ x: [Rational]) -> [Rational] { x.map { -$0 } }

    /// t s(v·x) + r s(u·x) = (t + r) s(v·x) + r s(-v·x) - r s(-u·x), for s(-z) = 1 - s(z).
    private static func student(_ t: [Rational], _ r: [Rational]) -> ExactNetwork {
        ExactNetwork(weights: [v, minus(v), minus(u)], outputs: [zip(t, r).map { $0 + $1 }, r, minus(r)])
    }

    private static func certified(_ t: [Rational], _ r: [Rational]) throws -> (Certificate, CriticalPoint) {
        let network = student(t, r)
        let landscape = TwoLayerLandscape(problem: try problem(t, r), width: 3)
        let certificate = Certifier(landscape: landscape, structures: [GlobalMinimumSearch()]).certify(
            Candidate(index: 0, parameters: network.parameters.map(\.nearestDouble)))
        try CertificateCheck(landscape: landscape).check(certificate)
        guard case .globalMinimum(let point) = certificate.verdict else {
            throw Refusal.inequality("\(certificate.verdict)")
        }
        return (certificate, point)
    }

    /// t and r parallel: alpha delta + beta epsilon = 0 is a kernel of dimension d = 2; singular values by mpmath with
    /// 50
    /// digits: two of J are 0, the three columns of G raise its rank from 10 to 13.
    @Test func parallelOutputs() throws {
        let (certificate, point) = try Self.certified([.one, Rational(2)], [Rational(-1, 2), Rational(-1)])
        #expect(point.nullity == 2 && point.isIsolated == true && point.familyDimension == 0)
        // rank J / 2 + d / 4
        #expect(point.learningCoefficient == LearningCoefficient(Rational(11, 2)))
        guard case .structured(let argument) = certificate.argument,
            var exact = argument as? GlobalMinimumArgument
        else { throw Refusal.inequality("\(certificate.argument)") }
        // signs are counted without a basis
        #expect(exact.isolationBasis?.isEmpty == true)
        // a basis that is none, and one of another order
        let landscape = TwoLayerLandscape(
            problem: try Self.problem([.one, Rational(2)], [Rational(-1, 2), Rational(-1)]), width: 3)
        let context = ProofContext(
            landscape: landscape, candidate: certificate.candidate.point, precision: Precision(bits: 128),
            reference: nil)
        for basis in [[Double](repeating: 0, count: 225), [Double](repeating: 1, count: 144)] {
            exact.isolationBasis = basis
            #expect(throws: Refusal.self) { try exact.conclude(in: context) }
        }
    }

    /// Outputs that are not parallel leave no kernel: nondegenerate, and isolated for that reason.
    @Test func outputsThatAreNotParallel() throws {
        let (certificate, point) = try Self.certified([.one, Rational(2)], [Rational(-1, 2), Rational(1)])
        #expect(point.nullity == 0 && point.isIsolated == true)
        guard case .structured(let argument) = certificate.argument else { throw Refusal.notANumber("argument") }
        #expect((argument as? GlobalMinimumArgument)?.isolationBasis == nil)
    }

    /// Pairs are those of opposite neurons whose outputs are parallel, different, and not 0.
    @Test func whatIsAPair() {
        let parts = SymmetryDecomposition(.sigmoid)
        func isolation(_ a: [Rational], _ b: [Rational], nullity: Int = 2) -> SecondOrderIsolation? {
            SecondOrderIsolation(
                ExactNetwork(weights: [Self.v, Self.minus(Self.v)], outputs: [a, b]), parts, dimension: 2,
                nullity: nullity)
        }
        let a = [Rational(2), Rational(4), .zero]
        #expect(
            isolation(a, [Rational(-1), Rational(-2), .zero])?.pairs.first?.direction == [.one, Rational(2), .zero])
        #expect(isolation(a, a) == nil && isolation(a, [.zero, .zero, .zero]) == nil)
        #expect(isolation(a, [Rational(1), Rational(2), Rational(1)]) == nil)
        #expect(isolation([.zero, .one, .one], [.one, .one, .one]) == nil)
        #expect(isolation(a, [Rational(-1), Rational(-2), .zero], nullity: 4) == nil)
        #expect(isolation([Rational(3)], [Rational(-7)])?.pairs.first?.direction == [.one])
    }

    /// [J, G]'[J, G] in float64 holds that of MPFR, and both hold the products of the columns as they are defined.
    @Test func gramMatrices() throws {
        let t = [Rational.one, Rational(2)], r = [Rational(-1, 2), Rational(-1)], precision = Precision(bits: 256)
        let problem = try Self.problem(t, r), network = Self.student(t, r)
        let landscape = TwoLayerLandscape(problem: problem, width: 3)
        guard
            let isolation = SecondOrderIsolation(
                network, SymmetryDecomposition(.sigmoid), dimension: 2, nullity: 2)
        else { throw Refusal.notANumber("isolation") }
        let coarse = try isolation.gram(landscape, level: .float64)
        let fine = try isolation.gram(landscape, level: .multiple(precision))
        #expect(coarse.rows == 15 && fine.rows == 15)
        // straight from the definition
        var sums = [Interval](repeating: .zero(precision: precision), count: 225)
        func number(_ x: Rational) -> Interval { Interval(enclosing: x, precision: precision) }
        for i in 0..<problem.data.count {
            let x = problem.data.point(i)
            func jet(_ w: [Rational]) -> [Interval] {
                Activation.sigmoid.jet(number(ExactLinearAlgebra.dot(w, x)), order: 2)
            }
            for q in 0..<2 {
                var row = [Interval]()
                for (w, a) in zip(network.weights, network.outputs) {
                    for c in 0..<2 { row.append(number(a[q]) * jet(w)[1] * number(x[c])) }
                }
                for w in network.weights { for p in 0..<2 { row.append(p == q ? jet(w)[0] : number(.zero)) } }
                for (c, e) in [(0, 0), (0, 1), (1, 1)] {
                    row.append(number(Rational(q + 1)) * jet(Self.v)[2] * number(x[c]) * number(x[e]))
                }
                for a in 0..<15 { for b in 0..<15 { sums[a * 15 + b] = sums[a * 15 + b] + row[a] * row[b] } }
            }
        }
        for a in 0..<15 {
            for b in 0..<15 {
                let exact = sums[a * 15 + b]
                for found in [coarse.bounds(a, b), fine.bounds(a, b)] {
                    #expect(found.lower <= exact.lowerDouble && exact.upperDouble <= found.upper)
                }
            }
        }
        #expect(coarse.radius.allSatisfy { $0 < 1e-11 })
    }
}
