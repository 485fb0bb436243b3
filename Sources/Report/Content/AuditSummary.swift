import Certify
import Rigor

/// How often the float64 numbers that came with the candidates were right.
struct AuditSummary {
    struct Claim {
        let name: String
        /// Counts by judgement, in the order of `Float64Claim.allCases`.
        let counts: [(judgement: Float64Claim, count: Int)]
        var total: Int { counts.reduce(0) { $0 + $1.count } }
    }

    /// loss, grad_norm and min_eigenvalue, those that were claimed.
    let claims: [Claim]
    /// The sign of the smallest eigenvalue at the candidate itself, whatever lies near by.
    let sign: Sign

    struct Sign {
        /// The claimed sign is proved.
        var right = 0
        /// The opposite sign is proved.
        var wrong = 0
        /// The enclosure holds 0: no sign is proved.
        var open = 0
        var total: Int { right + wrong + open }
    }

    init(_ entries: [ReportEntry]) {
        func claim(_ name: String, _ judgement: (ReportEntry) -> Float64Claim?) -> Claim {
            let found = entries.compactMap(judgement)
            return Claim(
                name: name,
                counts: Float64Claim.allCases.map { wanted in (wanted, found.filter { $0 == wanted }.count) })
        }
        claims = [
            claim("smallest eigenvalue") { $0.record.audit.smallestEigenvalue },
            claim("loss") { $0.record.audit.loss },
            claim("gradient norm") { $0.record.audit.gradientNorm },
        ].filter { $0.total > 0 }
        var sign = Sign()
        for entry in entries {
            guard let claimed = entry.certificate.candidate.claims.minimumEigenvalue,
                let proved = entry.certificate.candidateEnclosure?.smallestEigenvalue
            else { continue }
            if proved.isCertainlyPositive || proved.isCertainlyNegative {
                if proved.isCertainlyNegative == (claimed < 0), claimed != 0 {
                    sign.right += 1
                } else {
                    sign.wrong += 1
                }
            } else {
                sign.open += 1
            }
        }
        self.sign = sign
    }
}
