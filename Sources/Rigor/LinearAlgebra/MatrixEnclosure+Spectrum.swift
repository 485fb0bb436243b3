extension MatrixEnclosure {
    /// Bounds the spectrum of every symmetric matrix H in this enclosure by shifted factorizations, without a basis.
    ///
    /// Each bound is one theorem of ``eigenvaluesAbove(shift:)`` and ``smallestEigenvalueAbove(shift:)``, for H or -H:
    /// 1. the smallest eigenvalue from below, the largest from above: Cholesky;
    /// 2. the smallest from above, the largest from below: v'Hv / v'v of any v lies between them (Rayleigh); v is made
    ///    by inverse iteration with the factors of 1;
    /// 3. where 1 leaves the signs open: at least p eigenvalues above g > 0 and q below -g, each by one pivoted
    ///    factorization. p + q = n is the inertia, and no eigenvalue lies between -g and g.
    ///
    /// The shifts come from approximate eigenvalues; any shifts are sound, good ones give sharp bounds. The eigenvalues
    /// between the smallest and the largest are enclosed by what 1 and 3 say of them, no better.
    ///
    /// About n³ operations for a definite matrix and 3 n³ for another, where eigenvectors and the products of
    /// ``spectrum
    /// (basis:perturbation:)`` take 20 n³.
    ///
    /// - Parameter perturbation: the result also holds for H + E for every symmetric E with spectral norm at most this.
    public func spectrum(perturbation: Double = 0) throws(SpectrumFailure) -> SpectrumEnclosure {
        let n = rows
        precondition(columns == n)
        guard n > 0 else {
            return SpectrumEnclosure(positiveAtLeast: 0, negativeAtLeast: 0, order: 0, eigenvalues: [])
        }
        guard isFinite, perturbation >= 0, perturbation.isFinite,
            let values = ApproximateLinearAlgebra.symmetricEigenvalues(midpoint, order: n),
            let first = values.first, let last = values.last
        else { throw .notFinite }
        let opposite = negated
        // about what rounding does to an eigenvalue: how far shifts stay away from them
        let margin = approximateRounding(of: values)
        let smallest = smallestEigenvalue(near: first, margin: margin)
        let largest = opposite.smallestEigenvalue(near: -last, margin: margin)
        let lowest = Directed.subtractDown(smallest.lower, perturbation)
        let highest = Directed.addUp(-largest.lower, perturbation)

        var positive = lowest > 0 ? n : 0, negative = highest < 0 ? n : 0
        // |lambda| of those that are counted is at least this
        var gap = positive == n ? lowest : -highest
        if positive + negative < n {
            let counts = Self.signs(self, opposite, values: values, margin: margin, perturbation: perturbation)
            (positive, negative, gap) = (counts.positive, counts.negative, counts.gap)
        }
        var eigenvalues = [Bounds](repeating: Bounds(lower: lowest, upper: highest), count: n)
        for k in 0..<negative { eigenvalues[k] = Bounds(lower: lowest, upper: Directed.minimum(-gap, highest)) }
        for k in (n - positive)..<n { eigenvalues[k] = Bounds(lower: Directed.maximum(gap, lowest), upper: highest) }
        eigenvalues[0] = Bounds(
            lower: eigenvalues[0].lower,
            upper: Directed.minimum(eigenvalues[0].upper, Directed.addUp(smallest.upper, perturbation)))
        eigenvalues[n - 1] = Bounds(
            lower: Directed.maximum(eigenvalues[n - 1].lower, Directed.subtractDown(-largest.upper, perturbation)),
            upper: eigenvalues[n - 1].upper)
        return SpectrumEnclosure(
            positiveAtLeast: positive, negativeAtLeast: negative, order: n, eigenvalues: eigenvalues)
    }

    /// Bounds the spectrum through a basis where there is one, and by factorizations where there is none.
    public func spectrum(basis: [Double]?, perturbation: Double = 0) throws(SpectrumFailure) -> SpectrumEnclosure {
        guard let basis else { return try spectrum(perturbation: perturbation) }
        return try spectrum(basis: basis, perturbation: perturbation)
    }

    /// Bounds of the smallest eigenvalue of every symmetric matrix enclosed: ``spectrum(perturbation:)`` where nothing
    /// else is asked. Through a basis where there is one.
    public func smallestEigenvalue(basis: [Double]? = nil) throws(SpectrumFailure) -> Bounds {
        if let basis { return try spectrum(basis: basis).smallest }
        guard rows > 0, isFinite, let values = ApproximateLinearAlgebra.symmetricEigenvalues(midpoint, order: rows)
        else { throw .notFinite }
        return smallestEigenvalue(near: values[0], margin: approximateRounding(of: values))
    }

    /// Bounds of the smallest eigenvalue, whatever is near it.
    private func smallestEigenvalue(near value: Double, margin: Double) -> Bounds {
        var distance = margin
        for _ in 0..<8 {
            let shift = value - distance
            if let found = smallestEigenvalueAbove(shift: shift) {
                return Bounds(lower: found.bound, upper: rayleighQuotientUpper(found.factorization))
            }
            distance *= 8
        }
        let norm = spectralNormUpper
        return Bounds(lower: -norm, upper: norm)
    }

    /// An upper bound of v'Hv / v'v, so of the smallest eigenvalue, for a v made by inverse iteration with L L' near H
    /// -
    /// t I; infinite where that fails.
    private func rayleighQuotientUpper(_ factorization: SymmetricFactorization) -> Double {
        // a start that is orthogonal to nothing in particular: multiples of the golden ratio without their whole parts
        var v = (0..<rows).map { (Double($0 + 1) * 0.6180339887498949).truncatingRemainder(dividingBy: 1) - 0.45 }
        for _ in 0..<4 {
            guard let next = ApproximateLinearAlgebra.solve(factorization, v),
                let largest = Directed.maximum(of: next.lazy.map { abs($0) }), largest > 0
            else { break }
            v = next.map { $0 / largest }
        }
        let value = quadraticForm(v).upper, squares = VectorEnclosure(exactly: v).squaredNorm
        guard squares.lower > 0 else { return .infinity }
        return Directed.divideUp(value, value >= 0 ? squares.lower : squares.upper)
    }

    /// How many eigenvalues are certainly above `gap` and how many below -`gap`, for a gap > 0 that leaves as few open
    /// as can be.
    ///
    /// - Parameter opposite: -H.
    private static func signs(
        _ matrix: MatrixEnclosure, _ opposite: MatrixEnclosure, values: [Double], margin: Double, perturbation: Double
    ) -> (positive: Int, negative: Int, gap: Double) {
        let n = values.count, sizes = values.map { abs($0) }.sorted()
        var best = (positive: 0, negative: 0, gap: 0.0)
        // what a shift has to exceed
        var threshold = 0.0
        for _ in 0..<4 {
            guard let next = sizes.first(where: { $0 - 2 * margin > threshold }) else { break }
            let shift = next - 2 * margin
            let above = matrix.eigenvaluesAbove(shift: shift), below = opposite.eigenvaluesAbove(shift: shift)
            let gap = Directed.subtractDown(
                Directed.minimum(above?.bound ?? shift, below?.bound ?? shift), perturbation)
            let positive = above?.count ?? 0, negative = below?.count ?? 0
            if gap > 0, positive + negative > best.positive + best.negative { best = (positive, negative, gap) }
            if positive + negative == n, gap > 0 { break }
            threshold = gap > 0 ? shift : Directed.maximum(shift, 2 * (shift - gap))
        }
        return best
    }

    /// About what rounding does to the eigenvalues of a matrix that has these; no bound.
    private func approximateRounding(of values: [Double]) -> Double {
        let size = Directed.maximum(of: values.map { abs($0) }) ?? 0
        return (Double(rows) + 8) * Directed.unitRoundoff * size + 0x1p-1000
    }

    /// -H.
    private var negated: MatrixEnclosure {
        var result = self
        for k in result.midpoint.indices { result.midpoint[k] = -result.midpoint[k] }
        return result
    }
}
