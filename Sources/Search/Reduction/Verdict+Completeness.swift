import Certify
import Rigor

extension Verdict {
    /// Whether better enclosures of Hessians would add nothing to what is said of a critical point.
    var knowsAllSigns: Bool { criticalPoint.map { $0.nullity != nil && $0.indexLower == $0.indexUpper } ?? false }

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
