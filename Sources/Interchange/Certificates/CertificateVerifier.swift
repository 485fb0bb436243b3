import Certify
import Formats
import Networks
import Synchronization

/// Checks certificates as they stand in a file: decodes strictly, rebuilds the landscape from the certificate's own
/// problem, and has every number verified by ``CertificateCheck``. May be used from several threads.
public final class CertificateVerifier: Sendable {
    private struct Key: Hashable {
        let problemHash: String
        let width: Int
    }

    private let problems: ProblemReader
    private let run: RunDirectory.Subject?
    private let arithmetic: CheckingArithmetic
    /// Landscapes made so far; certificates of one file share one.
    private let checks = Mutex<[Key: CertificateCheck]>([:])

    /// - Parameters:
    ///   - problem: the problem that stands in a file of its own, if there is one.
    ///   - run: the run whose problem and width the certificates have to have, if they are those of a run.
    ///   - arithmetic: in which it evaluates.
    public init(
        problem: ProblemStatement? = nil, run: RunDirectory.Subject? = nil, arithmetic: CheckingArithmetic = .mpfr
    ) {
        problems = ProblemReader(external: problem)
        self.run = run
        self.arithmetic = arithmetic
    }

    /// The certificate, when all it states is proved.
    ///
    /// - Throws: ``FormatError`` when it cannot be read, `Refusal` when it states what is not proved.
    public func verify(_ cursor: JSONCursor) throws -> CertificateRecord {
        var record = try CertificateCoding.decode(cursor, problems: problems, of: run)
        try verify(&record, at: cursor)
        return record
    }

    /// A line of `certificates.jsonl`: a certificate, when all it states is proved; or a student that is no point, when
    /// a parameter is not finite.
    ///
    /// - Parameter ledger: where the theorems and their hypotheses are entered as they are verified.
    /// - Throws: as ``verify(_:)``.
    public func verifyLine(_ cursor: JSONCursor, ledger: ProofLedger? = nil) throws -> RunRecord {
        switch try RunRecordCoding.decode(cursor, problems: problems, of: run) {
        case .certificate(var record):
            try verify(&record, at: cursor, ledger)
            return .certificate(record)
        // that a parameter is not finite is seen while reading
        case .notFinite(let student): return .notFinite(student)
        }
    }

    /// A line that was verified before: read strictly, and not checked. The audit is what follows from what the
    /// certificate states, which then is proved.
    public func recall(_ cursor: JSONCursor) throws(FormatError) -> RunRecord {
        let line = try RunRecordCoding.decode(cursor, problems: problems, of: run)
        guard case .certificate(var record) = line else { return line }
        record.audit = Audit(of: record.certificate, on: check(for: record).landscape)
        return .certificate(record)
    }

    /// The work is estimated before it begins, and refused when it is out of proportion to the certificate. The audit
    /// becomes the proved one.
    private func verify(
        _ record: inout CertificateRecord, at cursor: JSONCursor, _ ledger: ProofLedger? = nil
    ) throws {
        try CheckingCost(record).require(within: cursor.limits, of: record, at: cursor)
        record.audit = try check(for: record).check(record.certificate, ledger: ledger)
    }

    private func check(for record: CertificateRecord) -> CertificateCheck {
        // the hash was computed from the problem while decoding, not read
        let key = Key(problemHash: record.problemHash, width: record.width)
        if let known = checks.withLock({ $0[key] }) { return known }
        let check = CertificateCheck(
            landscape: record.problem.landscape(width: record.width), arithmetic: arithmetic)
        checks.withLock {
            // a hostile file may hold many problems: keep few
            if $0.count >= 8 { $0.removeAll() }
            $0[key] = check
        }
        return check
    }
}
