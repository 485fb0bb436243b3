import Certify
import Landscape
import Rigor

/// Which candidates of one file stand for the same critical point.
///
/// Two certified points of one kind are **proved distinct**, up to permutations of neurons and moves along their families, when
/// - their losses (for a minimum at infinity: the losses of their limits) are enclosed by disjoint intervals, or
/// - one is proved isolated and the other proved not to be, or
/// - no permutation of neurons makes their locations agree (`CriticalPointLocation`).
///
/// A group is a connected component of "not proved distinct". Members of different groups are therefore proved distinct, and **the number
/// of groups of a kind is a proved lower bound of the number of distinct points of that kind**; members of one group may still be different.
///
/// Points that differ by flips of neurons which leave the function unchanged are different points of parameter space and count as such. Global
/// minima count by affine pieces: a point on the plane of a spare neuron and one on a line of duplicates are different, although such pieces may meet.
/// The certificates are taken as true; whoever reads them from a file checks them first.
public enum DistinctPoints {
    public struct Group: Sendable, Hashable {
        /// `Verdict.name`.
        public var kind: String
        /// `Candidate.index` of the members, ascending.
        public var members: [Int]
    }

    /// Groups in the order of `Verdict.names`, then of their first members. Undecided candidates, and those that are not critical, are left out.
    public static func group(_ certificates: [Certificate], on landscape: TwoLayerLandscape) -> [Group] {
        let points = certificates.compactMap { CertifiedPoint($0, landscape) }.sorted { $0.index < $1.index }
        var groups = [Group]()
        for kind in Verdict.names {
            let alike = points.filter { $0.kind == kind }
            for component in components(of: alike) {
                groups.append(Group(kind: kind, members: component.map { alike[$0].index }))
            }
        }
        return groups
    }

    private struct CertifiedPoint {
        let index: Int
        let kind: String
        let loss: Bounds
        let isIsolated: Bool?
        let location: CriticalPointLocation?

        init?(_ certificate: Certificate, _ landscape: TwoLayerLandscape) {
            switch certificate.verdict {
            case .localMinimum(let point, _), .globalMinimum(let point), .saddle(let point):
                loss = point.loss
                isIsolated = point.isIsolated
            case .minimumAtInfinity(let limit):
                loss = limit.limitLoss
                isIsolated = nil
            case .notCritical, .undecided: return nil
            }
            index = certificate.candidate.index
            kind = certificate.verdict.name
            switch certificate.argument {
            case .isolatedPoint(let witness): location = witness.location(on: landscape)
            case .structured(let argument): location = (argument as? any LocatedArgument)?.location(on: landscape)
            case .exclusion, .none: location = nil
            }
        }

        func isProvedDistinct(from other: CertifiedPoint) -> Bool {
            if loss.isDisjoint(from: other.loss) { return true }
            if let isIsolated, let otherIsIsolated = other.isIsolated, isIsolated != otherIsIsolated { return true }
            if let location, let otherLocation = other.location { return location.isProvedDistinct(from: otherLocation) }
            return false
        }
    }

    /// Connected components of "not proved distinct", each ascending, in the order of their first members.
    private static func components(of points: [CertifiedPoint]) -> [[Int]] {
        var component = [Int?](repeating: nil, count: points.count)
        var result = [[Int]]()
        for start in points.indices where component[start] == nil {
            component[start] = result.count
            var members = [start], next = 0
            while next < members.count {
                let current = members[next]
                next += 1
                for other in points.indices where component[other] == nil && !points[current].isProvedDistinct(from: points[other]) {
                    component[other] = result.count
                    members.append(other)
                }
            }
            result.append(members.sorted())
        }
        return result
    }
}
