import Certify
import Rigor
import TestSupport
import Testing

@testable import Networks
@testable import Search

/// Students with biases: the arguments for equal neurons and exact global minima on data whose last coordinate is 1.
/// There s(w·x) is a constant for every w = (0, b), not for w = 0 alone; nothing may be claimed that rests on the
/// contrary.
@Suite struct BiasTests {
    static func rational(_ values: [(Int, Int)]) -> [Rational] { values.map { Rational($0.0, $0.1) } }

    /// x in {-3, -5/2, .., 3}, a teacher of two neurons (w, b).
    static func problem(_ activation: Activation = .sigmoid, _ weights: [[Rational]]? = nil) throws -> TwoLayerProblem {
        let neurons = weights ?? [rational([(3, 2), (1, 2)]), rational([(-3, 4), (1, 1)])]
        let outputs = [Rational(1), Rational(-1, 2)]
        return try TwoLayerProblem(
            activation: activation, data: DataSet.grid(axes: [(-6...6).map { Rational($0, 2) }]).withBias,
            labels: .teacher(Teacher(neurons: zip(neurons, outputs).map { Teacher.Neuron(weights: $0, output: $1) })))
    }

    static func certify(_ parameters: [Double], _ problem: TwoLayerProblem) throws -> Certificate {
        let landscape = TwoLayerLandscape(problem: problem, width: parameters.count / 3)
        let certificate = Certifier(
            landscape: landscape, structures: [GlobalMinimumSearch(), ReductionSearch(), ChannelSearch()]
        ).certify(Candidate(index: 0, parameters: parameters))
        try CertificateCheck(landscape: landscape).check(certificate)
        return certificate
    }

    /// The loss is the one that is written with biases: a s(w x + b), computed here from scratch.
    @Test(arguments: Activation.allNamed) func lossWithBiases(_ activation: Activation) throws {
        let problem = try Self.problem(activation), precision = Precision(bits: 200)
        let landscape = TwoLayerLandscape(problem: problem, width: 2)
        let point = [0.75, -0.25, 1.5, 0.5, -1.25, 2].map { Dyadic(exactly: $0) ?? .zero }
        func interval(_ value: Rational) -> Interval { Interval(enclosing: value, precision: precision) }
        func value(_ w: Rational, _ b: Rational, _ a: Rational, _ x: Rational) -> Interval {
            interval(a) * activation.jet(interval(w * x + b), order: 0)[0]
        }
        let exact = point.map { Rational($0) }
        var sum = Interval.zero(precision: precision)
        for i in -6...6 {
            let x = Rational(i, 2)
            let student = value(exact[0], exact[1], exact[4], x) + value(exact[2], exact[3], exact[5], x)
            let teacher =
                value(Rational(3, 2), Rational(1, 2), Rational(1), x)
                + value(Rational(-3, 4), Rational(1), Rational(-1, 2), x)
            sum = sum + (student - teacher).squared()
        }
        let loss = sum / interval(Rational(13))
        let levels: [EvaluationLevel] = [.float64, .multiple(Precision(bits: 100))]
        for level in levels {
            guard let evaluator = try? landscape.makeEvaluator(level) else { continue }
            let enclosed = try evaluator.enclosure(on: Ball(centre: point), order: .loss).loss
            #expect(enclosed.lower <= loss.upperDouble && loss.lowerDouble <= enclosed.upper)
            #expect(enclosed.upper - enclosed.lower < 1e-12 * max(1, loss.upperDouble))
        }
    }

