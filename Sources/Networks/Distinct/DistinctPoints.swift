import Certify
import Rigor

/// Which candidates stand for the same critical point.
///
/// Two certified points of one kind are *the same* when a permutation of neurons together with flips
/// (`CriticalPointLocation`) that leave the function unchanged takes the one onto the other,
/// or the family on which its certificate puts the one onto that of the other. They are **proved distinct** when
/// - their losses (for minima and saddles at infinity: the losses of the limits) are enclosed by disjoint intervals, or
/// - the dimensions of the sets of critical points around them are proved to differ, or
/// - no permutation and flips make their locations agree (`CriticalPointLocation`).
///
/// A group is a connected component of "not proved distinct". Members of different groups are therefore proved
/// distinct, and **the number of groups of a kind is a proved lower bound
/// of the number of distinct points of that kind**; members of one group may still be different. Groups of
/// different kinds may belong to one family: a line of duplicates can carry minima
/// on one part and saddles on another.
///
/// **Dimensions.** The family of a certificate of dimension f says that the set of critical points around the point has
/// at least that dimension, which may be smaller than what it has: other arguments find other families through one
/// point. Only where the nullity is f as well is it exact: critical points near by lie in a manifold of the dimension
/// of
/// the kernel (implicit function theorem, applied to the part of the gradient across the kernel), of which the family
/// then is all. So is 0 at an isolated point. An exact dimension below one that another point has at least tells the
/// two
/// apart, and nothing else about dimensions does.
///
/// Global minima count by affine families: the plane of a spare neuron and a line of duplicates are different,
/// although they may meet.
/// The certificates are taken as true; whoever reads them from a file checks them first.
public enum DistinctPoints {
    /// What is needed of a certificate to tell its point from others of the same landscape.
    public struct Point: Sendable {
        public let kind: Verdict.Kind
        /// Enclosure of the loss at the point, or of the limit's.
        public let loss: Bounds
        /// Of the set of critical points around it; nil for limits.
        let dimension: LocalDimension?
        let location: CriticalPointLocation?
        let flip: NeuronFlip

        /// nil when no point is certified for the candidate.
        public init?(_ certificate: Certificate, on landscape: any Landscape) {
            switch certificate.verdict {
            case .localMinimum(let point, _), .globalMinimum(let point), .saddle(let point),
                .endOfSaddleLine(let point, _):
                loss = point.loss
                dimension = LocalDimension(point)
            case .minimumAtInfinity(let limit), .saddleAtInfinity(let limit):
                loss = limit.limitLoss
                dimension = nil
            case .notCritical, .noLocalMinimum, .undecided: return nil
            }
            kind = certificate.verdict.kind
            guard let landscape = landscape as? TwoLayerLandscape, landscape.outputCount == 1 else {
                (location, flip) = (nil, .none)
                return
            }
            flip = NeuronFlip(landscape.problem.activation)
            switch certificate.argument {
            case .isolatedPoint(let witness): location = witness.location(on: landscape)
            case .structured(let argument): location = (argument as? any LocatedArgument)?.location(on: landscape)
            case .exclusion, .none: location = nil
            }
        }

        func isProvedDistinct(from other: Point) -> Bool {
            if loss.isDisjoint(from: other.loss) { return true }
            if let dimension, let there = other.dimension, dimension.differs(from: there) { return true }
            if let location, let there = other.location { return location.isProvedDistinct(from: there, flip: flip) }
            return false
        }
    }

    /// What is proved of the dimension of the set of critical points around a point.
    struct LocalDimension: Hashable {
        /// That of a family of critical points through it.
        let atLeast: Int
        /// Whether the family is all there is.
        let isExact: Bool

        init(_ point: CriticalPoint) {
            atLeast = point.familyDimension
            isExact = point.isIsolated == true || point.nullity == point.familyDimension
        }

        /// Whether the two are proved to be different numbers.
        func differs(from other: LocalDimension) -> Bool {
            (isExact && atLeast < other.atLeast) || (other.isExact && other.atLeast < atLeast)
        }
    }

    public struct Group: Sendable, Hashable {
        public var kind: Verdict.Kind
        /// Who stands for the points of the group, ascending.
        public var members: [Int]
        /// Smallest interval that holds the losses of all members.
        public var loss: Bounds
    }

    /// Groups of the points of one landscape, in the order of the kinds, then of their first members. A member is
    /// the position of a point in `points`.
    public static func groups(of points: [Point?]) -> [Group] {
        let positions = Dictionary(grouping: points.indices) { points[$0]?.kind }
        return Verdict.Kind.allCases.flatMap { kind in
            let alike = (positions[kind] ?? []).compactMap { position in
                points[position].map { (position: position, point: $0) }
            }
            return components(of: alike).map { members in
                Group(
                    kind: kind, members: members.map { alike[$0].position },
                    loss: Bounds(
                        lower: Directed.minimum(of: members.map { alike[$0].point.loss.lower }) ?? -.infinity,
                        upper: Directed.maximum(of: members.map { alike[$0].point.loss.upper }) ?? .infinity))
            }
        }
    }

    /// Groups of certificates of one landscape; a member is a `Candidate.index`, and indices differ.
    public static func group(_ certificates: [Certificate], on landscape: any Landscape) -> [Group] {
        let sorted = certificates.sorted { $0.candidate.index < $1.candidate.index }
        return groups(of: sorted.map { Point($0, on: landscape) }).map { group in
            var group = group
            group.members = group.members.map { sorted[$0].candidate.index }
            return group
        }
    }

    /// Connected components of "not proved distinct", each ascending, in the order of their first members.
    ///
    /// Only pairs whose losses overlap are compared, and only while they are in different components; points with
    /// one exact name and dimension are joined beforehand.
    private static func components(of points: [(position: Int, point: Point)]) -> [[Int]] {
        var parent = Array(points.indices)
        func root(_ i: Int) -> Int {
            var i = i
            while parent[i] != i {
                parent[i] = parent[parent[i]]
                i = parent[i]
            }
            return i
        }
        func join(_ i: Int, _ k: Int) {
            let (a, b) = (root(i), root(k))
            parent[max(a, b)] = min(a, b)
        }
        struct Name: Hashable {
            let name: String, loss: Bounds, dimension: LocalDimension?
        }
        var named = [Name: Int](), representatives = [Int]()
        for (i, entry) in points.enumerated() {
            if case .exact(let name)? = entry.point.location {
                let key = Name(name: name, loss: entry.point.loss, dimension: entry.point.dimension)
                if let first = named[key] {
                    join(first, i)
                    continue
                }
                named[key] = i
            }
            representatives.append(i)
        }
        representatives.sort { (points[$0].point.loss.lower, $0) < (points[$1].point.loss.lower, $1) }
        for (position, i) in representatives.enumerated() {
            let point = points[i].point
            for k in representatives[(position + 1)...] {
                // lower ends ascend: from here on losses are disjoint
                guard points[k].point.loss.lower <= point.loss.upper else { break }
                if root(i) != root(k), !point.isProvedDistinct(from: points[k].point) { join(i, k) }
            }
        }
        let members = Dictionary(grouping: points.indices, by: root)
        return members.values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }
}
