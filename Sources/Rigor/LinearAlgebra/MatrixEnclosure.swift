/// A matrix of real numbers known to within an entrywise radius: `|A[i, j] - midpoint[i, j]| <= radius[i, j]`.
///
/// Row-major, float64. Midpoint and radius rather than two ends, because products then cost one product of midpoints by
/// any library or loop, in any order of summation, and a bound known beforehand for the rounding (Rump, Acta Numerica
/// 2010, section 10).
public struct MatrixEnclosure: Sendable {
    public let rows: Int
    public let columns: Int
    public var midpoint: [Double]
    public var radius: [Double]

    /// The matrix with the given entries and no uncertainty. `entries` is row-major with `rows * columns` elements.
    public init(rows: Int, columns: Int, exactly entries: [Double]) {
        precondition(entries.count == rows * columns)
        self.rows = rows
        self.columns = columns
        midpoint = entries
        radius = [Double](repeating: 0, count: entries.count)
    }

    public init(rows: Int, columns: Int, midpoint: [Double], radius: [Double]) {
        precondition(midpoint.count == rows * columns && radius.count == midpoint.count)
        self.rows = rows
        self.columns = columns
        self.midpoint = midpoint
        self.radius = radius
    }

    public static func zero(rows: Int, columns: Int) -> MatrixEnclosure {
        MatrixEnclosure(rows: rows, columns: columns, exactly: [Double](repeating: 0, count: rows * columns))
    }

    public static func identity(_ order: Int) -> MatrixEnclosure {
        var result = zero(rows: order, columns: order)
        for i in 0..<order { result.midpoint[i * order + i] = 1 }
        return result
    }

    @inlinable public func index(_ row: Int, _ column: Int) -> Int { row * columns + column }

    public func bounds(_ row: Int, _ column: Int) -> Bounds {
        Bounds(midpoint: midpoint[index(row, column)], radius: radius[index(row, column)])
    }

    /// Whether every midpoint and radius is finite; an enclosure that is not says nothing.
    public var isFinite: Bool {
        midpoint.allSatisfy(\.isFinite) && radius.allSatisfy { $0.isFinite && $0 >= 0 }
    }

    public var transposed: MatrixEnclosure {
        var result = MatrixEnclosure.zero(rows: columns, columns: rows)
        for i in 0..<rows {
            for j in 0..<columns {
                result.midpoint[j * rows + i] = midpoint[index(i, j)]
                result.radius[j * rows + i] = radius[index(i, j)]
            }
        }
        return result
    }

    /// The principal submatrix of the given rows and columns.
    public func principalSubmatrix(_ indices: [Int]) -> MatrixEnclosure {
        var result = MatrixEnclosure.zero(rows: indices.count, columns: indices.count)
        for (i, source) in indices.enumerated() {
            for (j, other) in indices.enumerated() {
                result.midpoint[i * indices.count + j] = midpoint[index(source, other)]
                result.radius[i * indices.count + j] = radius[index(source, other)]
            }
        }
        return result
    }

    /// Every matrix within `margin` of one enclosed here, entry by entry.
    public func widened(by margin: Double) -> MatrixEnclosure {
        var result = self
        for k in result.radius.indices { result.radius[k] = Directed.addUp(result.radius[k], margin) }
        return result
    }

    public static func - (a: MatrixEnclosure, b: MatrixEnclosure) -> MatrixEnclosure { combine(a, b) { $0 - $1 } }
    public static func + (a: MatrixEnclosure, b: MatrixEnclosure) -> MatrixEnclosure { combine(a, b) { $0 + $1 } }

    private static func combine(
        _ a: MatrixEnclosure, _ b: MatrixEnclosure, _ operation: (Double, Double) -> Double
    ) -> MatrixEnclosure {
        precondition(a.rows == b.rows && a.columns == b.columns)
        var result = a
        for k in result.midpoint.indices {
            let value = operation(a.midpoint[k], b.midpoint[k])
            result.midpoint[k] = value
            // |fl(x ± y) - (x ± y)| <= u |fl(x ± y)|: sums do not underflow
            let rounding = Directed.multiplyUp(abs(value), Directed.unitRoundoff)
            result.radius[k] = Directed.addUp(Directed.addUp(a.radius[k], b.radius[k]), rounding)
        }
        return result
    }
}

/// A vector of real numbers known to within a componentwise radius.
public struct VectorEnclosure: Sendable {
    public var midpoint: [Double]
    public var radius: [Double]

    public init(midpoint: [Double], radius: [Double]) {
        precondition(midpoint.count == radius.count)
        self.midpoint = midpoint
        self.radius = radius
    }

    public init(exactly entries: [Double]) {
        self.init(midpoint: entries, radius: [Double](repeating: 0, count: entries.count))
    }

    public var count: Int { midpoint.count }
    public func bounds(_ i: Int) -> Bounds { Bounds(midpoint: midpoint[i], radius: radius[i]) }

    /// Bounds of the Euclidean norm.
    public var norm: Bounds {
        let squares = squaredNorm
        return Bounds(lower: Directed.squareRootDown(squares.lower), upper: Directed.squareRootUp(squares.upper))
    }

    /// Bounds of the square of the Euclidean norm.
    public var squaredNorm: Bounds {
        var low = 0.0, high = 0.0
        for i in midpoint.indices {
            let entry = bounds(i)
            low = Directed.addDown(low, Directed.maximum(0, Directed.multiplyDown(entry.mignitude, entry.mignitude)))
            high = Directed.addUp(high, Directed.multiplyUp(entry.magnitude, entry.magnitude))
        }
        return Bounds(lower: low, upper: high)
    }
}
