import Certify
import Formats
import Rigor

/// The table `verdicts.csv`: one row for each certificate, decimals rounded outward, empty cells where a column does not apply.
///
/// For a critical point loss, smallest eigenvalue and distance are those of the critical point; for a minimum at infinity those of the
/// limit; for `not-critical` and `undecided` loss, gradient norm and smallest eigenvalue are those at the candidate itself, and the
/// distance is that of the nearest critical point certified, if any.
public enum VerdictTable {
    public static let columns = [
        "candidate", "verdict", "globality", "isolated", "index_lower", "index_upper", "nullity", "level", "loss_lower",
        "loss_upper", "gradient_norm_upper", "lambda_min_lower", "lambda_min_upper", "distance", "bits", "seconds",
        "float64_claim", "reason",
    ]

    /// The whole table as CSV.
    public static func text(_ rows: [[String]]) -> String {
        var writer = CSVWriter(columns: columns)
        for row in rows { writer.append(row) }
        return writer.text
    }

    /// The fields of one certificate, in the order of ``columns``.
    public static func row(_ record: CertificateRecord) -> [String] {
        let certificate = record.certificate, verdict = certificate.verdict
        let point = verdict.criticalPoint
        let facts = Facts(certificate)
        func lower(_ bound: Double?) -> String { bound.map { $0.isFinite ? OutwardDecimal.lower($0) : "" } ?? "" }
        func upper(_ bound: Double?) -> String { bound.map { $0.isFinite ? OutwardDecimal.upper($0) : "" } ?? "" }
        return [
            "\(certificate.candidate.index)", verdict.name, verdict.globality?.rawValue ?? "",
            point?.isIsolated.map { $0 ? "yes" : "no" } ?? "",
            point.map { "\($0.indexLower)" } ?? "", point.map { "\($0.indexUpper)" } ?? "",
            point?.nullity.map { "\($0)" } ?? "", point?.level.map { "\($0)" } ?? "",
            lower(facts.loss?.lower), upper(facts.loss?.upper), upper(facts.gradientNormUpper),
            lower(facts.smallestEigenvalue?.lower), upper(facts.smallestEigenvalue?.upper), upper(facts.distance),
            "\(certificate.bits)", seconds(certificate.seconds),
            record.audit.smallestEigenvalue?.rawValue ?? "", reason(certificate),
        ]
    }

    /// Seconds as the certificate spells them, so that the table can be made again from the certificates.
    private static func seconds(_ value: Double) -> String {
        JSONNumber(shortest: (value * 1e6).rounded() / 1e6)?.text ?? ""
    }

    /// The numbers of a row, whichever verdict they come from.
    private struct Facts {
        var loss: Bounds?
        var gradientNormUpper: Double?
        var smallestEigenvalue: Bounds?
        var distance: Double?

        init(_ certificate: Certificate) {
            let there = certificate.candidateEnclosure
            switch certificate.verdict {
            case .localMinimum(let point, _), .globalMinimum(let point), .saddle(let point):
                loss = point.loss
                gradientNormUpper = point.gradientNormUpper
                smallestEigenvalue = point.smallestEigenvalue
                distance = point.distanceUpper
            case .minimumAtInfinity(let minimum):
                loss = minimum.limitLoss
                smallestEigenvalue = minimum.smallestEigenvalue
                distance = minimum.distanceUpper
            case .notCritical(let ball, let nearest):
                loss = ball.loss
                gradientNormUpper = ball.gradientNormUpper
                smallestEigenvalue = there?.smallestEigenvalue
                distance = nearest?.criticalPoint?.distanceUpper
            case .undecided:
                loss = there?.loss
                gradientNormUpper = there?.gradientNorm.upper
                smallestEigenvalue = there?.smallestEigenvalue
            }
        }
    }

    /// Why nothing was proved, in words that begin with the code of the reason; for `not-critical` what was proved instead; the exact
    /// structure of a critical point that has one.
    static func reason(_ certificate: Certificate) -> String {
        switch certificate.verdict {
        case .localMinimum(let point, _), .globalMinimum(let point), .saddle(let point): point.structure
        case .minimumAtInfinity(let minimum): minimum.structure
        case .notCritical(let ball, let nearest):
            "no critical point within \(OutwardDecimal.lower(ball.radius, digits: 4))"
                + (certificate.approximateEscape.map { "; \($0)" } ?? "")
                + (nearest.map { "; nearest found: \($0.name)" } ?? "")
        case .undecided(let reason): "\(reason.code): \(reason)"
        }
    }
}

extension UndecidedReason: CustomStringConvertible {
    public var description: String {
        func down(_ value: Double) -> String { OutwardDecimal.lower(value, digits: 4) }
        func up(_ value: Double) -> String { OutwardDecimal.upper(value, digits: 4) }
        func reach(_ excluded: Double, _ required: Double) -> String {
            excluded > 0
                ? "; no critical point within \(down(excluded)), short of the \(up(required)) required" : ""
        }
        return switch self {
        case .refinementRanAway(let distance, let excluded, let required):
            "refinement left the neighbourhood (it went \(up(distance)) away)" + reach(excluded, required)
        case .signsOpen(let positive, let negative, let order, let smallest):
            "\(positive) positive and \(negative) negative signs proved of \(order), smallest eigenvalue in \(OutwardDecimal.interval(smallest, digits: 4))"
        case .existenceOpen(let detail, let excluded, let required):
            detail + reach(excluded, required)
        case .structureOpen(let detail): detail
        case .evaluation(let failure): failure.description
        }
    }
}
