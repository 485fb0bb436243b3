import Certify
import Networks
import Rigor

/// What the record `IsolatedPoint` says about an isolated critical point, in the order of the Coq development.
struct CoqIsolatedPoint {
    /// Bounds of the smallest eigenvalue, lower by a factor, upper by a direction; and of the largest, the other way.
    struct Eigenvalue {
        let bounds: Bounds
        /// mu, columns l_k and e: |H - mu I - sum l_k l_k'|_F < e and lower <= mu - e; of the largest, with mu I - H
        /// and mu + e <= upper.
        let shift: Double
        let columns: [[Double]]
        let error: Double
    }

    let stated: CriticalPoint
    let box: CoqBox
    let candidate: [Dyadic]
    /// Half of the near box: within it lies the critical point.
    let half: Double
    /// The critical point is at most this far from the candidate.
    let away: Double
    /// Directions of negative and of positive curvature, scaled so that their Gram matrix is near minus, or plus, the
    /// identity.
    let negative: [[Double]]
    let positive: [[Double]]
    /// Approximate eigenvectors of the smallest and the largest eigenvalue.
    let direction: [Double]
    let largestDirection: [Double]
    /// Where the point is the only critical one.
    let uniqueness: CoqUniqueness
    /// Upper bound of the Frobenius norm of the Hessian.
    let norm: Double
    let loss: Bounds
    /// Enclosures of the smallest and the largest eigenvalue: those that the verdict states, and wider ones.
    let eigenvalues: [(smallest: Eigenvalue, largest: Eigenvalue)]

    var index: Int { negative.count }

    init(
        _ witness: IsolatedPointWitness, _ stated: CriticalPoint, _ candidate: [Dyadic], _ landscape: TwoLayerLandscape
    ) throws(CoqUnsupported) {
        let box = try CoqBox(witness, landscape, polishes: true), n = box.order
        guard box.gap > CoqBox.float64Margin else {
            throw .notReached(
                "an eigenvalue of absolute value \(box.gap) is too small for Hessians in 53-bit intervals")
        }
        let positions = CoqSyntax.order(width: landscape.width, dimension: landscape.inputDimension)
        self.stated = stated
        self.box = box
        self.candidate = positions.map { candidate[$0] }
        guard let (values, vectors) = ApproximateLinearAlgebra.symmetricEigenproblem(box.hessian, order: n) else {
            throw .notReached("LAPACK finds no eigenvectors")
        }
        let rows = (0..<n).map { Array(vectors[($0 * n)..<(($0 + 1) * n)]) }
        let scaled = zip(values, rows).map { value, row in row.map { $0 / abs(value).squareRoot() } }
        negative = zip(values, scaled).filter { $0.0 < 0 }.map(\.1)
        positive = zip(values, scaled).filter { $0.0 > 0 }.map(\.1)
        guard negative.count == stated.indexLower, stated.indexLower == stated.indexUpper else {
            throw .notReached("float64 counts \(negative.count) negative eigenvalues")
        }
        direction = rows.first ?? []
        largestDirection = rows.last ?? []
        norm = 1.01 * box.hessian.reduce(0) { $0 + $1 * $1 }.squareRoot()
        loss = stated.loss

        // The near box: so small that the distance stated holds from all of its half, that the loss and the Hessian
        // hardly change, and no smaller than the accuracy of the centre needs. The check compares (away - n half)^2
        // with a square.
        let centreAway = Distance.upper(box.centre, self.candidate)
        let room = Directed.subtractDown(stated.distanceUpper, centreAway) / Double(2 * n)
        let least = 8 * box.gradientNorm / box.gap
        let wanted = min(0x1p-56, box.radius / 2)
        let chosen = room > least ? min(room, wanted) : max(least, min(wanted, 0x1p-70))
        half = Double(sign: .plus, exponent: chosen.exponent, significand: 1)
        guard half < box.radius, half > 2 * box.gradientNorm / box.gap else {
            throw .notReached("the gradient at the centre is too large for a box of half side \(half)")
        }
        let own = Directed.addUp(centreAway, Directed.multiplyUp(Double(n), half))
        away = own <= stated.distanceUpper ? stated.distanceUpper : own

        uniqueness = try CoqUniqueness(
            box, landscape, stated: stated.uniquenessRadius, half: half, families: [negative, positive])

        // What 53-bit intervals resolve, and some more; of a minimum the lower bound must stay positive. Bounds tighter
        // than the rounding of a sum over the points fail, and cost a second run of Coq.
        let resolution = norm * 0x1p-52 * Double(landscape.problem.data.count)
        let smallest = values.first ?? 0, largest = values.last ?? 0
        func wider(_ value: Double) -> [Bounds] {
            [0x1p-36, 0x1p-34].map { Bounds(midpoint: value, radius: min(0.5 * abs(value), $0)) }
        }
        let low = ([stated.smallestEigenvalue] + wider(smallest)).map { Self.smallest($0, smallest, box) }
        let high = ((stated.largestEigenvalue.map { [$0] } ?? []) + wider(largest)).map {
            Self.largest($0, largest, box)
        }
        let all: [(smallest: Eigenvalue, largest: Eigenvalue)] = [(0, 0), (0, 1), (1, 0), (1, 1), (2, high.count - 1)]
            .compactMap { pair in
                if let smallest = low[pair.0], let largest = high[pair.1] { (smallest, largest) } else { nil }
            }
        let reached = all.filter { min($0.smallest.error, $0.largest.error) > resolution }
        eigenvalues = reached.isEmpty ? all : reached
    }

    private static func smallest(_ bounds: Bounds, _ value: Double, _ box: CoqBox) -> Eigenvalue? {
        let shift = 0.5 * (bounds.lower + value)
        guard bounds.lower < shift, shift < value, value < bounds.upper else { return nil }
        let columns = factor(box, sign: 1, shift: shift)
        let error = Directed.subtractDown(shift, bounds.lower)
        return columns.map { Eigenvalue(bounds: bounds, shift: shift, columns: $0, error: error) }
    }

    private static func largest(_ bounds: Bounds, _ value: Double, _ box: CoqBox) -> Eigenvalue? {
        let shift = 0.5 * (bounds.upper + value)
        guard bounds.lower < value, value < shift, shift < bounds.upper else { return nil }
        let columns = factor(box, sign: -1, shift: shift)
        let error = Directed.subtractDown(bounds.upper, shift)
        return columns.map { Eigenvalue(bounds: bounds, shift: shift, columns: $0, error: error) }
    }

    /// Columns of a Cholesky factor of `sign` (H - `shift` I).
    private static func factor(_ box: CoqBox, sign: Double, shift: Double) -> [[Double]]? {
        let n = box.order
        var shifted = box.hessian.map { sign * $0 }
        for i in 0..<n { shifted[i * n + i] -= sign * shift }
        return ApproximateLinearAlgebra.cholesky(shifted, order: n).map { factor in
            (0..<n).map { k in (0..<n).map { factor[$0 * n + k] } }
        }
    }
}
