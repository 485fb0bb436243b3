import Certify
import Interchange
import Landscape
import Rigor

extension CoqCertificate {
    /// The Coq certificate of an isolated critical point: a minimum with Cholesky columns, a saddle with a preconditioner.
    ///
    /// The Coq checker works on the box of half side r around the centre. r and the witnesses are chosen here so that its tests have slack;
    /// the choice is search, the checker evaluates.
    public init(
        isolatedPoint witness: IsolatedPointWitness, reference: Reference?, landscape: TwoLayerLandscape
    ) throws(CoqUnsupported) {
        let box = try CoqBox(witness, landscape)
        let problem: String
        do { problem = try CoqSyntax.problem(landscape.problem) } catch { throw .problem(error.description) }
        let centre = CoqSyntax.list(box.centre.map(CoqSyntax.dyadic))
        if box.smallest > 0 {
            self = try Self.minimum(box, problem, centre, reference, landscape)
        } else {
            self = try Self.saddle(box, problem, centre)
        }
    }

    private static func minimum(
        _ box: CoqBox, _ problem: String, _ centre: String, _ reference: Reference?, _ landscape: TwoLayerLandscape
    ) throws(CoqUnsupported) -> CoqCertificate {
        let n = box.order
        guard box.smallest > CoqBox.float64Margin else {
            throw .notReached("the smallest eigenvalue, \(box.smallest), is too small for Hessians in 53-bit intervals")
        }
        // H - mu I = sum l l' + E with |E|_F < e, mu - e > 0
        let shift = 0.75 * box.smallest, error = 0.5 * box.smallest
        var shifted = box.hessian
        for i in 0..<n { shifted[i * n + i] -= shift }
        guard let factor = ApproximateLinearAlgebra.cholesky(shifted, order: n) else {
            throw .notReached("LAPACK finds no Cholesky factor of H - mu I")
        }
        let columns = CoqSyntax.list((0..<n).map { k in CoqSyntax.list((0..<n).map { CoqSyntax.number(factor[$0 * n + k]) }) })
        let curvature = shift - error
        let gradient = min(0.5 * curvature * box.radius, max(4 * box.gradientNorm, 0x1p-60 * curvature))
        guard gradient > 2 * box.gradientNorm else {
            throw .notReached("the gradient at the centre is too large for a box of half side \(box.radius)")
        }
        let lossAbove = Self.lossAbove(box.lossLower, reference)
        let compared = try referenceTerm(reference, lossAbove: lossAbove, landscape: landscape)
        return CoqCertificate(
            constructor: "IsolatedMinimum",
            fields: [
                problem, String(box.width), centre, CoqSyntax.number(box.radius), CoqSyntax.number(gradient),
                CoqSyntax.number(shift), columns, CoqSyntax.number(error), CoqSyntax.number(max(0, lossAbove)), compared.term,
            ],
            stem: "minimum", verdict: "MinimumVerdict", usesEngine: true, gradientBits: box.gradientBits(for: gradient),
            statement: "a strict local minimum lies within \(OutwardDecimal.upper(Directed.divideUp(gradient, curvature))) of the centre, it is the only critical point "
                + "within \(OutwardDecimal.lower(box.radius))" + (compared.isNonGlobal ? ", and it is not a global minimum" : ""),
            saying: [
                .kind: .whole, .isolation: .whole, .nonGlobality: compared.isNonGlobal ? .whole : .nothing,
                .loss: .part("above \(OutwardDecimal.lower(max(0, lossAbove), digits: 4))"),
            ])
    }

    /// The bound of the loss that the theorem states, some way below the lower bound `loss`: the Coq enclosure is a little wider than ours.
    /// Where a reference lies close below, half way to it, so that it stays below.
    static func lossAbove(_ loss: Double, _ reference: Reference?) -> Double {
        let usual = 0.9375 * loss
        guard let upper = reference?.lossUpper, upper >= usual, upper < loss else { return usual }
        return 0.5 * (upper + loss)
    }

