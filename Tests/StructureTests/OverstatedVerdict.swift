import Certify
import Testing

extension Certificate {
    /// The same certificate whose verdict states another critical point.
    func stating(_ change: (inout CriticalPoint) -> Void) throws -> Certificate {
        var mutated = self
        var point = try #require(verdict.criticalPoint)
        change(&point)
        switch verdict {
        case .localMinimum(_, let globality): mutated.verdict = .localMinimum(point, globality)
        case .globalMinimum: mutated.verdict = .globalMinimum(point)
        case .endOfSaddleLine(_, let index): mutated.verdict = .endOfSaddleLine(point, saddleIndex: index)
        default: mutated.verdict = .saddle(point)
        }
        return mutated
    }
}
