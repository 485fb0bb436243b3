import Rigor

extension [Rational] {
    /// Every coordinate rounded to the nearest number of the given precision.
    package func rounded(to precision: Precision) -> [Dyadic] {
        map { Dyadic(exactly: BigFloat($0, precision: precision, rounding: .nearest)) ?? .zero }
    }

    /// Upper bound of the Euclidean distance from an exact point.
    package func distanceUpper(from point: [Dyadic]) -> Double {
        let squares = zip(self, point).reduce(Rational.zero) { sum, pair in
            let difference = pair.0 - Rational(pair.1)
            return sum + difference * difference
        }
        return squares.isZero ? 0 : Directed.squareRootUp(squares.upperDouble)
    }
}
