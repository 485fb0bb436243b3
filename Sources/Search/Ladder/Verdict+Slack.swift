import Certify
import Rigor

extension Verdict {
    /// The same with eigenvalues stated with slack (``Slack``), so that another rigorous evaluation confirms them
    /// as well.
    var withSlack: Verdict {
        func stated(_ point: CriticalPoint) -> CriticalPoint {
            var point = point
            point.smallestEigenvalue = point.smallestEigenvalue.slackened
            point.largestEigenvalue = point.largestEigenvalue?.slackened
            return point
        }
        func stated(_ limit: LimitAtInfinity) -> LimitAtInfinity {
            var limit = limit
            limit.smallestEigenvalue = limit.smallestEigenvalue.slackened
            return limit
        }
        return switch self {
        case .globalMinimum(let point): .globalMinimum(stated(point))
        case .localMinimum(let point, let globality): .localMinimum(stated(point), globality)
        case .saddle(let point): .saddle(stated(point))
        case .endOfSaddleLine(let point, let index): .endOfSaddleLine(stated(point), saddleIndex: index)
        case .minimumAtInfinity(let limit): .minimumAtInfinity(stated(limit))
        case .saddleAtInfinity(let limit): .saddleAtInfinity(stated(limit))
        case .notCritical(let ball, let nearest): .notCritical(ball, nearest: nearest?.withSlack)
        case .noLocalMinimum, .undecided: self
        }
    }
}
