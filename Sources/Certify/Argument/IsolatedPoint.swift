import Rigor

/// Everything the proof of one isolated critical point uses, as exact numbers.
///
/// **Theorem** (Newton-Kantorovich with C = Hess L(p)^-1, MATHEMATICS sections 3 and 4). Let all eigenvalues of Hess
/// L(p) have absolute value at least mu > 0, let Hess L be K2-Lipschitz on the closed ball B(p, rho), lambda' = mu - K2
/// rho > 0, and |grad L(p)| <= epsilon < lambda' rho. Then L has exactly one critical point p* in B(p, rho); |p* - p|
/// <= epsilon / lambda'; on the ball the Hessian is regular with the inertia of Hess L(p).
///
/// *Proof.* T(q) = q - C grad L(q) has derivative I - C Hess L(q) of norm at most K2 rho / mu = kappa < 1 on the ball
/// and |T(p) - p| <= epsilon / mu < (1 - kappa) rho: Banach. |p* - p| <= (epsilon / mu) / (1 - kappa). Eigenvalues move
/// by at most K2 rho < mu (Weyl). ∎
///
/// When all eigenvalues are positive this is the sharper form of Lemma 1 (section 3): Hess L >= lambda' on the ball, p*
/// is a strict local minimum.
public struct IsolatedPointWitness: Sendable {
    /// p, exact.
    public var centre: [Dyadic]
    /// rho.
    public var radius: Double
    /// epsilon >= |grad L(p)|.
    public var gradientNorm: Double
    /// mu: a lower bound of the absolute values of all eigenvalues of Hess L(p).
    public var spectralGap: Double
    /// Bounds of the Lipschitz constants on B(p, rho).
    public var lipschitz: LipschitzConstants
    /// Approximate eigenvectors of Hess L(p), the rows of an n by n matrix, in which its spectrum is bounded; nil where
    /// it is bounded by factorizations, which whoever checks makes himself.
    public var basis: [Double]?
    /// The published lemmas at p, for a minimum; the theorem does not need them.
    public var lemmas: PublishedLemmas?

    public init(
        centre: [Dyadic], radius: Double, gradientNorm: Double, spectralGap: Double,
        lipschitz: LipschitzConstants, basis: [Double]? = nil, lemmas: PublishedLemmas? = nil
    ) {
        self.centre = centre
        self.radius = radius
        self.gradientNorm = gradientNorm
        self.spectralGap = spectralGap
        self.lipschitz = lipschitz
        self.basis = basis
        self.lemmas = lemmas
    }
}

/// What is proved about an isolated critical point p*.
public struct IsolatedPoint: Sendable {
    /// |p* - p| is at most this.
    public var existenceRadius: Double
    /// No other critical point lies this close to p.
    public var uniquenessRadius: Double
    /// Signs of all eigenvalues of Hess L(p*).
    public var inertia: Inertia
    /// Enclosure of the smallest eigenvalue of Hess L(p*).
    public var smallestEigenvalue: Bounds
    /// Enclosure of the largest eigenvalue of Hess L(p*).
    public var largestEigenvalue: Bounds
    /// Enclosure of L(p*).
    public var loss: Bounds
    /// Enclosure of L(p) at the centre.
    public var centreLoss: Bounds
    /// Enclosure of the smallest eigenvalue of Hess L(p) at the centre.
    public var centreSmallestEigenvalue: Bounds
    /// Lemma 1 in its published form, for a minimum.
    public var lemma1: Lemma1?

    /// Whether p* is a strict local minimum.
    public var isMinimum: Bool { inertia.negative == 0 }
}

extension IsolatedPointWitness {
    /// lambda' = mu - K2 rho, of the stated numbers.
    public var reducedGap: LowerBound { LowerBound(spectralGap) - UpperBound(lipschitz.hessian) * UpperBound(radius) }

    /// epsilon / lambda' from the stated numbers, rounded up: once these are verified, the critical point is this near
    /// to the centre. nil unless lambda' > 0.
    public var statedExistenceRadius: Double? { reducedGap > 0 ? (UpperBound(gradientNorm) / reducedGap).value : nil }

