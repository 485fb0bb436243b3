import Certify
import Interchange
import Rigor
import Run

/// A verified certificate in words, with the numbers put into the formulas. Printed bounds are rounded outward.
struct Explanation {
    let record: CertificateRecord
    let landscape: any Landscape
    /// What the check of the certificate entered.
    let ledger: ProofLedger

    var certificate: Certificate { record.certificate }

    func lines() -> [String] {
        var lines = [
            "Candidate \(certificate.candidate.index) of \(record.source.file)",
            "  SHA-256 of the file     \(record.source.hash)",
            "  problem                 \(record.problem.builtInName.map { $0 + ": " } ?? "")\(record.problem.summary)",
            "  SHA-256 of the problem  \(record.problemHash)",
            "  student                 \(record.problem.size(width: record.width)), "
                + "\(certificate.candidate.parameters.count) parameters",
            "", "Verdict: \(headline(certificate.verdict))",
        ]
        lines += indent(statement(certificate.verdict))
        lines += remarks.isEmpty ? [] : [""] + remarks
        lines += [""] + argument
        lines += publishedComparison.isEmpty ? [] : [""] + publishedComparison
        lines += referenceLines + atCandidate + ladder
        return lines
    }

    // MARK: What is proved

    private func headline(_ verdict: Verdict) -> String {
        verdict.name + (verdict.globality.map { ", \($0.rawValue)" } ?? "")
    }

    private func statement(_ verdict: Verdict) -> [String] {
        switch verdict {
        case .localMinimum(let point, let globality):
            let about =
                switch globality {
                case .nonGlobal: "It is not a global minimum."
                case .open: "Whether it is global is open."
                case .global: "It is global."
                }
            return place(point, point.isIsolated == true ? "A strict local minimum p*" : "A local minimum p*") + [about]
                + facts(point)
        case .globalMinimum(let point):
            return place(point, "A global minimum p*") + facts(point)
        case .saddle(let point):
            let index =
                point.indexLower == point.indexUpper
                ? "\(point.indexLower)" : "\(point.indexLower) to \(point.indexUpper)"
            return place(point, "A strict saddle p* of Morse index \(index)") + facts(point)
        case .endOfSaddleLine(let point, let index):
            return place(point, "A critical point p* at which a line of minima goes on as one of saddles") + [
                "In every neighbourhood of p* lie local minima of its loss, and strict saddles of the same loss, of "
                    + "Morse index at least \(index).",
                "p* itself is no local minimum, and none of these minima is global. An output of p* is exactly 0: its "
                    + "sign decides the kind.",
            ] + facts(point)
        case .minimumAtInfinity(let minimum):
            return [
                "No critical point lies in the tube of the channel; along it the loss falls to a limit that it does "
                    + "not attain."
            ] + facts(minimum)
        case .saddleAtInfinity(let limit):
            return [
                "No critical point lies in the tube of the channel, and its limit is no minimum at infinity: however "
                    + "near to",
                "the limit, the loss takes smaller values than the limit's, along the curve theta0 = theta0*, and "
                    + "larger ones.",
            ] + facts(limit)
        case .notCritical(let ball, let nearest):
            let about =
                [
                    "The ball of radius \(down(ball.radius)) around the candidate holds no critical point.",
                    "  loss at the candidate  \(interval(ball.loss))",
                    "  |grad L| there         at most \(up(ball.gradientNormUpper))",
                ]
                + (certificate.approximateEscape.map {
                    ["In float64 it is seen to escape to infinity, which is not proved: \($0)."]
                } ?? [])
            guard let nearest else { return about }
            return about + ["The nearest critical point that was found: \(headline(nearest))"]
                + indent(statement(nearest))
        case .noLocalMinimum(let ball):
            return [
                "The closed ball of radius \(down(ball.radius)) around the candidate holds no local minimum: at every "
                    + "point of it",
                "the smallest eigenvalue of Hess L is at most \(up(ball.curvatureUpper)). Whether it holds critical "
                    + "points is open.",
                "  loss at the candidate  \(interval(ball.loss))",
            ]
        case .undecided(let reason):
            return ["Nothing is proved about the candidate. The search reports \(reason.code.rawValue): \(reason)"]
        }
    }

    private func place(_ point: CriticalPoint, _ what: String) -> [String] {
        let attribution = certificate.attribution.radius(of: certificate.candidate.point)
        var lines = [
            "\(what) lies within \(up(point.distanceUpper)) of the candidate"
                + (point.distanceUpper <= attribution ? ", which stands for what is within \(down(attribution))." : ".")
        ]
        if let radius = point.uniquenessRadius {
            lines.append("No other critical point lies within \(down(radius)) of it.")
        } else if point.isIsolated == true {
            lines.append("It is isolated: some ball around it holds no other critical point.")
        } else if point.familyDimension > 0 {
            lines.append("It lies on a family of critical points of dimension \(point.familyDimension).")
        } else if point.isIsolated == nil {
            lines.append("Whether it is isolated is not stated.")
        }
        return lines
    }

