import Certify
import Networks
import Rigor

/// Candidates that may stand for the same critical point. Members of different groups of one kind are proved to
/// stand for different ones, so
/// the number of groups of a kind is a proved lower bound of the number of distinct points of that kind
/// (`DistinctPoints` says what counts as the same).
struct DistinctGroup {
    let kind: Verdict.Kind
    let width: Int
    /// Positions in `Report.entries`, ascending.
    let members: [Int]
    /// Smallest interval that holds the losses of all members.
    let loss: Bounds

    /// Groups in the order of the kinds, then of width and loss. Points of different problems or widths are
    /// different points.
    static func groups(of entries: [ReportEntry]) -> [DistinctGroup] {
        struct Landscapes: Hashable {
            let problem: String, width: Int
        }
        let alike = Dictionary(grouping: entries.indices) {
            Landscapes(problem: entries[$0].record.problemHash, width: entries[$0].record.width)
        }
        let result = alike.flatMap { key, positions -> [DistinctGroup] in
            guard let first = positions.first else { return [] }
            let landscape = entries[first].record.problem.landscape(width: key.width)
            let points = positions.map { DistinctPoints.Point(entries[$0].certificate, on: landscape) }
            return DistinctPoints.groups(of: points).map { group in
                DistinctGroup(
                    kind: group.kind, width: key.width, members: group.members.map { positions[$0] }, loss: group.loss)
            }
        }
        func key(_ group: DistinctGroup) -> (Int, Int, Double, Int) {
            (group.kind.order, group.width, group.loss.lower, group.members.first ?? 0)
        }
        return result.sorted { key($0) < key($1) }
    }

    /// "3 local minimum, 1 saddle": how many groups of each kind.
    static func counts(_ groups: [DistinctGroup]) -> String {
        Report.tally(groups.map { $0.kind.title.lowercased() }).map { "\($0.count) \($0.name)" }.joined(separator: ", ")
    }
}

extension Verdict {
    /// Loss of the critical point, or of the limit at infinity; nil when no point is certified for the candidate.
    var pointLoss: Bounds? {
        switch self {
        case .localMinimum(let point, _), .globalMinimum(let point), .saddle(let point), .endOfSaddleLine(let point, _):
            point.loss
        case .minimumAtInfinity(let limit), .saddleAtInfinity(let limit): limit.limitLoss
        case .notCritical, .noLocalMinimum, .undecided: nil
        }
    }
}
