import Certify
import Landscape
import Rigor

/// A certificate as a record of the Coq development, with the theorem that its checker proves.
public struct CoqCertificate: Sendable {
    /// Name of the record's constructor, for example `IsolatedMinimum`.
    public let constructor: String
    /// Fields in the order of the record, as Coq terms.
    public let fields: [String]
    /// Stem of the names `STEM_report` and `STEM_sound`.
    public let stem: String
    /// The proposition, for example `MinimumVerdict`.
    public let verdict: String
    /// Whether the tests need interval arithmetic (an engine and its precisions).
    public let usesEngine: Bool
    /// Bits at which gradients are enclosed.
    public let gradientBits: Int
    /// What is proved, in words; decimals are rounded outward.
    public private(set) var statement: String
    /// What the theorem says of each thing that a verdict can state; of what is not named it says nothing.
    private let theoremSays: [CoqClaim.Subject: CoqClaim.Coverage]
    /// Everything the certificate's verdict states, and how much of it is in the theorem.
    public private(set) var claims: [CoqClaim] = []

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
        return result
    }

    /// Compares the theorem with what a verdict states.
    mutating func compare(with verdict: Verdict) {
        claims = CoqClaim.claims(of: verdict, theorem: theoremSays)
    }

    /// Whether the theorem contains everything that the verdict states.
    public var isWhole: Bool { !claims.isEmpty && claims.allSatisfy { $0.coverage == .whole } }

    init(
        constructor: String, fields: [String], stem: String, verdict: String, usesEngine: Bool, gradientBits: Int, statement: String,
        saying theoremSays: [CoqClaim.Subject: CoqClaim.Coverage]
    ) {
        self.constructor = constructor
        self.fields = fields
        self.stem = stem
        self.verdict = verdict
        self.usesEngine = usesEngine
        self.gradientBits = gradientBits
        self.statement = statement
        self.theoremSays = theoremSays
    }

    private func call(_ suffix: String, _ engine: Engine) -> String {
        usesEngine ? "\(engine.prefix)\(stem)_\(suffix) 53 \(gradientBits)" : "\(stem)_\(suffix)"
    }

    private static func header(_ engine: Engine) -> String {
        """
        From Coq Require Import ZArith QArith List String.
        From Certify Require Import Verdicts \(engine.module).
        Import ListNotations.
        Open Scope Q_scope.

        """
    }

    private func definition(_ name: String) -> String {
        "\nDefinition \(name) := \(constructor)\(fields.map { "\n   " + $0 }.joined()).\n"
    }

    /// The file that names the tests which a certificate fails.
    func diagnosis(_ engine: Engine) -> String {
        Self.header(engine) + definition("certificate") + "\nEval vm_compute in failed (\(call("report", engine)) certificate).\n"
    }

    /// A file whose compilation proves theorems, and what Coq prints of them when it does.
    struct VerdictFile {
        let text: String
        /// The statement of each theorem as `Check` prints it, words separated by one space.
        let statements: [String]
    }

    /// The file that proves the verdicts of `certificates`, prints each theorem, and then what they rest on.
    static func verdictFile(_ certificates: [CoqCertificate], _ engine: Engine) -> VerdictFile {
        var text = header(engine), statements: [String] = []
        for (position, certificate) in certificates.enumerated() {
            let suffix = certificates.count == 1 ? "" : "_\(position)"
            let statement = "\(certificate.verdict) certificate\(suffix)"
            text += certificate.definition("certificate" + suffix) + """

                Theorem verdict\(suffix) : \(statement).
                Proof. apply (\(certificate.call("sound", engine))). vm_cast_no_check (eq_refl true). Qed.
                Check verdict\(suffix).

                """
            statements.append("verdict\(suffix) : \(statement)")
        }
        let names = certificates.count == 1 ? "verdict" : "verdicts"
        if certificates.count != 1 {
            text += "\nDefinition verdicts := (\(certificates.indices.map { "verdict_\($0)" }.joined(separator: ", "))).\n"
        }
        return VerdictFile(text: text + "Print Assumptions \(names).\n", statements: statements)
    }

    /// The file that proves this verdict alone.
    public func verdictFile(_ engine: Engine) -> String { Self.verdictFile([self], engine).text }
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
