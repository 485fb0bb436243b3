extension Verdict {
    /// The kinds of verdicts, in the order of summaries; the raw value is the name in tables and certificates.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case localMinimum = "local-minimum"
        case globalMinimum = "global-minimum"
        case saddle
        case endOfSaddleLine = "end-of-saddle-line"
        case minimumAtInfinity = "minimum-at-infinity"
        case saddleAtInfinity = "saddle-at-infinity"
        case notCritical = "not-critical"
        case noLocalMinimum = "no-local-minimum"
        case undecided

        /// The name for people.
        public var title: String {
            switch self {
            case .localMinimum: "Local minimum"
            case .globalMinimum: "Global minimum"
            case .saddle: "Saddle"
            case .endOfSaddleLine: "End of a saddle line"
            case .minimumAtInfinity: "Minimum at infinity"
            case .saddleAtInfinity: "Saddle at infinity"
            case .notCritical: "Not critical"
            case .noLocalMinimum: "No local minimum"
            case .undecided: "Undecided"
            }
        }

        /// Whether it is about the limit of a channel, where no parameters are: distances are those of its tube.
        public var isAtInfinity: Bool {
            switch self {
            case .minimumAtInfinity, .saddleAtInfinity: true
            case .localMinimum, .globalMinimum, .saddle, .endOfSaddleLine, .notCritical, .noLocalMinimum, .undecided:
                false
            }
        }

        /// Whether a point is certified for the candidate: a critical one, or the limit of a channel.
        public var certifiesPoint: Bool {
            switch self {
            case .localMinimum, .globalMinimum, .saddle, .endOfSaddleLine, .minimumAtInfinity, .saddleAtInfinity: true
            case .notCritical, .noLocalMinimum, .undecided: false
            }
        }
    }

    /// Which of the kinds it is.
    public var kind: Kind {
        switch self {
        case .localMinimum: .localMinimum
        case .globalMinimum: .globalMinimum
        case .saddle: .saddle
        case .endOfSaddleLine: .endOfSaddleLine
        case .minimumAtInfinity: .minimumAtInfinity
        case .saddleAtInfinity: .saddleAtInfinity
        case .notCritical: .notCritical
        case .noLocalMinimum: .noLocalMinimum
        case .undecided: .undecided
        }
    }

    /// The name used in tables and certificates.
    public var name: String { kind.rawValue }
}

extension Verdict.Kind: Comparable {
    /// Position in summaries, from 0.
    public var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    public static func < (a: Self, b: Self) -> Bool { a.order < b.order }
}
