/// Files for coqc.
extension CoqCertificate {
    /// A file whose compilation proves theorems, and what Coq prints of them when it does.
    struct VerdictFile {
        let text: String
        /// The statement of each theorem as `Check` prints it, words separated by one space.
        let statements: [String]
    }

    /// The file that proves the verdicts of `certificates`, each in a module, prints each theorem, and then what they
    /// rest on.
    static func verdictFile(_ certificates: [CoqCertificate], _ engine: Engine) -> VerdictFile {
        // most often they are about one problem
        let shared = Set(certificates.map(\.problem.term)).count == 1 ? certificates[0].problemDefinition : ""
        var text = header(engine) + shared
        for (position, certificate) in certificates.enumerated() {
            text += """

                Module V\(position).
                \(shared.isEmpty ? certificate.problemDefinition : "")\(certificate.recordDefinition)
                Theorem verdict : \(certificate.theorem(string: { "\($0)%string" })).
                Proof.
                  split; [vm_compute; reflexivity|]. \(certificate.addition == nil ? "" : "split. ")\
                change (\(certificate.verdict) certificate).
                  apply (\(certificate.call("sound", engine))). vm_cast_no_check (eq_refl true).\(certificate.additionProof)
                Qed.
                Check verdict.
                End V\(position).

                """
        }
        let theorems = certificates.indices.map { "V\($0).verdict" }.joined(separator: ", ")
        text += "\nDefinition verdicts := (\(theorems)).\nPrint Assumptions verdicts.\n"
        return VerdictFile(text: text, statements: certificates.map { "verdict : \($0.theorem(string: { $0 }))" })
    }

    /// The file that proves this verdict alone.
    public func verdictFile(_ engine: Engine) -> String { Self.verdictFile([self], engine).text }

    /// The file that names the tests which a certificate fails.
    func diagnosis(_ engine: Engine) -> String {
        Self.header(engine) + problemDefinition + recordDefinition
            + "Eval vm_compute in failed (\(call("report", engine)) certificate).\n"
    }

    /// The file that prints for each certificate which of it and its alternatives is the first that the checker
    /// accepts,
    /// counted from 0; their number where none is. No proofs: what it prints decides only what is to be proved. Reports
    /// are functions, for the virtual machine evaluates every constant of a term, whether it is needed or not.
    static func screening(_ certificates: [CoqCertificate], _ engine: Engine) -> String {
        var text = header(engine)
        for (position, certificate) in certificates.enumerated() {
            let all = [certificate] + certificate.alternatives
            for (number, one) in all.enumerated() {
                text += "Module S\(position)_\(number).\(one.problemDefinition)\(one.recordDefinition)"
                text += "Definition report (_ : unit) := \(one.call("report", engine)) certificate.\n"
                text += "End S\(position)_\(number).\n"
            }
            let choice = all.indices.reversed().reduce("\(all.count)%nat") { rest, number in
                "(if accepted (S\(position)_\(number).report tt) then \(number)%nat else \(rest))"
            }
            text += "Eval vm_compute in \(choice).\n"
        }
        return text
    }

    /// The file that prints the statement, its first word unfolded, with its numbers.
    func unfolding(_ engine: Engine) -> String {
        let word = proposition.prefix { $0 != " " }
        return Self.header(engine) + problemDefinition + recordDefinition + """
            Definition statement := Eval cbv beta iota zeta delta [\(word)] in \(proposition).
            From Coq Require Import Reals Qreals.
            Open Scope R_scope.
            Print statement.

            """
    }

    /// The theorem: the problem is the one with this hash, and the statement holds of it.
    private func theorem(string: (String) -> String) -> String {
        "problem_sha256 user_problem = \(string("\"\(problem.hash)\"")) /\\ \(proposition)"
            + (addition.map { " /\\ \($0.proposition)" } ?? "")
    }

    private var additionProof: String {
        addition.map { "\n  apply (\($0.lemma)). vm_cast_no_check (eq_refl true)." } ?? ""
    }

    private static func header(_ engine: Engine) -> String {
        """
        From Coq Require Import ZArith QArith List String.
        From Certify Require Import Verdicts \(engine.module).
        Import ListNotations.
        Open Scope Q_scope.

        """
    }

    private var problemDefinition: String { "\nDefinition user_problem := \(problem.term).\n" }

    private var recordDefinition: String {
        definitions.map { "Definition \($0.name) := \($0.term).\n" }.joined()
            + "Definition certificate := \(constructor) user_problem\(fields.map { "\n   " + $0 }.joined()).\n"
    }

    private func call(_ suffix: String, _ engine: Engine) -> String {
        usesEngine ? "\(engine.prefix)\(stem)_\(suffix) 53 \(gradientBits)" : "\(stem)_\(suffix)"
    }
}
