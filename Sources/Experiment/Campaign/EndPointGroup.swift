/// The coarse kinds of end points that are compared across widths.
enum EndPointGroup: String, CaseIterable {
    case globalMinimum = "global minimum"
    case localMinimum = "local minimum, isolated"
    case openMinimum = "local minimum, isolation open"
    case plateau
    case saddle
    case endOfSaddleLine = "end of a saddle line"
    case minimumAtInfinity = "minimum at infinity"
    case saddleAtInfinity = "saddle at infinity"
    case notCritical = "not critical"
    case noLocalMinimum = "no local minimum near"
    case undecided
    case diverged

    init(_ kind: EndPointKind) {
        self =
            switch kind {
            case .globalMinimum: .globalMinimum
            case .localMinimum(let isIsolated, _): isIsolated ? .localMinimum : .openMinimum
            case .plateau: .plateau
            case .saddle: .saddle
            case .endOfSaddleLine: .endOfSaddleLine
            case .minimumAtInfinity: .minimumAtInfinity
            case .saddleAtInfinity: .saddleAtInfinity
            case .notCritical: .notCritical
            case .noLocalMinimum: .noLocalMinimum
            case .undecided: .undecided
            case .diverged: .diverged
            }
    }
}