    @Test func theTeacherItself() throws {
        let certificate = try Self.certify([1.5, 0.5, -0.75, 1, 1, -0.5], try Self.problem())
        guard case .globalMinimum(let point) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.nullity == 0 && point.isIsolated == true && point.smallestEigenvalue.lower > 0)
    }

    /// A spare neuron: weight and bias move freely.
    @Test func spareNeuron() throws {
        let certificate = try Self.certify([1.5, 0.5, -0.75, 1, 0.5, -1.25, 1, -0.5, 0], try Self.problem())
        guard case .globalMinimum(let point) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.familyDimension == 2 && point.nullity == 2 && point.isIsolated == false)
    }

    /// A spare neuron (0, b): its s(b) and the other functions' constants may depend on each other, so the rank bound
    /// need not be attained. Whatever is claimed must be what the float64 spectrum shows.
    @Test func spareConstantNeuron() throws {
        let problem = try Self.problem(), parameters = [1.5, 0.5, -0.75, 1, 0, -1.25, 1, -0.5, 0]
        let certificate = try Self.certify(parameters, problem)
        guard case .globalMinimum(let point) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        let inertia = Reducing.approximateInertia(parameters, problem)
        #expect(inertia != nil && (point.nullity == nil || point.nullity == inertia?.zero))
    }

    /// A mirrored neuron whose constant two neurons (0, b) and (0, -b) supply, a s(b) + a s(-b) = a: the same function.
    /// On the data the two are constants, so more directions leave the loss than the normal form knows of: no nullity
    /// may be claimed, and the family is the one the normal form gives.
    @Test func constantNeuronsClaimNoNullity() throws {
        let problem = try Self.problem()
        let landscape = TwoLayerLandscape(problem: problem, width: 4)
        let network = ExactNetwork(
            weights: [
                Self.rational([(-3, 2), (-1, 2)]), Self.rational([(-3, 4), (1, 1)]), Self.rational([(0, 1), (1, 3)]),
                Self.rational([(0, 1), (-1, 3)]),
            ],
            outputs: Self.rational([(-1, 1), (-1, 2), (1, 1), (1, 1)]))
        let parameters = network.parameters.map(\.nearestDouble)
        let hessian = landscape.makeApproximateEvaluator().approximateHessian(at: parameters).hessian
        let basis = try #require(ApproximateLinearAlgebra.symmetricEigenproblem(hessian, order: 12)?.vectors)
        let argument = GlobalMinimumArgument(network: network, basis: basis)
        let verdict = try argument.conclude(
            in: ReferenceMinima.context(landscape, parameters.map { Dyadic(exactly: $0) ?? .zero }))
        let point = try #require(verdict.criticalPoint)
        #expect(point.nullity == nil && point.isIsolated == false && point.familyDimension > 0)
        let zeros = try #require(Reducing.approximateInertia(parameters, problem)).zero
        #expect(
            point.familyDimension <= zeros && zeros > 12 - network.jacobianRankUpper(SymmetryDecomposition(.sigmoid)))
    }

    /// Critical points of one neuron with bias lift to wider students with the inertia that the float64 spectrum shows.
    @Test(arguments: [Activation.sigmoid, .tanh]) func duplicatesHaveTheirInertia(_ activation: Activation) throws {
        let problem = try Self.problem(activation)
        var generator = SeededGenerator(seed: 4), lifted = 0
        for _ in 0..<40 where lifted < 4 {
            let start = (0..<3).map { _ in Double.random(in: -2...2, using: &generator) }
            let narrow = NarrowPoint(weights: [[start[0], start[1]]], outputs: [start[2]]).refined(problem)
            let reduced = try Self.certify(narrow.parameters, problem)
            guard reduced.verdict.criticalPoint?.isIsolated == true else { continue }
            for share in [0.3, 1.5] {
                let wide = narrow.lifted([[share, 1 - share]])
                let certificate = try Self.certify(wide, problem)
                guard let point = certificate.verdict.criticalPoint,
                    let inertia = Reducing.approximateInertia(wide, problem)
                else { continue }
                #expect(
                    point.nullity == inertia.zero && point.indexLower == inertia.negative
                        && point.indexUpper == inertia.negative)
                #expect(point.familyDimension == 1 && point.structure == "neurons 0, 1 equal" && point.level == 1)
                lifted += 1
            }
        }
        #expect(lifted >= 2, "\(lifted)")
    }

    /// The best constant is a critical point of a neuron (0, b) for many pairs (b, a) with the same a s(b), never
    /// isolated: undecided, or a ball without critical points.
    @Test func constantNeuronIsNeverIsolated() throws {
        let problem = try Self.problem()
        let landscape = TwoLayerLandscape(problem: problem, width: 1)
        // the mean of the labels, as a s(b) at b = 1/4
        let evaluator = landscape.makeApproximateEvaluator()
        var point = [0, 0.25, 0.3]
        for _ in 0..<4000 {
            let gradient = evaluator.approximateGradient(at: point).gradient
            for i in [1, 2] { point[i] -= 0.5 * gradient[i] }
        }
        let verdict = try Self.certify(point, problem).verdict
        #expect(["undecided", "not-critical"].contains(verdict.name), "\(verdict)")
    }
}
