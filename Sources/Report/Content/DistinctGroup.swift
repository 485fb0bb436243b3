import Certify
import Landscape
import Rigor
import Structure

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

    /// Groups in the order of `Verdict.names`, then of width and loss. Points of different problems or widths are different points.
    static func groups(of entries: [ReportEntry]) -> [DistinctGroup] {
        struct Landscapes: Hashable {
            let problem: String, width: Int
        }
        let alike = Dictionary(grouping: entries.indices) {
            Landscapes(problem: entries[$0].record.problemHash, width: entries[$0].record.width)
        }
        var result = [DistinctGroup]()
        for (key, positions) in alike {
            for (kind, members) in groups(of: entries, at: positions) {
                let losses = members.compactMap { entries[$0].verdict.pointLoss }
                let hull = Bounds(lower: losses.map(\.lower).min() ?? -.infinity, upper: losses.map(\.upper).max() ?? .infinity)
                result.append(DistinctGroup(kind: kind, width: key.width, members: members, loss: hull))
            }
        }
        let order = Dictionary(uniqueKeysWithValues: Verdict.names.enumerated().map { ($1, $0) })
        func key(_ group: DistinctGroup) -> (Int, Int, Double, Int) {
            (order[group.kind] ?? 0, group.width, group.loss.lower, group.members.first ?? 0)
        }
        return result.sorted { key($0) < key($1) }
    }

    /// Groups of the entries at these positions, which are about one landscape.
    private static func groups(of entries: [ReportEntry], at positions: [Int]) -> [(kind: String, members: [Int])] {
        guard let first = positions.first, let problem = entries[first].record.problem.twoLayer else {
            return groupsByLoss(of: entries, at: positions)
        }
        // candidates of several files share their numbers: number them by their places here
        let certificates = positions.map { position in
            var certificate = entries[position].certificate
            certificate.candidate = Candidate(
                index: position, parameters: certificate.candidate.parameters, claims: certificate.candidate.claims)
            return certificate
        }
        let landscape = TwoLayerLandscape(problem: problem, width: entries[first].record.width)
        return DistinctPoints.group(certificates, on: landscape).map { ($0.kind, $0.members) }
    }

    /// For landscapes without neurons to permute: points of one kind with disjoint loss enclosures are different points; a group is a connected
    /// component of overlapping enclosures.
    private static func groupsByLoss(of entries: [ReportEntry], at positions: [Int]) -> [(kind: String, members: [Int])] {
        var result = [(kind: String, members: [Int])]()
        let certified = positions.compactMap { position in
            entries[position].verdict.pointLoss.map { (position: position, kind: entries[position].verdict.name, loss: $0) }
        }
        for (kind, points) in Dictionary(grouping: certified, by: \.kind) {
            var reach = -Double.infinity
            for point in points.sorted(by: { ($0.loss.lower, $0.position) < ($1.loss.lower, $1.position) }) {
                if point.loss.lower <= reach, let last = result.indices.last {
                    result[last].members.append(point.position)
                } else {
                    result.append((kind, [point.position]))
                }
                reach = max(reach, point.loss.upper)
            }
        }
        return result.map { ($0.kind, $0.members.sorted()) }
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
