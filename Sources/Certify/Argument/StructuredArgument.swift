import Rigor

/// What an argument may use: the exact candidate, the landscape, the arithmetic, and the reference loss.
public struct ProofContext: Sendable {
    /// The loss in question.
    public let landscape: any Landscape
    /// The parameters that the verdict is about, n exact numbers.
    public let candidate: [Dyadic]
    /// Precision at which quantities are enclosed. That of float64 lets an argument use float64 with bounds known
    /// beforehand where it can; a check asks for it only where it may be fast (``CheckingArithmetic/fast``).
    public let precision: Precision
    /// With what losses are compared; verified beforehand.
    public let reference: Reference?
    /// Where an argument enters what it verified; nil where nobody reads it.
    public let ledger: ProofLedger?

    public init(
        landscape: any Landscape, candidate: [Dyadic], precision: Precision, reference: Reference?,
        ledger: ProofLedger? = nil
    ) {
        self.landscape = landscape
        self.candidate = candidate
        self.precision = precision
        self.reference = reference
        self.ledger = ledger
    }

    /// The arithmetic of that precision.
    public var level: EvaluationLevel { precision == .float64 ? .float64 : .multiple(precision) }

    /// The same context with another ledger.
    func entering(_ ledger: ProofLedger?) -> ProofContext {
        ProofContext(
            landscape: landscape, candidate: candidate, precision: precision, reference: reference, ledger: ledger)
    }
}

/// An argument that rests on the structure of one kind of landscape.
///
/// It holds every number it uses. `conclude` verifies its hypotheses one by one and searches for nothing; the search
/// calls it to find out what is proved, and `certify check` calls it again.
public protocol StructuredArgument: Sendable {
    /// Verifies everything, enters each hypothesis in the ledger of the context, and returns what is proved.
    func conclude(in context: ProofContext) throws(Refusal) -> Verdict
}

/// A search for structured arguments. Untrusted: what it returns has been concluded, and is concluded again by the
/// check.
public protocol StructureSearch: Sendable {
    /// Whether to ask before looking for an isolated critical point: for structures that say more than isolation does.
    var precedesIsolatedPoints: Bool { get }
    /// Whether it may conclude in another arithmetic than that of the context, so that what it states needs slack for
    /// a check to confirm it.
    var concludesInOtherArithmetic: Bool { get }
    /// The best argument found for the candidate, with what it proves, or why none was found (nil: nothing was
    /// recognised).
    func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult?
}

extension StructureSearch {
    public var concludesInOtherArithmetic: Bool { true }
}

/// What a search for structure came back with.
public enum StructureSearchResult: Sendable {
    /// An argument that was concluded, with what it proves.
    case proved(any StructuredArgument, Verdict)
    /// A structure was recognised but not proved, for this reason.
    case open(String)
    /// In float64 the candidate is on its way to infinity, in a way that no proof covers; which way, and why. It stands
    /// for no critical point, so its own neighbourhood is what can be spoken of.
    case escaping(String)
}
