import Certify
import Interchange
import Networks
import Rigor

extension CoqCertificate {
    /// The Coq certificate of an isolated critical point: of any index, near the candidate, with the numbers that the
    /// verdict states.
    ///
    /// Two boxes around the centre: a large one that holds no other critical point, and a near one in half of which the
    /// critical point lies and on which the Hessian is enclosed. Radii and witnesses are chosen here so that the tests
    /// have slack; the choice is search, the checker evaluates. Where 53-bit intervals may be too wide for the
    /// eigenvalues stated, weaker theorems stand behind.
    public init(
        isolatedPoint witness: IsolatedPointWitness, stated: CriticalPoint, candidate: [Dyadic], reference: Reference?,
        landscape: TwoLayerLandscape
    ) throws(CoqUnsupported) {
        let point = try CoqIsolatedPoint(witness, stated, candidate, landscape)
        let problem = try CoqSyntax.problem(landscape.problem)
        let certificates = try point.eigenvalues.map { pair throws(CoqUnsupported) in
            try Self.isolatedPoint(point, pair.smallest, pair.largest, problem, reference, landscape)
        }
        guard let first = certificates.first else { throw .notReached("LAPACK finds no Cholesky factor of H - mu I") }
        self = first.or(Array(certificates.dropFirst()))
    }

    private static func isolatedPoint(
        _ point: CoqIsolatedPoint, _ smallest: CoqIsolatedPoint.Eigenvalue, _ largest: CoqIsolatedPoint.Eigenvalue,
        _ problem: (term: String, hash: String), _ reference: Reference?, _ landscape: TwoLayerLandscape
    ) throws(CoqUnsupported) -> CoqCertificate {
        let box = point.box, stated = point.stated
        let existence = try CoqExistence(box, radius: point.half, contraction: 0.5)
        // a strict saddle is no global minimum whatever the reference
        let compared =
            point.index > 0
            ? ("NoReference", true) : try referenceTerm(reference, lossAbove: point.loss.lower, landscape: landscape)
        let isNonGlobal = compared.1
        let vectors: ([[Double]]) -> String = { CoqSyntax.list($0.map { CoqSyntax.list($0.map(CoqSyntax.number)) }) }
        let numbers = [smallest.bounds, largest.bounds, point.loss].flatMap { [$0.lower, $0.upper] }.map(
            CoqSyntax.number)
        let distances = [point.away, point.uniqueness.unique].map(CoqSyntax.number)
        let level = CoqLevel(stated: stated.level, candidate: point.candidate, away: point.away, landscape)
        // the volume of { L < L(p*) + t } is of the order t^(n/2)
        let volume = LearningCoefficient(Rational(box.order) / Rational(2))
        let kind = point.index == 0 ? "strict local minimum" : "strict saddle of index \(point.index)"
        return CoqCertificate(
            problem: problem, definitions: [("candidate", CoqSyntax.list(point.candidate.map(CoqSyntax.dyadic)))],
            constructor: "IsolatedPoint",
            fields: [
                String(box.width), CoqSyntax.list(box.centre.map(CoqSyntax.dyadic)),
                CoqSyntax.number(point.uniqueness.radius),
                CoqSyntax.number(2 * point.half), existence.term, vectors(point.negative), vectors(point.positive),
                CoqSyntax.number(smallest.shift), vectors(smallest.columns), CoqSyntax.number(smallest.error),
                CoqSyntax.list(point.direction.map(CoqSyntax.number)),
                CoqSyntax.number(largest.shift), vectors(largest.columns), CoqSyntax.number(largest.error),
                CoqSyntax.list(point.largestDirection.map(CoqSyntax.number)),
                CoqSyntax.number(point.norm), "candidate",
            ] + distances + numbers + [compared.0],
            stem: "isolated_point", verdict: "IsolatedPointVerdict",
            proposition:
                "isolated_critical_point user_problem \(box.width) candidate \(distances.joined(separator: " ")) "
                + "\(point.index) "
                + "\(numbers.joined(separator: " ")) \(isNonGlobal)",
            addition: level.map { ($0.proposition, $0.lemma) },
            gradientBits: box.gradientBits(for: existence.newtonStep * box.gap),
            statement:
                "an isolated, nondegenerate critical point, a \(kind), lies within "
                + "\(OutwardDecimal.upper(point.away)) of the candidate, and no other critical point within "
                + "\(OutwardDecimal.lower(point.uniqueness.unique)) of it; "
                + "smallest eigenvalue in \(OutwardDecimal.interval(smallest.bounds)), largest in "
                + "\(OutwardDecimal.interval(largest.bounds)), loss in \(OutwardDecimal.interval(point.loss))"
                + (point.index == 0 ? "; learning coefficient \(volume)" : "")
                + (isNonGlobal ? "; it is not a global minimum" : "") + (level?.words ?? ""),
            saying: [
                .kind: .whole, .index: .whole, .nullity: .whole, .isolation: .whole,
                .level: level == nil ? .nothing : .whole,
                .uniquenessRadius: coverage(point.uniqueness.unique, atLeast: stated.uniquenessRadius),
                .learningCoefficient: point.index == 0 && stated.learningCoefficient == volume ? .whole : .nothing,
                .nonGlobality: isNonGlobal ? .whole : .nothing,
                .distance: point.away <= stated.distanceUpper
                    ? .whole : .part("at most \(OutwardDecimal.upper(point.away))"),
                .loss: coverage(point.loss, stated.loss),
                .smallestEigenvalue: coverage(smallest.bounds, stated.smallestEigenvalue),
                .largestEigenvalue: coverage(largest.bounds, stated.largestEigenvalue ?? largest.bounds),
            ])
    }

    private static func coverage(_ proved: Bounds, _ stated: Bounds) -> CoqClaim.Coverage {
        proved.lower >= stated.lower && proved.upper <= stated.upper
            ? .whole : .part("in \(OutwardDecimal.interval(proved))")
    }

    private static func coverage(_ proved: Double, atLeast stated: Double?) -> CoqClaim.Coverage {
        proved >= stated ?? proved ? .whole : .part("no other within \(OutwardDecimal.lower(proved))")
    }

    /// The field `reference` of a minimum with loss above `lossAbove`, and whether it shows that the minimum is not
    /// global.
    static func referenceTerm(
        _ reference: Reference?, lossAbove: Double, landscape: TwoLayerLandscape
    ) throws(CoqUnsupported) -> (term: String, isNonGlobal: Bool) {
        switch reference {
        case .infimumZero where lossAbove > 0:
            guard let teacher = landscape.problem.teacher else { throw .problem("no teacher") }
            let zero = Teacher.Neuron(
                weights: [Rational](repeating: .zero, count: landscape.inputDimension), output: .zero)
            let padded =
                teacher.neurons + [Teacher.Neuron](repeating: zero, count: max(0, landscape.width - teacher.width))
            return (
                "(ZeroLoss \(CoqSyntax.list(padded.flatMap { $0.outputs + $0.weights }.map(CoqSyntax.rational))))", true
            )
        case .point(let point, let upper) where upper < lossAbove:
            let ordered = CoqSyntax.neuronByNeuron(point, width: landscape.width, dimension: landscape.inputDimension)
            // stated a little higher, below the loss of the minimum
            let bound = 0.5 * (upper + lossAbove)
            return ("(BetterPoint \(CoqSyntax.list(ordered.map(CoqSyntax.dyadic))) \(CoqSyntax.number(bound)))", true)
        default:
            return ("NoReference", false)
        }
    }
}
