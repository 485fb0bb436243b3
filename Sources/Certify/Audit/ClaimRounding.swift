import Rigor

/// The ``RoundingBound`` of float64 for a loss known to within an interval: each bound between its values at the ends.
public struct ClaimRounding: Sendable, Hashable {
    /// Of the loss.
    public var loss: Bounds
    /// Of the norm of the gradient.
    public var gradientNorm: Bounds
    /// Of the smallest eigenvalue.
    public var smallestEigenvalue: Bounds
    /// Whether the loss is computed as a sum of squares.
    public var isSumOfSquares: Bool

    public init(loss: Bounds, gradientNorm: Bounds, smallestEigenvalue: Bounds, isSumOfSquares: Bool = true) {
        self.loss = loss
        self.gradientNorm = gradientNorm
        self.smallestEigenvalue = smallestEigenvalue
        self.isSumOfSquares = isSumOfSquares
    }

    /// Nil when the landscape does not say what float64 may lose, or the loss is not bounded.
    public init?(_ landscape: any Landscape, at point: [Double], loss: Bounds) {
        let unit = Directed.unitRoundoff
        guard let low = landscape.roundingBound(at: point, loss: max(0, loss.lower), unitRoundoff: unit),
            let high = landscape.roundingBound(at: point, loss: loss.upper, unitRoundoff: unit)
        else { return nil }
        func bounds(_ a: Double, _ b: Double) -> Bounds { Bounds(lower: min(a, b), upper: max(a, b)) }
        self.init(
            loss: bounds(low.loss, high.loss), gradientNorm: bounds(low.gradientNorm, high.gradientNorm),
            smallestEigenvalue: bounds(low.smallestEigenvalue, high.smallestEigenvalue),
            isSumOfSquares: low.isSumOfSquares)
    }
}
