import Certify
import Formats
import Rigor

/// The table `verdicts.csv`: a ``VerdictRow`` for each certificate, decimals rounded outward, empty cells where a
/// column does
/// not apply.
///
/// ``VerdictFacts`` says whose numbers a row shows. `distance` is between parameters; `tube_distance` is that of a
/// minimum or saddle at infinity, in the coordinates of its tube, and the two
/// are not to be compared. Where outputs are smaller than `distance`, `index_lower` and `index_upper` hold for
/// either sign of them.
public enum VerdictTable {
    public static let columns = [
        "candidate", "verdict", "globality", "isolated", "index_lower", "index_upper", "nullity", "level", "loss_lower",
        "loss_upper", "gradient_norm_upper", "lambda_min_lower", "lambda_min_upper", "distance", "tube_distance",
        "bits", "seconds",
        "float64_claim", "reason", "lambda_max_lower", "lambda_max_upper", "learning_coefficient",
        "learning_multiplicity",
    ]

    /// The whole table as CSV.
    public static func text(_ rows: [VerdictRow]) -> String {
        var writer = CSVWriter(columns: columns)
        for row in rows { writer.append(row.fields) }
        return writer.text
    }

    /// The whole table as earlier versions wrote it: without largest eigenvalues and learning coefficients; before that
    /// also with the distance of a minimum at infinity among the others, without a column of its own.
    public static func earlierTexts(_ rows: [VerdictRow]) -> [String] {
        guard let distance = columns.firstIndex(of: "distance"), let tube = columns.firstIndex(of: "tube_distance"),
            let reason = columns.firstIndex(of: "reason")
        else { return [] }
        func merged(_ row: [String]) -> [String] {
            var row = row
            if row[distance].isEmpty { row[distance] = row[tube] }
            row.remove(at: tube)
            return row
        }
        func text(_ columns: some Sequence<String>, _ fields: ([String]) -> [String]) -> String {
            var writer = CSVWriter(columns: Array(columns))
            for row in rows { writer.append(fields(row.fields)) }
            return writer.text
        }
        let fewer = columns.prefix(reason + 1)
        return [
            text(fewer) { Array($0.prefix(reason + 1)) },
            text(fewer.filter { $0 != "tube_distance" }) { merged(Array($0.prefix(reason + 1))) },
        ]
    }

    /// Why nothing was proved, in words that begin with the code of the reason; for `not-critical` what was proved
    /// instead; the exact
    /// structure of a critical point that has one.
    static func reason(_ certificate: Certificate) -> String {
        switch certificate.verdict {
        case .localMinimum, .globalMinimum, .saddle, .minimumAtInfinity, .saddleAtInfinity:
            VerdictFacts(certificate).structure
        case .endOfSaddleLine(let point, let index):
            point.structure + "; minima and saddles of index >= \(index) of the same loss begin here"
        case .notCritical(let ball, let nearest):
            "no critical point within \(OutwardDecimal.lower(ball.radius, digits: 4))"
                + (certificate.approximateEscape.map { "; \($0) (float64, not proved)" } ?? "")
                + (nearest.map { "; nearest found: \($0.name)" } ?? "")
        case .noLocalMinimum(let ball):
            "no local minimum within \(OutwardDecimal.lower(ball.radius, digits: 4)): the smallest eigenvalue is at "
                + "most "
                + "\(OutwardDecimal.upper(ball.curvatureUpper, digits: 4)) there; critical or not is open"
        case .undecided(let reason): "\(reason.code.rawValue): \(reason)"
        }
    }
}

extension UndecidedReason: CustomStringConvertible {
    /// What the search reports. No certificate proves it, and no check looks at it.
    public var description: String {
        func down(_ value: Double) -> String { OutwardDecimal.lower(value, digits: 4) }
        func up(_ value: Double) -> String { OutwardDecimal.upper(value, digits: 4) }
        func reach(_ excluded: Double, _ required: Double) -> String {
            excluded > 0
                ? "; the search excluded critical points within \(down(excluded)), short of the \(up(required)) "
                    + "required"
                : ""
        }
        return switch self {
        case .refinementRanAway(let distance, let excluded, let required):
            "refinement left the neighbourhood (it went about \(OutwardDecimal.approximate(distance, digits: 4)) away)"
                + reach(excluded, required)
        case .signsOpen(let positive, let negative, let order, let smallest):
            "the search found \(positive) positive and \(negative) negative signs of \(order), the smallest "
                + "eigenvalue in \(OutwardDecimal.interval(smallest, digits: 4))"
        case .existenceOpen(let detail, let excluded, let required):
            detail + reach(excluded, required)
        case .structureOpen(let detail): detail
        case .nearestIsFar(let kind, let distance, let attribution, let detail, let excluded, let required):
            "the nearest that was proved, \(kind.rawValue), is \(up(distance)) away"
                + (kind.isAtInfinity ? " in the coordinates of its tube" : "")
                + ", and the candidate stands for what lies within \(down(attribution))" + reach(excluded, required)
                + (detail.isEmpty ? "" : "; \(detail)")
        case .evaluation(let failure): failure.description
        }
    }
}
