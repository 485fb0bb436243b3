import Certify
import Rigor

/// Everything the proof of one exact global minimum uses (MATHEMATICS section 7).
///
/// **Theorem.** Let theta0 be a rational student whose normal form, with the output bias that it trains or holds fixed,
/// equals in every output that of the teacher that made the labels, and let nothing decay. Then
/// 1. the student is the teacher as a function, L(theta0) = 0, and theta0 is a global minimum (L is a mean of squares);
///    so it is where a polynomial activation makes them the same polynomials, whatever their neurons
/// (`PolynomialNetwork`,
///    which then also says what 3 and 5 need);
/// 2. grad L(theta0) = 0 and Hess L(theta0) is a positive multiple of J'J, since all residuals are 0: no negative
///    eigenvalue;
/// 3. the nullity is n - rank J. rank J <= rank M, an exact rank (`ExactNetwork.jacobianRankUpper`), so it is at least
///    n - rank M; when at least rank M eigenvalues of an enclosure of Hess L(theta0) are positive it is exactly that;
/// 4. when n eigenvalues are positive theta0 is isolated (inverse function theorem); with a `Uniqueness` witness it is
///    the only critical point of an explicit ball: `IsolatedPointWitness` gives exactly one in a ball that contains
///    theta0, which is critical; A degenerate one is isolated when `SecondOrderIsolation` says so;
/// 5. theta0 lies on an affine family of global minima (`GlobalMinimumFamily`), and is not isolated if that has
///    positive dimension.
///
/// Nothing is claimed about uniqueness of theta0 among the zeros of L on the data, except by 4.
public struct GlobalMinimumArgument: StructuredArgument {
    /// theta0.
    public var network: ExactNetwork
    /// Approximate eigenvectors of Hess L(theta0), rows of an n by n matrix, by which signs of eigenvalues are counted,
    /// or none of them, `[]`, to count by factorizations; nil to claim nothing.
    public var basis: [Double]?
    /// nil unless theta0 is nondegenerate.
    public var uniqueness: Uniqueness?
    /// Approximate eigenvectors, in rows, of the matrix of `SecondOrderIsolation`, or none of them, `[]`; nil unless
    /// isolation of a degenerate point is claimed.
    public var isolationBasis: [Double]?

