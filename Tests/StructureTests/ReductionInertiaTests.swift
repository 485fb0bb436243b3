import Certify
import Networks
import Rigor
import TestSupport
import Testing

/// The formula for the inertia of lifted critical points against eigenvalues of the float64 wide Hessian.
@Suite struct ReductionInertiaTests {
    @Test func restrictionOfADiagonalForm() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let q = Int.random(in: 1...6, using: &generator)
            let a = (0..<q).map { _ in Double(Int.random(in: -3...3, using: &generator)) }
            let sum = a.reduce(0, +)
            guard sum != 0 else { continue }
            // sum a_i t_i² on {sum a_i t_i = 0}: t = s - (sum a_i s_i / A) (1, .., 1), so the form is diag(a) - a a'/A
            // on R^q, with one zero more
            var matrix = [Double](repeating: 0, count: q * q)
            for i in 0..<q { for j in 0..<q { matrix[i * q + j] = (i == j ? a[i] : 0) - a[i] * a[j] / sum } }
            guard let values = ApproximateLinearAlgebra.symmetricEigenvalues(matrix, order: q) else {
                Issue.record("no eigenvalues")
                return
            }
            let restricted = LiftedInertia.restriction(
                signs: a.map { $0 > 0 ? 1 : ($0 < 0 ? -1 : 0) }, sumSign: sum > 0 ? 1 : -1)
            #expect(restricted.positive == values.filter { $0 > 1e-9 }.count, "\(a)")
            #expect(restricted.negative == values.filter { $0 < -1e-9 }.count, "\(a)")
            #expect(restricted.order == q - 1)
        }
    }

    @Test func randomSplitsOfKnownMinima() throws {
        var generator = SeededGenerator(seed: 7)
        for (point, rounds) in [(NarrowPoint.two, 6), (NarrowPoint.three, 6), (NarrowPoint.four, 3)] {
            for _ in 0..<rounds {
                var shares = point.outputs.map { _ in [1.0] }
                for _ in 0..<Int.random(in: 1...2, using: &generator) {
                    let g = Int.random(in: 0..<shares.count, using: &generator)
                    let part = [-1.5, -0.5, 0.25, 0.5, 0.75, 1.5].randomElement(using: &generator) ?? 0.5
                    let last = shares[g].removeLast()
                    shares[g] += [part * last, (1 - part) * last]
                }
                try expectAgreement(point.lifted(shares), .reference)
            }
        }
    }

    @Test func zeroTypeNeuronsAlsoOnTopOfEachOther() throws {
        var generator = SeededGenerator(seed: 11)
        var tested = 0
        for _ in 0..<12 {
            let start = [
                Double.random(in: -1.5...1.5, using: &generator), Double.random(in: -1.5...1.5, using: &generator),
            ]
            guard let zero = NarrowPoint.three.approximateZero(near: start, .reference) else { continue }
            let far = NarrowPoint.three.weights.allSatisfy { live in
                abs(live[0] - zero[0]) + abs(live[1] - zero[1]) > 0.1
            }
            guard far else { continue }
            tested += 1
            try expectAgreement(NarrowPoint.three.lifted([[1], [1], [1]], zeros: [zero]), .reference)
            if tested == 1 {
                try expectAgreement(NarrowPoint.three.lifted([[1], [1], [1]], zeros: [zero, zero]), .reference)
                try expectAgreement(NarrowPoint.three.lifted([[0.5, 0.5], [1], [1]], zeros: [zero]), .reference)
            }
            if tested == 3 { break }
        }
        #expect(tested == 3)
    }

    /// A copy whose output is exactly 0 adds d + 1 zeros; a zero-type neuron besides makes the point a saddle all the
    /// same.
    @Test func aCopyWithOutputZero() throws {
        let zero = try #require(NarrowPoint.three.approximateZero(near: [0.3, 1.1], .reference))
        let parameters = NarrowPoint.three.lifted([[0.5, 0.5], [1], [1]], zeros: [zero])
        var argument = try #require(Reducing.argument(parameters))
        argument.groups[0].shares = [Dyadic(1), Dyadic(0)]
        guard case .saddle(let point) = try argument.conclude(in: Reducing.context(parameters)) else {
            Issue.record("no saddle")
            return
        }
        let exact = NarrowPoint.three.lifted([[1, 0], [1], [1]], zeros: [zero])
        #expect(Reducing.approximateInertia(exact) == Inertia(positive: 10, negative: 1, zero: 4))
        // the copy's output may be of either sign beside: with the wrong one it adds d = 2
        #expect(point.indexLower == 1 && point.indexUpper == 3 && point.nullity == 4 && point.familyDimension == 2)
    }

    /// With a basis in which the signs of M_g stay open, only bounds of the index are left.
    @Test func openSignsOfACurvatureLeaveBounds() throws {
        let zero = try #require(NarrowPoint.three.approximateZero(near: [0.3, 1.1], .reference))
        let parameters = NarrowPoint.three.lifted([[1], [0.5, 0.5], [1]], zeros: [zero])
        var argument = try #require(Reducing.argument(parameters))
        guard case .saddle(let exact) = try argument.conclude(in: Reducing.context(parameters)) else {
            Issue.record("no saddle")
            return
        }
        let b = argument.groups[1].curvatureBasis, h = 0.5.squareRoot()
        argument.groups[1].curvatureBasis = [
            h * (b[0] + b[2]), h * (b[1] + b[3]), h * (b[0] - b[2]), h * (b[1] - b[3]),
        ]
        guard case .saddle(let bounded) = try argument.conclude(in: Reducing.context(parameters)) else {
            Issue.record("no saddle")
            return
        }
        #expect(exact.indexLower == exact.indexUpper && exact.nullity == 2)
        #expect(bounded.nullity == nil && bounded.indexLower < bounded.indexUpper)
        #expect(bounded.indexLower <= exact.indexLower && exact.indexLower <= bounded.indexUpper)
    }

    @Test func theZeroNetwork() throws {
        // all outputs 0: phi is odd in w for the reference problem, so w = 0 is a zero of it
        try expectAgreement([0, 0, 0, 0] + [0, 0], .reference)
    }

    @Test(arguments: [Activation.tanh, .softplus, .erf, .exp, .sigmoidSoftplus])
    func otherActivationsAndDimensions(activation: Activation) throws {
        var generator = SeededGenerator(seed: 23), proved = 0
        // the exponential overflows float64 far from 0, softplus is nearly linear close to it
        let reach = activation == .exp ? 96 : 256
        for dimension in [1, 3] {
            let points = (0..<23).map { _ in
                (0..<dimension).map { _ in Rational(Int.random(in: -reach...reach, using: &generator), 64) }
            }
            for _ in 0..<4 {
                // labels near the outputs of a network, so that it is near a critical point with a small loss other
                // than 0
                let start = NarrowPoint(
                    weights: (0..<2).map { _ in
                        (0..<dimension).map { _ in Double.random(in: -1.5...1.5, using: &generator) }
                    },
                    outputs: [1, -0.75])
                let labels = points.map { x -> Rational in
                    let value = zip(start.weights, start.outputs).reduce(0.0) { sum, neuron in
                        sum + neuron.1
                            * activation.approximateValue(
                                zip(neuron.0, x).reduce(0.0) { $0 + $1.0 * $1.1.nearestDouble })
                    }
                    return Rational(Int((value * 4096).rounded()) + Int.random(in: -256...256, using: &generator), 4096)
                }
                let problem = try TwoLayerProblem(
                    activation: activation, data: .points(points), labels: .given(numbers: labels))
                let narrow = start.refined(problem)
                let parameters = narrow.lifted([[0.75, -0.5, 0.75], [1]])
                guard narrow.parameters.allSatisfy({ abs($0) < 20 }), narrow.outputs.allSatisfy({ abs($0) > 1e-3 }),
                    case .structured = Reducing.certificate(parameters, problem).argument,
                    let point = Reducing.certificate(parameters, problem).verdict.criticalPoint
                else { continue }
                proved += 1
                #expect(point.nullity == 2 && point.isIsolated == false)
                #expect(
                    Reducing.approximateInertia(parameters, problem).map { $0.negative == point.indexLower } ?? true)
            }
        }
        #expect(proved > 0, "\(activation)")
    }

    /// The proved verdict has the inertia that float64 sees, and survives the check.
    private func expectAgreement(_ parameters: [Double], _ problem: TwoLayerProblem) throws {
        let certificate = Reducing.certificate(parameters, problem)
        guard let point = certificate.verdict.criticalPoint, case .structured = certificate.argument else {
            Issue.record("not proved: \(certificate.verdict)")
            return
        }
        guard let float64 = Reducing.approximateInertia(parameters, problem) else { return }
        #expect(
            point.indexLower == float64.negative && point.indexUpper == float64.negative,
            "\(point.structure) \(float64)")
        #expect(point.nullity == float64.zero, "\(point.structure) \(float64)")
        try Reducing.check(certificate, problem)
    }
}
