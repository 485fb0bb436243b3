import Certify
import Networks
import Rigor

/// The box on which the Coq checker encloses the Hessian, in the order of the Coq development.
struct CoqBox {
    /// Curvatures and spectral gaps below this are not reached by Hessians in 53-bit intervals: on the reference
    /// problem an eigenvalue of 2.4e-9 passes the test of a minimum, one of 2.9e-11 fails it however small the box.
    static let float64Margin = 0x1p-34

    let width: Int
    let centre: [Dyadic]
    let order: Int
    /// Half side of the box.
    let radius: Double
    let hessian: [Double]
    /// Smallest eigenvalue (float64).
    let smallest: Double
    /// Smallest absolute value of an eigenvalue (float64).
    let gap: Double
    let gradientNorm: Double
    /// The loss at the centre.
    let loss: Bounds
    /// Lower bound of the loss over the box.
    let lossLower: Double

    /// - Parameter polishes: whether the centre is moved by Newton steps, nearer to the critical point than that of the
    ///   witness.
    init(_ witness: IsolatedPointWitness, _ landscape: TwoLayerLandscape, polishes: Bool = false) throws(CoqUnsupported)
    {
        let n = witness.centre.count
        width = landscape.width
        order = n
        let positions = CoqSyntax.order(width: landscape.width, dimension: landscape.inputDimension)
        do {
            let evaluator = try landscape.makeEvaluator(.multiple(Precision(bits: polishes ? 256 : 128)))
            let point = polishes ? try Self.polished(witness.centre, evaluator) : witness.centre
            centre = positions.map { point[$0] }
            let here = try evaluator.enclosure(on: Ball(centre: point), order: .hessian)
            guard let matrix = here.hessian, let gradient = here.gradient else {
                throw CoqUnsupported.notReached("no Hessian")
            }
            hessian = matrix.principalSubmatrix(positions).midpoint
            guard let values = ApproximateLinearAlgebra.symmetricEigenvalues(hessian, order: n) else {
                throw CoqUnsupported.notReached("LAPACK finds no eigenvalues")
            }
            smallest = values.first ?? 0
            gap = values.map(abs).min() ?? 0
            gradientNorm = gradient.norm.upper
            loss = here.loss
            // the largest box on which the enclosed Hessian stays within a quarter of the gap of its centre
            var half = witness.radius / 4
            for _ in 0..<40 {
                let over = try evaluator.enclosure(on: Ball(centre: point, radius: half), order: .hessian)
                guard let spread = over.hessian.map({ ($0 - matrix).frobeniusNorm }) else { break }
                if spread < 0.2 * gap { break }
                half = min(half / 2, half * 0.15 * gap / spread)
            }
            // a power of two keeps the literal short
            radius = Double(sign: .plus, exponent: half.exponent, significand: 1)
            lossLower = try evaluator.enclosure(on: Ball(centre: point, radius: radius), order: .loss).loss.lower
        } catch let error as CoqUnsupported {
            throw error
        } catch {
            throw .notReached("\(error)")
        }
    }

    /// The network without neurons: it has one point, which is critical.
    static let empty = CoqBox()

    private init() {
        (width, order, centre, hessian) = (0, 0, [], [])
        (radius, smallest, gap, gradientNorm, lossLower) = (1, 1, 1, 0, 0)
        loss = Bounds(lower: 0, upper: 0)
    }

    /// Newton steps with the float64 inverse of the Hessian, each of which gains about ten digits, fewer where an
    /// eigenvalue is small.
    private static func polished(_ start: [Dyadic], _ evaluator: any LandscapeEvaluator) throws -> [Dyadic] {
        var point = start
        for _ in 0..<4 {
            let here = try evaluator.enclosure(on: Ball(centre: point), order: .hessian)
            guard let hessian = here.hessian?.midpoint, let gradient = here.gradient?.midpoint,
                let step = ApproximateLinearAlgebra.solve(hessian, order: point.count, gradient)
            else { throw CoqUnsupported.notReached("no Newton step from the centre") }
            point = zip(point, step).map { $0 - (Dyadic(exactly: $1) ?? .zero) }
        }
        return point
    }

    /// Bits for a gradient that must be known to a fraction of `bound`: the Coq enclosure loses about 30 bits to
    /// cancellation over the data.
    func gradientBits(for bound: Double) -> Int {
        let needed = 44 - Int(bound.exponent)
        return max(80, (needed + 7) / 8 * 8)
    }
}

extension MatrixEnclosure {
    /// Upper bound of the Frobenius norm.
    var frobeniusNorm: Double {
        var squares = 0.0
        for i in 0..<rows {
            for j in 0..<columns {
                let size = bounds(i, j).magnitude
                squares += size * size
            }
        }
        return squares.squareRoot()
    }
}
