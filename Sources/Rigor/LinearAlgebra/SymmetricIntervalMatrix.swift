/// A symmetric matrix of intervals: its smallest eigenvalue is told from any number by as many bits as the intervals
/// have.
///
/// A ``MatrixEnclosure`` knows its entries to within a float64 radius, so no eigenvalue better than about 2^-53 times
/// the largest; here nothing but the precision of the entries limits.
public struct SymmetricIntervalMatrix: Sendable {
    /// n.
    public let order: Int
    /// The entries on and above the diagonal, row by row.
    private var entries: [Interval]

    /// The zero matrix.
    public init(order: Int, precision: Precision) {
        self.order = order
        entries = [Interval](repeating: .zero(precision: precision), count: order * (order + 1) / 2)
    }

    private func index(_ row: Int, _ column: Int) -> Int {
        let i = min(row, column), k = max(row, column)
        return i * order - i * (i - 1) / 2 + k - i
    }

    public subscript(row: Int, column: Int) -> Interval {
        get { entries[index(row, column)] }
        set { entries[index(row, column)] = newValue }
    }

    /// On which side of a number the smallest eigenvalue lies.
    public enum Side: Sendable {
        case below, above
    }

    /// On which side of `bound` the smallest eigenvalue of every symmetric matrix H enclosed here lies; nil when the
    /// intervals are too wide to tell.
    ///
    /// P (H - t I) P' = L D L' with P a permutation and L unit lower triangular, as long as no pivot is 0; it has as
    /// many negative eigenvalues as D (Sylvester).
    /// - All n pivots positive: H - t I is positive definite, lambda_min > t.
    /// - The first j pivots positive, and a diagonal entry of what is left negative: with that entry as the next pivot,
    ///   a principal submatrix of order j + 1 has a negative eigenvalue, so has H - t I (Cauchy), lambda_min < t.
    ///
    /// The elimination runs in intervals, so its pivots enclose those of every H. Any order of pivots will do; the
    /// largest comes first, so that the entries which nearly vanish where H - t I is nearly singular are divided by
    /// last. n³/6 products.
    public func sideOfSmallestEigenvalue(of bound: Double) -> Side? {
        guard order > 0, bound.isFinite, let precision = entries.first?.precision else { return nil }
        let kernel = IntervalKernel(precision: precision)
        let cells = IntervalArray(count: entries.count, precision: precision),
            work = IntervalArray(count: 2, precision: precision)
        return withExtendedLifetime((cells, work)) {
            for (place, entry) in entries.enumerated() { cells[place] = entry }
            let inverse = work.pointer(0), factor = work.pointer(1)
            kernel.setExactly(factor, bound)
            for i in 0..<order { kernel.subtract(cells.pointer(index(i, i)), cells.pointer(index(i, i)), factor) }
            /// The rows that are left.
            var rows = Array(0..<order)
            while !rows.isEmpty {
                var next = 0, most = -Double.infinity
                for (place, row) in rows.enumerated() {
                    let diagonal = cells.pointer(index(row, row))
                    if kernel.upperDouble(diagonal) < 0 { return .below }
                    let least = kernel.lowerDouble(diagonal)
                    if least > most { (next, most) = (place, least) }
                }
                guard most > 0 else { return nil }
                let row = rows.remove(at: next)
                kernel.reciprocal(inverse, cells.pointer(index(row, row)))
                for (place, i) in rows.enumerated() {
                    kernel.multiply(factor, cells.pointer(index(row, i)), inverse)
                    for k in rows[place...] {
                        kernel.subtractMultiply(cells.pointer(index(i, k)), factor, cells.pointer(index(row, k)))
                    }
                }
            }
            return .above
        }
    }

    /// The part of `known`, which encloses the smallest eigenvalue, that is left after it was told from as many of
    /// `points` as can be told.
    public func smallestEigenvalue(in known: Bounds, toldFrom points: [Double]) -> Bounds {
        var found = known, open = points.sorted()
        while true {
            open.removeAll { $0 <= found.lower || $0 >= found.upper }
            guard !open.isEmpty else { return found }
            let point = open.remove(at: open.count / 2)
            switch sideOfSmallestEigenvalue(of: point) {
            case .below: found = Bounds(lower: found.lower, upper: point)
            case .above: found = Bounds(lower: point, upper: found.upper)
            case nil: break
            }
        }
    }

    /// Halves an enclosure of the smallest eigenvalue `steps` times, or until its sides cannot be told any more.
    public func smallestEigenvalue(in known: Bounds, halvings steps: Int) -> Bounds {
        var found = known
        for _ in 0..<steps {
            let middle = found.lower / 2 + found.upper / 2
            let next = smallestEigenvalue(in: found, toldFrom: [middle])
            if next == found { break }
            found = next
        }
        return found
    }
}

extension MatrixEnclosure {
    /// The same matrices, known to within float64 radii.
    public init(_ matrix: SymmetricIntervalMatrix) {
        let n = matrix.order
        self = .zero(rows: n, columns: n)
        for row in 0..<n {
            for column in row..<n {
                let (middle, spread) = matrix[row, column].midpointAndRadius
                for place in [row * n + column, column * n + row] {
                    midpoint[place] = middle
                    radius[place] = spread
                }
            }
        }
    }
}
