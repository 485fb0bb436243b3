extension MatrixEnclosure {
    /// An enclosure of the product of any two matrices enclosed by the factors.
    ///
    /// With midpoints A, B and radii R, S:
    ///
    ///     |(A + R')(B + S') - fl(AB)| <= |A| S + R (|B| + S) + gamma_{k+1} |A||B|,    |R'| <= R, |S'| <= S
    ///
    /// for inner dimension k and any order of summation (Rump, Acta Numerica 2010, section 10.3). The kernel adds the
    /// three bounding products up as |A| (gamma |B| + S) + R (|B| + S), the two factors on the right rounded up
    /// beforehand, so that no entry of A enlarges what they lost. What is left are sums of non-negative products,
    /// inflated for their own rounding; with the products of the midpoints 3 k of them may underflow, and none meets a
    /// later factor. Large products are shared among threads; the result does not depend on it.
    public static func * (a: MatrixEnclosure, b: MatrixEnclosure) -> MatrixEnclosure {
        precondition(a.columns == b.rows)
        let inner = a.columns
        let (sums, bounds) = MatrixProductKernel(b, gamma: Directed.gamma(inner + 1)).multiply(a)
        return MatrixEnclosure(
            rows: a.rows, columns: b.columns, midpoint: sums,
            // at most inner + 2 roundings for any term: a product, the sum of two products, and inner additions
            radius: bounds.map { Directed.inflated($0, operations: inner + 4, laterFactors: 1) })
    }

    public static func * (a: MatrixEnclosure, v: VectorEnclosure) -> VectorEnclosure {
        let product = a * MatrixEnclosure(rows: v.count, columns: 1, midpoint: v.midpoint, radius: v.radius)
        return VectorEnclosure(midpoint: product.midpoint, radius: product.radius)
    }

    /// Upper bound of the spectral norm of every enclosed matrix: the smaller of its Frobenius norm and sqrt(‖A‖₁
    /// ‖A‖∞).
    public var spectralNormUpper: Double {
        var squares = 0.0
        var rowMaximum = 0.0
        var columnSums = [Double](repeating: 0, count: columns)
        for i in 0..<rows {
            var row = 0.0
            for j in 0..<columns {
                let size = Directed.addUp(abs(midpoint[index(i, j)]), radius[index(i, j)])
                if !size.isFinite { return .infinity }
                squares = Directed.addUp(squares, Directed.multiplyUp(size, size))
                row = Directed.addUp(row, size)
                columnSums[j] = Directed.addUp(columnSums[j], size)
            }
            rowMaximum = Directed.maximum(rowMaximum, row)
        }
        let frobenius = Directed.squareRootUp(squares)
        let mixed = Directed.squareRootUp(Directed.multiplyUp(rowMaximum, Directed.maximum(of: columnSums) ?? 0))
        return Directed.minimum(frobenius, mixed)
    }

    /// Bounds of the quadratic form v'Av over every enclosed square matrix, v exact.
    public func quadraticForm(_ v: [Double]) -> Bounds {
        let image = self * VectorEnclosure(exactly: v)
        let value = MatrixEnclosure(rows: 1, columns: v.count, exactly: v) * image
        return value.bounds(0)
    }
}
