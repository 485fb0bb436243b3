import Certify
import Networks
import Rigor

/// What the record `IsolatedPoint` says about an isolated critical point, in the order of the Coq development.
struct CoqIsolatedPoint {
    /// A lower bound of the smallest eigenvalue by a factor, an upper one by a direction.
    struct Eigenvalue {
        let bounds: Bounds
        /// mu, columns l_k and e: |H - mu I - sum l_k l_k'|_F < e and lower <= mu - e.
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
    /// Approximate eigenvector of the smallest eigenvalue.
    let direction: [Double]
    /// Upper bound of the Frobenius norm of the Hessian.
    let norm: Double
    let loss: Bounds
    /// The enclosure that the verdict states, and wider ones.
    let eigenvalues: [Eigenvalue]

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
        direction = rows[0]
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

        let smallest = values[0]
        // what 53-bit intervals resolve, and some more; of a minimum the lower bound must stay positive
        let wider = [0x1p-37, 0x1p-34].map { Bounds(midpoint: smallest, radius: min(0.5 * abs(smallest), $0)) }
        eigenvalues = ([stated.smallestEigenvalue] + wider).compactMap { Self.eigenvalue($0, smallest, box) }
    }

    private static func eigenvalue(_ bounds: Bounds, _ smallest: Double, _ box: CoqBox) -> Eigenvalue? {
        let n = box.order
        let shift = 0.5 * (bounds.lower + smallest)
        guard bounds.lower < shift, shift < smallest, smallest < bounds.upper else { return nil }
        var shifted = box.hessian
        for i in 0..<n { shifted[i * n + i] -= shift }
        guard let factor = ApproximateLinearAlgebra.cholesky(shifted, order: n) else { return nil }
        return Eigenvalue(
            bounds: bounds, shift: shift, columns: (0..<n).map { k in (0..<n).map { factor[$0 * n + k] } },
            error: Directed.subtractDown(shift, bounds.lower))
    }
}
