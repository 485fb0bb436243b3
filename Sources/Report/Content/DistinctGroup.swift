import Certify
import Rigor

/// Candidates that may stand for the same critical point. Members of different groups are proved to stand for different ones, so
/// the number of groups is a proved lower bound of the number of distinct points.
struct DistinctGroup {
    /// `Verdict.name`.
    let kind: String
    let width: Int
    /// Positions in `Report.entries`, ascending.
    let members: [Int]
    /// Smallest interval that holds the losses of all members.
    let loss: Bounds

    /// Groups in the order of `Verdict.names`, then of loss.
    ///
    /// Points of one problem, width and kind with disjoint loss enclosures are different points; a group is a connected component of
    /// overlapping enclosures.
    static func groups(of entries: [ReportEntry]) -> [DistinctGroup] {
        struct Kind: Hashable {
            let verdict: String, width: Int, problem: String
        }
        var alike = [Kind: [(position: Int, loss: Bounds)]]()
        for (position, entry) in entries.enumerated() {
            guard let loss = entry.verdict.pointLoss else { continue }
            alike[Kind(verdict: entry.verdict.name, width: entry.record.width, problem: entry.record.problemHash), default: []]
                .append((position, loss))
        }
        var result = [DistinctGroup]()
        for (kind, points) in alike {
            var members = [Int](), hull: Bounds?
            func close() {
                guard let loss = hull else { return }
                result.append(DistinctGroup(kind: kind.verdict, width: kind.width, members: members.sorted(), loss: loss))
            }
            for point in points.sorted(by: { ($0.loss.lower, $0.position) < ($1.loss.lower, $1.position) }) {
                if let current = hull, point.loss.lower <= current.upper {
                    hull = Bounds(lower: current.lower, upper: max(current.upper, point.loss.upper))
                    members.append(point.position)
                } else {
                    close()
                    hull = point.loss
                    members = [point.position]
                }
            }
            close()
        }
        let order = Dictionary(uniqueKeysWithValues: Verdict.names.enumerated().map { ($1, $0) })
        return result.sorted {
            (order[$0.kind] ?? 0, $0.width, $0.loss.lower, $0.members.first ?? 0)
                < (order[$1.kind] ?? 0, $1.width, $1.loss.lower, $1.members.first ?? 0)
        }
    }
}

extension Verdict {
    /// Loss of the critical point, or of the limit at infinity; nil when no point is certified for the candidate.
    var pointLoss: Bounds? {
        switch self {
        case .localMinimum(let point, _), .globalMinimum(let point), .saddle(let point): point.loss
        case .minimumAtInfinity(let minimum): minimum.limitLoss
        case .notCritical, .undecided: nil
        }
    }
}
