import Rigor

/// Sums of products of rows, for many rows at once: what layers do to a block of inputs, and what blocks add to a
/// gradient.
protocol BlockArithmetic: NetworkArithmetic, Sendable where Number: Sendable {
    /// sum_a left[i, a] right[j, a] for all rows i and j, row-major.
    ///
    /// - Parameter inner: the length of each row, at least 1.
    func products(_ left: [Number], _ right: [Number], inner: Int) -> [Number]
    /// Points that are worth evaluating at once.
    var blockSize: Int { get }
}

extension Float64IntervalArithmetic: BlockArithmetic {
    var blockSize: Int { 256 }

    /// Through midpoints and radii, a product of matrices with its bound.
    func products(_ left: [Float64Interval], _ right: [Float64Interval], inner: Int) -> [Float64Interval] {
        let rows = left.count / inner, columns = right.count / inner
        var factor = MatrixEnclosure.zero(rows: rows, columns: inner)
        for (place, entry) in left.enumerated() {
            (factor.midpoint[place], factor.radius[place]) = entry.midpointAndRadius
        }
        var other = MatrixEnclosure.zero(rows: inner, columns: columns)
        for j in 0..<columns {
            for a in 0..<inner {
                let (midpoint, radius) = right[j * inner + a].midpointAndRadius
                other.midpoint[a * columns + j] = midpoint
                other.radius[a * columns + j] = radius
            }
        }
        let product = factor * other
        return (0..<(rows * columns)).map { place in
            let bounds = Bounds(midpoint: product.midpoint[place], radius: product.radius[place])
            return Float64Interval(bounds.lower, bounds.upper)
        }
    }
}

extension IntervalArithmetic: BlockArithmetic {
    var blockSize: Int { 16 }

    /// In place: no sum allocates.
    func products(_ left: [Interval], _ right: [Interval], inner: Int) -> [Interval] {
        let rows = left.count / inner, columns = right.count / inner, precision = pi.precision
        let kernel = IntervalKernel(precision: precision), sum = IntervalArray(count: 1, precision: precision)
        func array(_ numbers: [Interval]) -> IntervalArray {
            let result = IntervalArray(count: numbers.count, precision: precision)
            for (place, number) in numbers.enumerated() { result[place] = number }
            return result
        }
        let factor = array(left), other = array(right), total = sum.pointer(0)
        var result: [Interval] = []
        result.reserveCapacity(rows * columns)
        withExtendedLifetime((factor, other)) {
            for i in 0..<rows {
                for j in 0..<columns {
                    kernel.setZero(total)
                    for a in 0..<inner {
                        kernel.multiplyAdd(total, factor.pointer(i * inner + a), other.pointer(j * inner + a))
                    }
                    result.append(sum[0])
                }
            }
        }
        return result
    }
}

/// By BLAS; for search.
extension ApproximateArithmetic: BlockArithmetic {
    var blockSize: Int { 256 }

    func products(_ left: [Double], _ right: [Double], inner: Int) -> [Double] {
        let rows = left.count / inner, columns = right.count / inner
        var result = [Double](repeating: 0, count: rows * columns)
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                result.withUnsafeMutableBufferPointer { result in
                    guard let a = left.baseAddress, let b = right.baseAddress, let sums = result.baseAddress else {
                        return
                    }
                    BlockProducts.addProducts(
                        sums, BlockProducts.Columns(a, count: rows, stride: inner),
                        BlockProducts.Columns(b, count: columns, stride: inner), count: inner)
                }
            }
        }
        return result
    }
}

/// The columns of a matrix as rows.
func transposed<Number>(_ matrix: [Number], columns: Int) -> [Number] {
    let rows = matrix.count / columns
    return (0..<matrix.count).map { matrix[($0 % rows) * columns + $0 / rows] }
}