    /// The field `reference` of a minimum with loss above `lossAbove`, and whether it shows that the minimum is not global.
    static func referenceTerm(
        _ reference: Reference?, lossAbove: Double, landscape: TwoLayerLandscape
    ) throws(CoqUnsupported) -> (term: String, isNonGlobal: Bool) {
        switch reference {
        case .infimumZero where lossAbove > 0:
            guard let teacher = landscape.problem.teacher else { throw .problem("no teacher") }
            let zero = Teacher.Neuron(
                weights: [Rational](repeating: .zero, count: landscape.inputDimension), output: .zero)
            let padded = teacher.neurons + [Teacher.Neuron](repeating: zero, count: max(0, landscape.width - teacher.width))
            return ("(ZeroLoss \(CoqSyntax.list(padded.flatMap { [$0.output] + $0.weights }.map(CoqSyntax.rational))))", true)
        case .point(let point, let upper) where upper < lossAbove:
            let ordered = CoqSyntax.neuronByNeuron(point, width: landscape.width, dimension: landscape.inputDimension)
            // stated a little higher, below the loss of the minimum
            let bound = 0.5 * (upper + lossAbove)
            return ("(BetterPoint \(CoqSyntax.list(ordered.map(CoqSyntax.dyadic))) \(CoqSyntax.number(bound)))", true)
        default:
            return ("NoReference", false)
        }
    }

    private static func saddle(_ box: CoqBox, _ problem: String, _ centre: String) throws(CoqUnsupported) -> CoqCertificate {
        let n = box.order
        let existence = try CoqExistence(box, radius: box.radius, contraction: 0.5)
        guard let vectors = ApproximateLinearAlgebra.symmetricEigenproblem(box.hessian, order: n)?.vectors else {
            throw .notReached("LAPACK finds no eigenvectors")
        }
        let direction = CoqSyntax.list((0..<n).map { CoqSyntax.number(vectors[$0]) })
        return CoqCertificate(
            constructor: "IsolatedSaddle",
            fields: [problem, String(box.width), centre, CoqSyntax.number(box.radius), existence.term, direction],
            stem: "saddle", verdict: "SaddleVerdict", usesEngine: true,
            gradientBits: box.gradientBits(for: existence.newtonStep * box.gap),
            statement: "exactly one critical point lies within \(OutwardDecimal.lower(box.radius)) of the centre in every coordinate; it is a strict saddle",
            saying: [.kind: .whole, .isolation: .whole, .nonGlobality: .whole, .index: .part("at least 1")])
    }
}

/// The box on which the Coq checker encloses the Hessian, in the order of the Coq development.
struct CoqBox {
    /// Curvatures and spectral gaps below this are not reached by Hessians in 53-bit intervals: on the reference problem an eigenvalue of
    /// 2.4e-9 passes the test of a minimum, one of 2.9e-11 fails it however small the box.
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
    /// Lower bound of the loss over the box.
    let lossLower: Double

    init(_ witness: IsolatedPointWitness, _ landscape: TwoLayerLandscape) throws(CoqUnsupported) {
        let n = witness.centre.count
        width = landscape.width
        order = n
        let positions = CoqSyntax.order(width: landscape.width, dimension: landscape.inputDimension)
        centre = positions.map { witness.centre[$0] }
        do {
            let precision = Precision(bits: 128)
            let evaluator = try landscape.makeEvaluator(.multiple(precision))
            let here = try evaluator.enclosure(on: Ball(centre: witness.centre), order: .hessian)
            guard let matrix = here.hessian, let gradient = here.gradient else { throw CoqUnsupported.notReached("no Hessian") }
            hessian = matrix.principalSubmatrix(positions).midpoint
            guard let values = ApproximateLinearAlgebra.symmetricEigenvalues(hessian, order: n) else {
                throw CoqUnsupported.notReached("LAPACK finds no eigenvalues")
            }
            smallest = values.first ?? 0
            gap = values.map(abs).min() ?? 0
            gradientNorm = gradient.norm.upper
            // the largest box on which the enclosed Hessian stays within a quarter of the gap of its centre
            var half = witness.radius / 4
            for _ in 0..<40 {
                let over = try evaluator.enclosure(on: Ball(centre: witness.centre, radius: half), order: .hessian)
                guard let spread = over.hessian.map({ ($0 - matrix).frobeniusNorm }) else { break }
                if spread < 0.2 * gap { break }
                half = min(half / 2, half * 0.15 * gap / spread)
            }
            // a power of two keeps the literal short
            radius = Double(sign: .plus, exponent: half.exponent, significand: 1)
            lossLower = try evaluator.enclosure(on: Ball(centre: witness.centre, radius: radius), order: .loss).loss.lower
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
    }

    /// Bits for a gradient that must be known to a fraction of `bound`: the Coq enclosure loses about 30 bits to cancellation over the data.
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
