import Rigor

/// The proof behind a verdict: witnesses with every number they use.
public indirect enum Argument: Sendable {
    /// An isolated critical point near the candidate.
    case isolatedPoint(IsolatedPointWitness)
    /// An argument that uses the structure of the landscape: duplicates, exact global minima, channels.
    case structured(any StructuredArgument)
    /// No critical point in a ball around the candidate; beside it, the argument for the critical point that the search
    /// reached.
    case exclusion(ExclusionWitness, nearest: Argument?)
    /// Nothing is claimed.
    case none
}

/// With what the loss of a minimum is compared to prove that it is not global (Lemma 2).
public enum Reference: Sendable, Equatable {
    /// The infimum is exactly 0.
    case infimumZero(KnownInfimum)
    /// A point whose loss is at most `lossUpper`; any point will do.
    case point([Dyadic], lossUpper: Double)

    /// Upper bound of the reference loss.
    public var lossUpper: Double {
        switch self {
        case .infimumZero: 0
        case .point(_, let upper): upper
        }
    }
}

/// Enclosures of the float64 claims at the candidate itself.
public struct CandidateEnclosure: Sendable {
    /// Of the loss.
    public var loss: Bounds
    /// Of the Euclidean norm of the gradient.
    public var gradientNorm: Bounds
    /// Of the smallest eigenvalue of the Hessian.
    public var smallestEigenvalue: Bounds
    /// The basis in which the smallest eigenvalue was bounded, the rows of an n by n matrix; nil where it was bounded
    /// by a factorization.
    public var basis: [Double]?
    /// Bits of the arithmetic that enclosed.
    public var bits: Int

    public init(loss: Bounds, gradientNorm: Bounds, smallestEigenvalue: Bounds, basis: [Double]? = nil, bits: Int = 128)
    {
        self.bits = bits
        self.loss = loss
        self.gradientNorm = gradientNorm
        self.smallestEigenvalue = smallestEigenvalue
        self.basis = basis
    }
}

/// One attempt of the precision ladder and why it did not decide.
public struct Rung: Sendable, Equatable {
    /// Bits of the significand.
    public var bits: Int
    /// What could not be verified, in words.
    public var failure: String

    public init(bits: Int, failure: String) {
        self.bits = bits
        self.failure = failure
    }
}

/// A verdict with everything needed to check it, except the problem, to which it is bound by its hash.
public struct Certificate: Sendable {
    /// What the verdict is about.
    public var candidate: Candidate
    /// What is stated.
    public var verdict: Verdict
    /// Why it holds.
    public var argument: Argument
    /// With what losses were compared; nil when there was nothing.
    public var reference: Reference?
    /// Loss, gradient norm and smallest eigenvalue at the candidate itself; nil when they could not be enclosed.
    public var candidateEnclosure: CandidateEnclosure?
    /// How near the candidate has to be to what is stated; at most ``Attribution/standard``.
    public var attribution: Attribution
    /// What the float64 claims that came with the candidate are worth.
    public var audit: Audit
    /// Bits of the arithmetic that decided.
    public var bits: Int
    /// What was tried before and did not decide.
    public var rungs: [Rung]
    /// For `not-critical`: the way in which the candidate escapes to infinity, as float64 shows it. Not part of what is
    /// proved.
    public var approximateEscape: String?
    /// Seconds of processor time that the search took on its thread; not part of what is proved.
    public var seconds: Double

    public init(
        candidate: Candidate, verdict: Verdict, argument: Argument, reference: Reference?,
        candidateEnclosure: CandidateEnclosure?, attribution: Attribution = .standard, audit: Audit = Audit(),
        bits: Int,
        rungs: [Rung], approximateEscape: String? = nil, seconds: Double
    ) {
        self.candidate = candidate
        self.verdict = verdict
        self.argument = argument
        self.reference = reference
        self.candidateEnclosure = candidateEnclosure
        self.attribution = attribution
        self.audit = audit
        self.bits = bits
        self.rungs = rungs
        self.approximateEscape = approximateEscape
        self.seconds = seconds
    }
}
