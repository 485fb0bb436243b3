import Rigor

/// Gaussian elimination in the rationals, for the small systems of exact structure.
package enum ExactLinearAlgebra {
    /// The reduced row echelon form of the rows, its pivot columns in order, and the rows it came from that are
    /// independent of those before them.
    ///
    /// - Parameter pivotColumns: columns that may hold pivots; later ones (a right side) are carried along.
    package static func rowReduced(
        _ rows: [[Rational]], pivotColumns: Int
    ) -> (rows: [[Rational]], pivots: [Int]) {
        var a = rows
        var pivots = [Int]()
        for column in 0..<pivotColumns {
            let rank = pivots.count
            guard let found = a.indices.dropFirst(rank).first(where: { !a[$0][column].isZero }) else { continue }
            a.swapAt(rank, found)
            let scale = a[rank][column].reciprocal
            a[rank] = a[rank].map { $0 * scale }
            for i in a.indices where i != rank && !a[i][column].isZero {
                let factor = a[i][column]
                for k in a[i].indices where !a[rank][k].isZero { a[i][k] = a[i][k] - factor * a[rank][k] }
            }
            pivots.append(column)
        }
        return (a, pivots)
    }

    package static func rank(_ rows: [[Rational]]) -> Int {
        rowReduced(rows, pivotColumns: rows.first?.count ?? 0).pivots.count
    }

    /// The point nearest to `point` (Euclidean) among the solutions x of C x = b; nil when there is none.
    ///
    /// With C reduced to independent rows R x = c:   x = point + R' lambda,   (R R') lambda = c - R point.
    package static func projection(of point: [Rational], on rows: [[Rational]], _ rightSide: [Rational]) -> [Rational]?
    {
        let n = point.count
        let (reduced, pivots) = rowReduced(zip(rows, rightSide).map { $0 + [$1] }, pivotColumns: n)
        // a row 0 = c with c != 0: no solution
        guard reduced.dropFirst(pivots.count).allSatisfy({ $0[n].isZero }) else { return nil }
        let r = reduced.prefix(pivots.count).map { Array($0[..<n]) }
        let system = r.indices.map { i in
            r.map { dot(r[i], $0) } + [reduced[i][n] - dot(r[i], point)]
        }
        // R R' is regular because the rows of R are independent
        let lambda = rowReduced(system, pivotColumns: r.count).rows.map { $0[r.count] }
        return point.indices.map { k in
            r.indices.reduce(point[k]) { $0 + r[$1][k] * lambda[$1] }
        }
    }

    package static func dot(_ a: [Rational], _ b: [Rational]) -> Rational {
        zip(a, b).reduce(.zero) { $1.0.isZero || $1.1.isZero ? $0 : $0 + $1.0 * $1.1 }
    }
}
