extension MatrixEnclosure {
    /// An enclosure of the product of any two matrices enclosed by the factors.
    ///
    /// With midpoints A, B and radii R, S:
    ///
    ///     |(A + R')(B + S') - fl(AB)| <= |A| S + R (|B| + S) + gamma_{k+1} |A||B|,    |R'| <= R, |S'| <= S
    ///
    /// for inner dimension k and any order of summation (Rump, Acta Numerica 2010, section 10.3). The three bounding products are
    /// sums of non-negative terms and are inflated for their own rounding.
    public static func * (a: MatrixEnclosure, b: MatrixEnclosure) -> MatrixEnclosure {
        precondition(a.columns == b.rows)
        let inner = a.columns, columns = b.columns
        var result = MatrixEnclosure.zero(rows: a.rows, columns: columns)
        let gamma = Directed.gamma(inner + 1)
        var sum = [Double](repeating: 0, count: columns), bound = sum
        for i in 0..<a.rows {
            for j in 0..<columns { sum[j] = 0; bound[j] = 0 }
            for k in 0..<inner {
                let x = a.midpoint[i * inner + k], size = abs(x), spread = a.radius[i * inner + k]
                if x == 0 && spread == 0 { continue }
                for j in 0..<columns {
                    let y = b.midpoint[k * columns + j], other = b.radius[k * columns + j]
                    sum[j] += x * y
                    bound[j] += size * (gamma * abs(y) + other) + spread * (abs(y) + other)
                }
            }
            for j in 0..<columns {
                result.midpoint[i * columns + j] = sum[j]
                result.radius[i * columns + j] = Directed.inflated(bound[j], operations: inner + 8)
            }
        }
        return result
    }

    public static func * (a: MatrixEnclosure, v: VectorEnclosure) -> VectorEnclosure {
        let product = a * MatrixEnclosure(rows: v.count, columns: 1, midpoint: v.midpoint, radius: v.radius)
        return VectorEnclosure(midpoint: product.midpoint, radius: product.radius)
    }

    /// Upper bound of the spectral norm of every enclosed matrix: the smaller of its Frobenius norm and sqrt(‖A‖₁ ‖A‖∞).
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
            rowMaximum = max(rowMaximum, row)
        }
        let frobenius = Directed.squareRootUp(squares)
        let mixed = Directed.squareRootUp(Directed.multiplyUp(rowMaximum, columnSums.max() ?? 0))
        return min(frobenius, mixed)
    }

    /// Bounds of the quadratic form v'Av over every enclosed square matrix, v exact.
    public func quadraticForm(_ v: [Double]) -> Bounds {
        let image = self * VectorEnclosure(exactly: v)
        let value = MatrixEnclosure(rows: 1, columns: v.count, exactly: v) * image
        return value.bounds(0)
    }
}
