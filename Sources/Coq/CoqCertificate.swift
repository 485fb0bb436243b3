import Certify
import Rigor

/// A certificate as a record of the Coq development, with the theorem that its checker proves.
public struct CoqCertificate: Sendable {
    /// The problem, and the SHA-256 of its canonical form, which Coq computes as well.
    let problem: (term: String, hash: String)
    /// What the statement and the record call by a name: the candidate, for example.
    let definitions: [(name: String, term: String)]
    /// Name of the record's constructor, for example `IsolatedPoint`.
    let constructor: String
    /// Fields in the order of the record, after the problem, as Coq terms.
    let fields: [String]
    /// Stem of the names `STEM_report` and `STEM_sound`.
    let stem: String
    /// The proposition of the checker, for example `IsolatedPointVerdict`.
    public let verdict: String
    /// The statement with its numbers, of which the first word is defined in `proofs/Statements.v`, as Coq prints it.
    public let proposition: String
    /// A second proposition of the theorem, and the lemma that proves it by evaluation; nil when there is none.
    let addition: (proposition: String, lemma: String)?
    /// Whether the tests need interval arithmetic (an engine and its precisions).
    let usesEngine: Bool
    /// Bits at which gradients are enclosed.
    let gradientBits: Int
    /// What is proved, in words; decimals are rounded outward.
    public private(set) var statement: String
    /// What the theorem says of each thing that a verdict can state; of what is not named it says nothing.
    private let theoremSays: [CoqClaim.Subject: CoqClaim.Coverage]
    /// Everything the certificate's verdict states, and how much of it is in the theorem.
    public private(set) var claims: [CoqClaim] = []
    /// Weaker theorems, to be tried in this order when Coq rejects this one.
    private(set) var alternatives: [CoqCertificate] = []

    /// The engine that evaluates.
    public enum Engine: String, Sendable, CaseIterable {
        /// Primitive floats for Hessians, big integers for gradients: fast; trusts the kernel's machine arithmetic.
        case fast
        /// Integers of Coq's standard library alone: slow; no axioms but those of the real numbers.
        case clean

        var module: String { self == .fast ? "FastEngine" : "CleanEngine" }
        var prefix: String { self == .fast ? "Fast." : "Clean." }
    }

    /// The same certificate, more said of it.
    func saying(_ more: String) -> CoqCertificate {
        var result = self
        result.statement += more
        result.alternatives = alternatives.map { $0.saying(more) }
        return result
    }

    /// The same certificate, with weaker ones behind it.
    func or(_ alternatives: [CoqCertificate]) -> CoqCertificate {
        var result = self
        result.alternatives = alternatives
        return result
    }

    /// Compares the theorem with what a verdict states.
    mutating func compare(with verdict: Verdict) {
        claims = CoqClaim.claims(of: verdict, theorem: theoremSays)
        for position in alternatives.indices { alternatives[position].compare(with: verdict) }
    }

    /// Whether the theorem contains everything that the verdict states.
    public var isWhole: Bool { !claims.isEmpty && claims.allSatisfy { $0.coverage == .whole } }

    /// - Parameter proposition: nil where the statement is that of the record, `VERDICT certificate`.
    init(
        problem: (term: String, hash: String), definitions: [(name: String, term: String)] = [], constructor: String,
        fields: [String],
        stem: String, verdict: String, proposition: String? = nil,
        addition: (proposition: String, lemma: String)? = nil,
        usesEngine: Bool = true, gradientBits: Int,
        statement: String,
        saying theoremSays: [CoqClaim.Subject: CoqClaim.Coverage]
    ) {
        self.problem = problem
        self.definitions = definitions
        self.constructor = constructor
        self.fields = fields
        self.stem = stem
        self.verdict = verdict
        self.proposition = proposition ?? "\(verdict) certificate"
        self.addition = addition
        self.usesEngine = usesEngine
        self.gradientBits = gradientBits
        self.statement = statement
        self.theoremSays = theoremSays
    }
}

/// Why a certificate has no Coq counterpart.
public enum CoqUnsupported: Error, Sendable, CustomStringConvertible {
    case problem(String)
    case verdict(String)
    case notReached(String)

    public var description: String {
        switch self {
        case .problem(let why), .verdict(let why), .notReached(let why): why
        }
    }
}