    public init(
        network: ExactNetwork, basis: [Double]? = nil, uniqueness: Uniqueness? = nil, isolationBasis: [Double]? = nil
    ) {
        self.network = network
        self.basis = basis
        self.uniqueness = uniqueness
        self.isolationBasis = isolationBasis
    }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        // 0. a realizing teacher, and a student of the right shape
        let (landscape, teacher) = try Self.realizableTeacher(context.landscape)
        let n = landscape.parameterCount, d = landscape.inputDimension
        guard network.fits(landscape.layout), context.candidate.count == n else {
            throw .dimension(expected: n, found: network.parameters.count)
        }
        // 1. one function
        let problem = landscape.problem, parts = SymmetryDecomposition(problem.activation)
        try network.requireFunction(of: teacher, on: problem)
        let ledger = context.ledger?.argument("An exact global minimum theta0 (MATHEMATICS section 7)")
        ledger?.note("theta0 is the exact rational student in the certificate.")
        ledger?.hypothesis(
            PolynomialNetwork(network, problem) == nil
                ? "theta0 and the teacher have the same normal form in every output"
                : "theta0 and the teacher are the same polynomial in every output", .exactly("exactly"))
        // 3. signs of the eigenvalues of Hess L(theta0)
        let (rankUpper, familyDimension) = network.rankAndFamily(on: problem)
        let curvature = try self.curvature(landscape, context.level, rankUpper: rankUpper, ledger)
        // 5. the family
        var coefficient = LearningCoefficient.morseBott(
            parameters: n, nullity: curvature.nullity, familyDimension: familyDimension)
        let isIsolated: Bool?
        if familyDimension > 0 {
            isIsolated = false
        } else if curvature.nullity == 0 {
            isIsolated = true
        } else if let isolationBasis {
            // 4. second order
            guard let nullity = curvature.nullity,
                let isolation = SecondOrderIsolation(network, parts, dimension: d, nullity: nullity),
                try isolation.isProved(
                    on: landscape, level: context.level, basis: isolationBasis, rank: n - nullity)
            else { throw .inequality("isolation of the degenerate point is not proved") }
            isIsolated = true
            coefficient = isolation.learningCoefficient(parameters: n)
            ledger?.hypothesis(
                "rank [J, G] >= rank J + columns of G: second-order isolation",
                .exactly("rank >= \(n - nullity + isolation.extraColumns)"))
        } else {
            isIsolated = nil
        }
        if let ledger {
            ledger.hypothesis(
                "dimension of the family of global minima through theta0", .exactly("\(familyDimension)"))
            ledger.conclusion("Hence theta0 is the teacher as a function: L(theta0) = 0, and no loss is smaller.")
            let isolation =
                switch isIsolated {
                case true?: "It is isolated."
                case false?: "It is not isolated: it lies on a family of such of dimension \(familyDimension)."
                case nil: "Whether it is isolated is not stated."
                }
            ledger.conclusion(isolation)
        }
        return .globalMinimum(
            CriticalPoint(
                loss: Bounds(lower: 0, upper: 0), gradientNormUpper: 0, smallestEigenvalue: curvature.smallest,
                indexLower: 0, indexUpper: 0, nullity: curvature.nullity, isIsolated: isIsolated,
                distanceUpper: network.parameters.distanceUpper(from: context.candidate), isProvedNonGlobal: false,
                familyDimension: familyDimension, level: 0, structure: network.describe(against: teacher, on: problem),
                uniquenessRadius: uniqueness?.radius(around: network.parameters),
                largestEigenvalue: curvature.largest, learningCoefficient: coefficient))
    }

    /// The landscape with the teacher that makes 0 its infimum.
    package static func realizableTeacher(_ landscape: any Landscape) throws(Refusal) -> (TwoLayerLandscape, Teacher) {
        guard let landscape = landscape as? TwoLayerLandscape, let teacher = landscape.problem.teacher,
            landscape.knownInfimum == .zeroByRealizingTeacher
        else { throw .inequality("the labels do not come from a teacher that the student can realize") }
        return (landscape, teacher)
    }

    /// The nullity, if proved, and enclosures of the smallest and, where a basis is given, the largest eigenvalue of
    /// Hess L(theta0).
    private func curvature(
        _ landscape: TwoLayerLandscape, _ level: EvaluationLevel, rankUpper: Int, _ ledger: ProofLedger?
    ) throws(Refusal) -> (nullity: Int?, smallest: Bounds, largest: Bounds?) {
        let n = landscape.parameterCount
        // rank J < n: 0 is an eigenvalue, and none is negative
        let zero = Bounds(lower: 0, upper: 0)
        guard let basis else {
            guard uniqueness == nil else { throw .inequality("uniqueness is stated without a basis") }
            return (nil, rankUpper < n ? zero : Bounds(lower: 0, upper: .infinity), nil)
        }
        guard basis.isEmpty || basis.count == n * n else {
            throw .dimension(expected: n * n, found: basis.count)
        }
        let vectors = basis.isEmpty ? nil : basis
        return try Refusal.refusing {
            let evaluator = try landscape.makeEvaluator(level)
            if let uniqueness {
                let (smallest, largest) = try uniqueness.extremeEigenvalues(
                    at: network.parameters, basis: vectors, with: evaluator, ledger: ledger)
                guard rankUpper == n else {
                    throw Refusal.inequality("a nondegenerate zero-loss point of rank at most \(rankUpper)")
                }
                return (0, smallest, largest)
            }
            let (point, distance) = Uniqueness.centre(network.parameters)
            let enclosure = try evaluator.enclosure(on: Ball(centre: point, radius: distance), order: .hessian)
            guard let hessian = enclosure.hessian else { throw Refusal.inequality("no Hessian was enclosed") }
            let spectrum = try hessian.spectrum(basis: vectors)
            guard spectrum.positiveAtLeast <= rankUpper, spectrum.negativeAtLeast == 0 else {
                throw Refusal.inequality(
                    "\(spectrum.positiveAtLeast) positive and \(spectrum.negativeAtLeast) negative eigenvalues "
                        + "contradict rank <= \(rankUpper)"
                )
            }
            let isComplete = spectrum.positiveAtLeast == rankUpper
            ledger?.hypothesis("rank J <= rank M, an exact rank", .exactly("<= \(rankUpper) of \(n)"))
            ledger?.hypothesis(
                "positive eigenvalues of Hess L(theta0) = (2/N) J'J", .exactly(">= \(spectrum.positiveAtLeast)"))
            if isComplete { ledger?.conclusion("Hence the nullity is exactly \(n - rankUpper).") }
            let smallest =
                rankUpper < n
                ? zero : Bounds(lower: Directed.maximum(0, spectrum.smallest.lower), upper: spectrum.smallest.upper)
            return (isComplete ? n - rankUpper : nil, smallest, spectrum.largest)
        }
    }
}
