import Certify
import Rigor

extension Verdict {
    /// Whether better enclosures of Hessians would add nothing to what is said of a critical point.
    var knowsAllSigns: Bool {
        guard let point = criticalPoint, point.nullity != nil else { return false }
        // where a line of saddles ends, the index depends on which way one goes
        if case .endOfSaddleLine = self { return true }
        return point.indexLower == point.indexUpper
    }

    /// The same with room in the smallest eigenvalue of a saddle for what another rigorous evaluation makes of the same
    /// ball.
    var withSlackOfSaddle: Verdict {
        guard case .saddle(var point) = self else { return self }
        let bounds = point.smallestEigenvalue
        let width = UpperBound(bounds.upper) - LowerBound(bounds.lower)
        let wider = bounds.widened(by: width + UpperBound(Directed.multiplyUp(bounds.magnitude, 0x1p-20)))
        point.smallestEigenvalue = Bounds(lower: wider.lower, upper: min(wider.upper, 0))
        return .saddle(point)
    }
}
