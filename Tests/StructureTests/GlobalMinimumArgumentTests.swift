import Certify
import Formats
import Interchange
import Rigor
import Testing

@testable import Networks
@testable import Search

/// What the check must refuse, and what no search may claim.
@Suite struct GlobalMinimumArgumentTests {
    /// A good certificate: a nondegenerate point of width 4 with its ball, or a spare neuron of width 5.
    static func good(width: Int) throws -> (
        landscape: TwoLayerLandscape, certificate: Certificate, argument: GlobalMinimumArgument, point: CriticalPoint
    ) {
        let neurons = width == 4 ? ReferenceMinima.width4[1] : ReferenceMinima.spare[1]
        let candidate = ReferenceMinima.candidate(ReferenceMinima.network(neurons))
        let (argument, verdict, point) = try #require(ReferenceMinima.proved(candidate, width: width))
        return (
            ReferenceMinima.landscape(width), ReferenceMinima.certificate(candidate, argument, verdict), argument, point
        )
    }

    static let tiny = Rational(1, 2).power(200)

    @Test(arguments: [4, 5]) func everyMutatedArgumentIsRefused(width: Int) throws {
        let (landscape, certificate, argument, point) = try Self.good(width: width)
        let check = CertificateCheck(landscape: landscape)
        try check.check(certificate)
        let order = landscape.parameterCount
        #expect(argument.basis == [])
        var mutations: [(String, (inout GlobalMinimumArgument) -> Void)] = [
            ("output off by 2^-200", { $0.network.outputs[0][0] = $0.network.outputs[0][0] + Self.tiny }),
            ("weight off by 2^-200", { $0.network.weights[0][1] = $0.network.weights[0][1] + Self.tiny }),
            ("weight mirrored", { $0.network.weights[0] = $0.network.weights[0].map { -$0 } }),
            (
                "neuron mirrored without its constant",
                {
                    $0.network.weights[0] = $0.network.weights[0].map { -$0 }
                    $0.network.outputs[0][0] = -$0.network.outputs[0][0]
                }
            ),
            ("outputs exchanged", { $0.network.outputs.swapAt(0, 1) }),
            ("output missing", { $0.network.outputs.removeLast() }),
            (
                "neuron missing",
                {
                    $0.network.weights.removeLast()
                    $0.network.outputs.removeLast()
                }
            ),
            ("coordinate missing", { $0.network.weights[0].removeLast() }),
            ("basis dropped", { $0.basis = nil }),
            ("basis singular", { $0.basis = [Double](repeating: 0, count: order * order) }),
            ("basis short", { $0.basis = [Double](repeating: 1, count: order * order - 1) }),
            ("basis not finite", { $0.basis = [Double](repeating: .nan, count: order * order) }),
        ]
        if width == 4 {
            mutations += [
                ("radius too large", { $0.uniqueness?.radius = 1 }),
                ("radius below the rounding of theta0", { $0.uniqueness?.radius = 1e-300 }),
                ("gap too large", { $0.uniqueness?.spectralGap = 1 }),
                ("gradient norm 0", { $0.uniqueness?.gradientNorm = 0 }),
                ("gradient norm not a number", { $0.uniqueness?.gradientNorm = .nan }),
                ("Lipschitz constant 0", { $0.uniqueness?.lipschitz.hessian = 0 }),
            ]
        }
        for (name, mutate) in mutations {
            var mutated = argument
            mutate(&mutated)
            #expect(throws: Refusal.self, "\(name)") {
                try check.check(ReferenceMinima.certificate(certificate.candidate, mutated, certificate.verdict))
            }
        }
        let statements: [(String, (inout CriticalPoint) -> Void)] = [
            ("distance", { $0.distanceUpper = $0.distanceUpper.nextDown / 2 }),
            ("nullity", { $0.nullity = ($0.nullity ?? 0) + 1 }),
            ("isolation", { $0.isIsolated = !($0.isIsolated ?? false) }),
            ("family", { $0.familyDimension += 1 }),
            ("level", { $0.level = 1 }),
            ("structure", { $0.structure += " " }),
            (
                "index",
                {
                    $0.indexLower = 1
                    $0.indexUpper = 1
                }
            ),
            ("loss", { $0.loss = Bounds(lower: 1e-300, upper: 1) }),
            ("smallest eigenvalue", { $0.smallestEigenvalue = Bounds(lower: 1, upper: 2) }),
            ("non-global", { $0.isProvedNonGlobal = true }),
        ]
        for (name, mutate) in statements {
            var mutated = point
            mutate(&mutated)
            #expect(throws: Refusal.self, "\(name)") {
                try check.check(ReferenceMinima.certificate(certificate.candidate, argument, .globalMinimum(mutated)))
            }
        }
        for verdict in [Verdict.localMinimum(point, .global), .saddle(point), .localMinimum(point, .nonGlobal)] {
            #expect(throws: Refusal.self) {
                try check.check(ReferenceMinima.certificate(certificate.candidate, argument, verdict))
            }
        }
    }

    /// Isolation of a degenerate point rests on its own basis, and is refused where the kernel is not that of opposite
    /// pairs.
    @Test func isolationAtSecondOrder() throws {
        let candidate = ReferenceMinima.candidate(ReferenceMinima.network(ReferenceMinima.opposites[0]))
        let (argument, verdict, point) = try #require(ReferenceMinima.proved(candidate, width: 5))
        let check = CertificateCheck(landscape: ReferenceMinima.landscape(5))
        #expect(point.isIsolated == true && point.nullity == 2 && point.familyDimension == 0)
        try check.check(ReferenceMinima.certificate(candidate, argument, verdict))
        let mutations: [(inout GlobalMinimumArgument) -> Void] = [
            { $0.isolationBasis = nil }, { $0.basis = nil }, { $0.isolationBasis = [1] },
            { $0.isolationBasis = [Double](repeating: 0, count: 324) },
            // an orthonormal basis in which the discs do not separate
            { $0.isolationBasis = (0..<324).map { $0 % 19 == 0 ? 1 : 0 } },
        ]
        for mutate in mutations {
            var mutated = argument
            mutate(&mutated)
            #expect(throws: Refusal.self) { try check.check(ReferenceMinima.certificate(candidate, mutated, verdict)) }
        }
        // the exact hypotheses: two neurons of opposite orientation and different nonzero outputs, nothing else in the
        // kernel
        let parts = SymmetryDecomposition(.sigmoid)
        let v = [Rational(1), Rational(2)], minus = v.map { -$0 }, u = [Rational(3), Rational(-1)]
        func applies(_ list: [([Rational], Int)], nullity: Int, _ parts: SymmetryDecomposition) -> Bool {
            let network = ExactNetwork(weights: list.map(\.0), outputs: list.map { Rational($0.1) })
            return SecondOrderIsolation(network, parts, dimension: 2, nullity: nullity) != nil
        }
        #expect(applies([(v, 2), (minus, 1), (u, 1)], nullity: 2, parts))
        #expect(!applies([(v, 2), (minus, 1), (u, 1)], nullity: 3, parts))
        #expect(!applies([(v, 1), (minus, 1), (u, 1)], nullity: 2, parts))
        #expect(!applies([(v, 2), (v, 1), (u, 1)], nullity: 2, parts))
        #expect(!applies([(v, 2), (minus, 0), (u, 1)], nullity: 2, parts))
        #expect(!applies([(v, 2), (minus, 1), (minus, 3)], nullity: 2, parts))
        #expect(!applies([(v, 2), (minus, 1), (u, 1)], nullity: 2, SymmetryDecomposition(.softplus)))
        #expect(!applies([(v, 2), (minus, 1), (u, 1)], nullity: 2, SymmetryDecomposition(.exp)))
    }

    /// Stating less than is proved is no error.
    @Test func weakerStatementsPass() throws {
        let (landscape, certificate, argument, point) = try Self.good(width: 4)
        var weaker = point
        weaker.nullity = nil
        weaker.isIsolated = nil
        weaker.level = nil
        // as far as what is stated may be from the candidate
        weaker.distanceUpper = Attribution.standard.radius(of: certificate.candidate.point)
        weaker.smallestEigenvalue = .entireLine
        try CertificateCheck(landscape: landscape).check(
            ReferenceMinima.certificate(certificate.candidate, argument, .globalMinimum(weaker)))
    }

    /// The same student proves nothing about other labels, another activation, or a teacher wider than the student.
    @Test func claimIsBoundToItsProblem() throws {
        let (landscape, certificate, argument, _) = try Self.good(width: 4)
        let problem = landscape.problem
        let given = try TwoLayerProblem(
            activation: .sigmoid, data: problem.data,
            labels: .given(numbers: (0..<problem.data.count).map { _ in Rational(1, 2) }))
        let tanh = try TwoLayerProblem(activation: .tanh, data: problem.data, labels: problem.labels)
        for other in [given, tanh] {
            let landscape = TwoLayerLandscape(problem: other, width: 4)
            #expect(throws: Refusal.self) {
                try argument.conclude(in: ReferenceMinima.context(landscape, certificate.candidate.point))
            }
            #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(certificate) }
        }
        // a teacher of width 5 with a silent neuron: the student of width 4 does realize it, but no claim is made
        let silent = Teacher.Neuron(weights: [.one, .one], output: .zero)
        let wider = try TwoLayerProblem(
            activation: .sigmoid, data: problem.data,
            labels: .teacher(Teacher(neurons: ReferenceMinima.teacher.neurons + [silent])))
        #expect(throws: Refusal.self) {
            try argument.conclude(
                in: ReferenceMinima.context(TwoLayerLandscape(problem: wider, width: 4), certificate.candidate.point))
        }
        for other in [given, wider] {
            let landscape = TwoLayerLandscape(problem: other, width: 4)
            let result = GlobalMinimumSearch().search(
                certificate.candidate, in: ReferenceMinima.context(landscape, certificate.candidate.point))
            if result != nil { Issue.record("an argument was proposed") }
        }
    }

    /// On too few data the Jacobian has a smaller rank than the formula says: then no nullity is stated.
    @Test func nullityIsProvedOnTheData() throws {
        let problem = try TwoLayerProblem(
            activation: .sigmoid, data: .points((0..<7).map { [Rational($0, 3), Rational($0 * $0 - 5, 7)] }),
            labels: TwoLayerProblem.reference.labels)
        let landscape = TwoLayerLandscape(problem: problem, width: 4)
        let candidate = ReferenceMinima.candidate(ReferenceMinima.network(ReferenceMinima.width4[0]))
        let context = ReferenceMinima.context(landscape, candidate.point)
        guard case .proved(_, let verdict)? = GlobalMinimumSearch().search(candidate, in: context) else {
            Issue.record("nothing was proved")
            return
        }
        #expect(verdict.criticalPoint?.nullity == nil)
        #expect(verdict.criticalPoint?.isIsolated == nil)
        #expect(verdict.criticalPoint?.smallestEigenvalue.contains(0) == true)
    }

    @Test(arguments: [4, 5]) func jsonRoundTrip(width: Int) throws {
        let (landscape, certificate, argument, _) = try Self.good(width: width)
        let text = GlobalMinimumCoding.encode(argument).serialized()
        let cursor = JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: "test"), file: "test")
        let again = try GlobalMinimumCoding.decode(cursor)
        #expect(again.network == argument.network)
        #expect(again.basis == argument.basis)
        #expect(again.uniqueness == argument.uniqueness)
        try CertificateCheck(landscape: landscape).check(
            ReferenceMinima.certificate(certificate.candidate, again, certificate.verdict))
        for broken in [
            "{}", "[]", text.replacing("\"outputs\"", with: "\"output\""),
            text.replacing("\"basis\":[]", with: "\"basis\":[[1,0]]"),
        ] {
            #expect(throws: FormatError.self) {
                try GlobalMinimumCoding.decode(
                    JSONCursor(try JSONValue.parse(bytes: Array(broken.utf8), file: "test"), file: "test"))
            }
        }
    }
}
