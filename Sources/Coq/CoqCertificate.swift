import Certify
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
    /// What the theorem leaves out of the certificate's verdict, in words, if anything.
    public private(set) var restriction: String?

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

    func restricted(_ restriction: String) -> CoqCertificate {
        var result = self
        result.restriction = restriction
        return result
    }

    private var record: String { constructor + fields.map { "\n   " + $0 }.joined() }

    private func call(_ suffix: String, _ engine: Engine) -> String {
        usesEngine ? "\(engine.prefix)\(stem)_\(suffix) 53 \(gradientBits)" : "\(stem)_\(suffix)"
    }

    private func header(_ engine: Engine) -> String {
        """
        From Coq Require Import ZArith QArith List String.
        From Certify Require Import Verdicts \(engine.module).
        Import ListNotations.
        Open Scope Q_scope.

        Definition certificate := \(record).

        """
    }

    /// The file whose compilation proves the verdict and prints the theorem; listing its assumptions as well takes Coq some seconds more.
    public func theorem(_ engine: Engine, printsAssumptions: Bool = false) -> String {
        header(engine) + """

            Theorem verdict : \(verdict) certificate.
            Proof. apply (\(call("sound", engine))). vm_cast_no_check (eq_refl true). Qed.

            Check verdict.
            \(printsAssumptions ? "Print Assumptions verdict." : "")

            """
    }

    /// The file that names the tests which a certificate fails.
    public func diagnosis(_ engine: Engine) -> String {
        header(engine) + "\nEval vm_compute in failed (\(call("report", engine)) certificate).\n"
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
