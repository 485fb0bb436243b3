import Rigor

extension Deduction {
    /// A critical point of a loss on a slice across the orbits of continuous symmetries, as one of the whole loss: it
    /// lies on a family of such points as large as the symmetries.
    ///
    /// - Parameters:
    ///   - dimension: g, of the orbits, at least 1; the slice has as many coordinates fewer.
    ///   - stretch: an upper bound of ‖R‖², R the projection along the orbits onto the slice: Hess L = R' H_S R.
    ///   - parameters: n, of the whole loss.
    package static func acrossGauge(
        _ point: CriticalPoint, dimension: Int, stretch: UpperBound, parameters: Int, structure: String
    ) -> CriticalPoint {
        var result = point
        let lower = point.smallestEigenvalue.lower
        result.smallestEigenvalue =
            point.indexLower == 0
            ? Bounds(lower: 0, upper: 0)
            : Bounds(lower: -(stretch * UpperBound(-lower)).value, upper: point.smallestEigenvalue.upper)
        result.largestEigenvalue = nil
        result.gradientNormUpper = (stretch.squareRoot() * UpperBound(point.gradientNormUpper)).value
        result.nullity = dimension
        result.isIsolated = false
        result.uniquenessRadius = nil
        result.familyDimension = dimension
        result.structure = structure
        result.learningCoefficient =
            point.indexUpper == 0
            ? .morseBott(parameters: parameters, nullity: dimension, familyDimension: dimension) : nil
        return result
    }
}