    /// Verifies the hypotheses of the theorem, in its order, from an enclosure at the centre and Lipschitz constants on
    /// the ball.
    ///
    /// - Parameters:
    ///   - enclosure: loss, gradient and Hessian at the centre (radius 0).
    ///   - measured: Lipschitz constants on the ball B(centre, radius).
    public func conclude(
        enclosure: LocalEnclosure, measured: LipschitzConstants, ledger: ProofLedger? = nil
    ) throws(Refusal) -> IsolatedPoint {
        let ledger = ledger?.argument(
            "An isolated critical point by Newton-Kantorovich (MATHEMATICS sections 3 and 4)")
        ledger?.note("p and rho are the exact centre and radius in the certificate.")
        guard let gradient = enclosure.gradient, let hessian = enclosure.hessian else {
            throw .inequality("no gradient or Hessian was enclosed")
        }
        let n = centre.count
        guard gradient.count == n, hessian.rows == n, basis.map({ $0.count == n * n }) ?? true else {
            throw .dimension(expected: n, found: gradient.count)
        }
        // 0. the stated numbers are numbers
        try requireBound("radius", radius, positive: true)
        try requireBound("gradient norm", gradientNorm)
        try requireBound("spectral gap", spectralGap, positive: true)
        // 1. all |lambda_k(Hess L(p))| >= mu
        let spectrum: SpectrumEnclosure
        do { spectrum = try hessian.spectrum(basis: basis) } catch { throw .spectrum(error) }
        guard let inertia = spectrum.inertia else {
            throw .signsOpen(
                positive: spectrum.positiveAtLeast, negative: spectrum.negativeAtLeast, order: n,
                smallest: spectrum.smallest)
        }
        let gap = Directed.minimum(of: spectrum.eigenvalues.map(\.mignitude)) ?? 0
        guard spectralGap <= gap else {
            throw .boundExceeded(quantity: "spectral gap", stated: spectralGap, measured: gap)
        }
        ledger?.hypothesis(
            "|lambda_k(Hess L(p))| >= mu, all k", .atLeast(gap), stated: .init("mu", .atLeast(spectralGap)),
            slack: .factor(of: spectralGap, below: gap))
        // 2. Hess L is K2-Lipschitz on B(p, rho)
        try require("Lipschitz constant of the loss", measured.loss, atMost: lipschitz.loss)
        try require("Lipschitz constant of the gradient", measured.gradient, atMost: lipschitz.gradient)
        try require("Lipschitz constant of the Hessian", measured.hessian, atMost: lipschitz.hessian)
        ledger?.hypothesis(
            "Hess L is K2-Lipschitz on B(p, rho)", .atMost(measured.hessian),
            stated: .init("K2", .atMost(lipschitz.hessian)),
            slack: .factor(of: measured.hessian, below: lipschitz.hessian))
        ledger?.also(
            "L is K0-Lipschitz there", .atMost(measured.loss), stated: .init("K0", .atMost(lipschitz.loss)),
            slack: .factor(of: measured.loss, below: lipschitz.loss))
        ledger?.also(
            "grad L is K1-Lipschitz there", .atMost(measured.gradient),
            stated: .init("K1", .atMost(lipschitz.gradient)),
            slack: .factor(of: measured.gradient, below: lipschitz.gradient))
        ledger?.also("", stated: .init("rho", .atLeast(radius)))
        // 3. lambda' = mu - K2 rho > 0
        let reducedGap = self.reducedGap
        guard reducedGap > 0 else {
            throw .inequality("mu - K2 rho > 0 fails: mu = \(spectralGap), mu - K2 rho >= \(reducedGap)")
        }
        ledger?.hypothesis("lambda' = mu - K2 rho > 0", .atLeast(reducedGap.value))
        // 4. |grad L(p)| <= epsilon
        try require("gradient norm", gradient.norm.upper, atMost: gradientNorm)
        ledger?.hypothesis(
            "|grad L(p)| <= epsilon", .atMost(gradient.norm.upper), stated: .init("epsilon", .atMost(gradientNorm)),
            slack: .factor(of: gradient.norm.upper, below: gradientNorm))
        // 5. epsilon < lambda' rho
        let epsilon = UpperBound(gradientNorm), limit = reducedGap * LowerBound(radius)
        guard epsilon < limit else {
            throw .inequality("epsilon < (mu - K2 rho) rho fails: epsilon = \(epsilon), right side >= \(limit)")
        }
        ledger?.hypothesis(
            "epsilon < lambda' rho", .below(epsilon.value, limit.value),
            slack: .factor(of: epsilon.value, below: limit.value))

        // Conclusions
        let existence = epsilon / reducedGap, shift = UpperBound(lipschitz.hessian) * existence
        if let ledger {
            let distance = OutwardDecimal.upper(existence.value, digits: 5)
            ledger.conclusion(
                "Hence exactly one critical point p* in B(p, rho), |p* - p| <= epsilon / lambda' <= \(distance).")
            ledger.conclusion(
                "All \(n) eigenvalues of the Hessian are accounted for: \(inertia.positive) positive, "
                    + "\(inertia.negative) negative, on the whole ball.")
        }
        // |L(p*) - L(p)| <= sup |grad L| |p* - p|, with sup |grad L| <= min(K0, epsilon + K1 |p* - p|) on the segment
        let slope = UpperBound.min(UpperBound(lipschitz.loss), epsilon + UpperBound(lipschitz.gradient) * existence)
        return IsolatedPoint(
            existenceRadius: existence.value, uniquenessRadius: radius, inertia: inertia,
            smallestEigenvalue: spectrum.smallest.widened(by: shift),
            largestEigenvalue: spectrum.largest.widened(by: shift),
            loss: enclosure.loss.widened(by: slope * existence),
            centreLoss: enclosure.loss, centreSmallestEigenvalue: spectrum.smallest,
            lemma1: inertia.negative == 0
                ? Lemma1(
                    gradientNorm: gradientNorm, smallestEigenvalue: spectralGap, thirdDerivative: lipschitz.hessian,
                    trialRadius: radius)
                : nil)
    }

    /// Encloses what the theorem needs with the given evaluator and verifies it.
    public func conclude(
        with evaluator: any LandscapeEvaluator, ledger: ProofLedger? = nil
    ) throws(Refusal) -> IsolatedPoint {
        try requireBound("radius", radius, positive: true)
        return try Refusal.refusing {
            let enclosure = try evaluator.enclosure(on: Ball(centre: centre), order: .hessian)
            let constants = try evaluator.lipschitzConstants(on: Ball(centre: centre, radius: radius))
            return try conclude(enclosure: enclosure, measured: constants, ledger: ledger)
        }
    }
}