    private func facts(_ limit: LimitAtInfinity) -> [String] {
        [
            "  loss of the limit      \(interval(limit.limitLoss))",
            "  smallest eigenvalue    \(interval(limit.smallestEigenvalue))  (of the Hessian of the limit, at fixed "
                + "shares of equal neurons)",
            "  length of the tube     \(down(limit.tubeLength))",
            "  candidate              within \(up(limit.tubeDistanceUpper)) of the limit in the coordinates of the "
                + "tube, eps included",
            "  structure              \(limit.structure)",
        ]
    }

    private func facts(_ point: CriticalPoint) -> [String] {
        var lines = [
            "  L(p*)                  \(interval(point.loss))",
            "  lambda_min Hess L(p*)  \(interval(point.smallestEigenvalue))",
        ]
        if let largest = point.largestEigenvalue { lines.append("  lambda_max Hess L(p*)  \(interval(largest))") }
        if let nullity = point.nullity { lines.append("  nullity                \(nullity)") }
        if let coefficient = point.learningCoefficient { lines.append("  learning coefficient   \(coefficient)") }
        if let level = point.level { lines.append("  level                  \(level)") }
        if !point.structure.isEmpty { lines.append("  structure              \(point.structure)") }
        return lines
    }

    // MARK: Why

    /// What the check entered as it verified the certificate.
    private var argument: [String] {
        switch certificate.argument {
        case .isolatedPoint, .exclusion: ["Argument"] + indent(ProofText(ledger).lines)
        case .structured(let argument): ["Argument, kind \"\(argument.kindName)\""] + indent(ProofText(ledger).lines)
        case .none: ["Argument"] + indent(["None: nothing is claimed."])
        }
    }

    // MARK: The rest

    /// What no check verifies.
    private var remarks: [String] {
        VerdictRemarks(record.problem, width: record.width, landscape: landscape).remarks(on: certificate).map {
            "Remark: \($0.text)."
        }
    }

    private var referenceLines: [String] {
        switch certificate.reference {
        case nil: return []
        case .infimumZero(.zeroByRealizingTeacher):
            return ["", "Reference: the infimum is 0, because the labels come from a teacher that the student can be."]
        case .infimumZero(.zeroByConstruction(let why)):
            return ["", "Reference: the infimum is 0: \(why)."]
        case .point(_, let upper):
            return ["", "Reference: the point in the certificate, whose loss is at most \(up(upper))."]
        }
    }

    private var atCandidate: [String] {
        guard let there = certificate.candidateEnclosure else { return [] }
        let claims = certificate.candidate.claims, audit = record.audit
        func row(_ name: String, _ bounds: Bounds, _ claim: Double?, _ judgement: Float64Claim?) -> [String] {
            [name, interval(bounds), claim.map { "float64 says \($0)" } ?? "", judgement?.rawValue ?? ""]
        }
        return ["", "At the candidate itself"]
            + indent(
                TextTable.lines(
                    [
                        row("L", there.loss, claims.loss, audit.loss),
                        row("|grad L|", there.gradientNorm, claims.gradientNorm, audit.gradientNorm),
                        row("lambda_min", there.smallestEigenvalue, claims.minimumEigenvalue, audit.smallestEigenvalue),
                    ], leading: [0, 1, 2, 3]))
    }

    private var ladder: [String] {
        let rungs = certificate.rungs.map { "\($0.bits) bits: \($0.failure)" }
        if case .undecided = certificate.verdict {
            return rungs.isEmpty ? [] : ["", "What the search says it tried:"] + indent(rungs)
        }
        let precision = CertificateCheck.precision(for: certificate).bits
        let verified = "Verified here with \(precision) bits"
        let decided = precision == certificate.bits ? "." : "; the search says that it needed \(certificate.bits)."
        return ["", verified + decided + (rungs.isEmpty ? "" : " What it says failed before:")] + indent(rungs)
    }

    // MARK: Text

    func down(_ value: Double) -> String { OutwardDecimal.lower(value, digits: 5) }
    func up(_ value: Double) -> String { OutwardDecimal.upper(value, digits: 5) }
    private func interval(_ bounds: Bounds) -> String { OutwardDecimal.interval(bounds, digits: 10) }
    func indent(_ lines: [String]) -> [String] { lines.map { $0.isEmpty ? "" : "  " + $0 } }
}
