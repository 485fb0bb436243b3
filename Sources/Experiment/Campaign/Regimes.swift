import Rigor

/// What end points are at which loss: clusters of certified losses, and the three regimes between which training ends.
public struct Regimes: Sendable, Hashable {
    public enum Class: String, Sendable, CaseIterable, Hashable {
        case globalMinimum = "global minimum"
        /// Local minima, isolated or not, and minima at infinity.
        case localMinimum = "local minimum"
        case saddle
    }

    /// End points whose loss enclosures overlap, directly or through others. Enclosures of different clusters are
    /// disjoint, so their losses are proved to differ; within a cluster nothing is claimed.
    public struct Cluster: Sendable, Hashable {
        public var lossLower: Double
        public var lossUpper: Double
        public var members: Int
        /// How many of each kind, in the order of tables.
        public var kinds: [Count]

        public struct Count: Sendable, Hashable {
            public var kind: EndPointKind
            public var count: Int
        }
    }

    /// A range of losses and how many end points of each class lie in it.
    public struct Regime: Sendable, Hashable {
        /// The class that dominates.
        public var dominant: Class
        /// Smallest lower and largest upper bound of the losses; nil when the regime is empty.
        public var losses: ClosedRange<Double>?
        public var counts: [Class: Int]
    }

    /// How many certified non-global minima lie below a threshold.
    public struct Threshold: Sendable, Hashable {
        public var loss: Double
        /// Non-global local minima whose loss is proved to be below, and those whose enclosure holds the threshold.
        public var nonGlobalBelow: Int
        public var nonGlobalOpen: Int
        /// Minima at infinity whose limit loss is proved to be below.
        public var atInfinityBelow: Int
        /// End points below the threshold in float64, whatever they are.
        public var float64Below: Int
    }

    /// By ascending loss; end points that are proved critical, or minima at infinity.
    public var clusters: [Cluster]
    /// Global minima, local minima, saddles.
    public var regimes: [Regime]
    public var thresholds: [Threshold]
    /// Enclosure of the smallest loss of a certified non-global local minimum: the loss of one of them is at most
    /// `upper`, and none has a loss below `lower`.
    public var smallestNonGlobalLoss: Bounds?

    public static let thresholdLosses = [1e-3, 1e-4, 1e-5]

    public init(_ endPoints: [EndPoint]) {
        let located = endPoints.compactMap { end -> Located? in
            guard let verdict = end.verdict, let kind = end.kind.regime, let lower = verdict.lossLower,
                let upper = verdict.lossUpper
            else { return nil }
            return Located(lower: lower, upper: upper, kind: end.kind, regime: kind)
        }.sorted { ($0.lower, $0.upper, $0.kind) < ($1.lower, $1.upper, $1.kind) }
        clusters = Self.clusters(located)
        regimes = Self.regimes(located)
        let nonGlobal = located.filter {
            switch $0.kind {
            case .localMinimum(_, let isNonGlobal), .plateau(let isNonGlobal): isNonGlobal
            case .globalMinimum, .saddle, .endOfSaddleLine, .minimumAtInfinity, .saddleAtInfinity, .notCritical,
                .noLocalMinimum, .undecided, .diverged:
                false
            }
        }
        thresholds = Self.thresholdLosses.map { threshold in
            Threshold(
                loss: threshold, nonGlobalBelow: nonGlobal.count { $0.upper < threshold },
                nonGlobalOpen: nonGlobal.count { $0.lower < threshold && $0.upper >= threshold },
                atInfinityBelow: located.count { $0.kind == .minimumAtInfinity && $0.upper < threshold },
                float64Below: endPoints.count { $0.claims.map { $0.loss < threshold } ?? false })
        }
        if let lower = nonGlobal.map(\.lower).min(), let upper = nonGlobal.map(\.upper).min() {
            smallestNonGlobalLoss = Bounds(lower: lower, upper: upper)
        }
    }

    private struct Located {
        var lower: Double
        var upper: Double
        var kind: EndPointKind
        var regime: Class
    }

    private static func clusters(_ sorted: [Located]) -> [Cluster] {
        var groups: [[Located]] = [], reach = -Double.infinity
        for point in sorted {
            if point.lower <= reach, !groups.isEmpty {
                groups[groups.count - 1].append(point)
            } else {
                groups.append([point])
            }
            reach = max(reach, point.upper)
        }
        return groups.map { group in
            let kinds = Dictionary(grouping: group, by: \.kind).mapValues(\.count).sorted { $0.key < $1.key }
            return Cluster(
                lossLower: group.map(\.lower).min() ?? 0, lossUpper: group.map(\.upper).max() ?? 0,
                members: group.count,
                kinds: kinds.map { Cluster.Count(kind: $0.key, count: $0.value) })
        }
    }

    /// Cuts the sorted end points in three so that as many as possible lie in the part named for their class: global
    /// minima lowest, local minima between, saddles highest. Of equally good cuts the lowest are taken.
    private static func regimes(_ sorted: [Located]) -> [Regime] {
        func before(_ wanted: Class) -> [Int] {
            sorted.reduce(into: [0]) { sums, point in
                sums.append(sums[sums.count - 1] + (point.regime == wanted ? 1 : 0))
            }
        }
        let n = sorted.count, global = before(.globalMinimum), local = before(.localMinimum), saddle = before(.saddle)
        var first = 0, best = (score: -1, first: 0, second: 0)
        for second in 0...n {
            if global[second] - local[second] > global[first] - local[first] { first = second }
            let score = global[first] + (local[second] - local[first]) + (saddle[n] - saddle[second])
            if score > best.score { best = (score, first, second) }
        }
        let parts = [
            (Class.globalMinimum, sorted[..<best.first]), (.localMinimum, sorted[best.first..<best.second]),
            (.saddle, sorted[best.second...]),
        ]
        return parts.map { dominant, points in
            Regime(
                dominant: dominant,
                losses: points.isEmpty ? nil : (points.map(\.lower).min() ?? 0)...(points.map(\.upper).max() ?? 0),
                counts: Dictionary(grouping: points, by: \.regime).mapValues(\.count))
        }
    }
}
