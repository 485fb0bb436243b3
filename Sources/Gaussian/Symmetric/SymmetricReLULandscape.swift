import Certify
import Rigor

/// The students of ``GaussianReLULandscape``, n = d = k, that a ``DiagonalSymmetry`` fixes, each given by its unknowns:
/// a handful of numbers, whatever k is.
///
/// Verdicts are about the student among all students: inertia and eigenvalues are those of the Hessian of all k²
/// parameters, distances are in their Euclidean norm. Derivatives by the unknowns alone say nothing of the kind, so no
/// evaluator encloses them: only ``SymmetricReLUArgument``, which knows the isotypic blocks, concludes anything here.
public struct SymmetricReLULandscape: Landscape {
    public let symmetry: DiagonalSymmetry

    public init(_ symmetry: DiagonalSymmetry) { self.symmetry = symmetry }

    /// The number of unknowns.
    public var parameterCount: Int { symmetry.unknowns.count }

    public var knownInfimum: KnownInfimum? {
        GaussianReLULandscape(targetCount: symmetry.order, width: symmetry.order).knownInfimum
    }

    public func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        guard case .multiple(let precision) = level else {
            throw .float64Unavailable("students given by a symmetry are enclosed by MPFR")
        }
        return SymmetricReLULossEvaluator(symmetry: symmetry, intervals: precision)
    }

    public func makeApproximateEvaluator() -> any ApproximateEvaluator {
        SymmetricReLUApproximateEvaluator(symmetry: symmetry)
    }
}

/// Encloses the loss, and refuses derivatives.
private final class SymmetricReLULossEvaluator: LandscapeEvaluator {
    private let symmetry: DiagonalSymmetry
    private let intervals: Precision
    var precision: Precision? { intervals }

    init(symmetry: DiagonalSymmetry, intervals: Precision) {
        self.symmetry = symmetry
        self.intervals = intervals
    }

    private static let refusal = EvaluationFailure.notSmooth(
        "derivatives by the unknowns of a symmetry say nothing about all parameters, so none are enclosed")

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        guard order == .loss else { throw Self.refusal }
        let arithmetic = IntervalArithmetic(precision: intervals)
        let forms = try SymmetricReLUForms(
            symmetry, values: ball.centre.map { arithmetic.number($0, radius: ball.radius) }, arithmetic: arithmetic)
        return try LocalEnclosure(
            loss: forms.loss(), gradient: nil, order: symmetry.unknowns.count, precision: precision, hessian: nil)
    }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants { throw Self.refusal }
}

/// The loss as a function of the unknowns in float64, for search.
private final class SymmetricReLUApproximateEvaluator: ApproximateEvaluator {
    private let symmetry: DiagonalSymmetry

    init(symmetry: DiagonalSymmetry) { self.symmetry = symmetry }

    private func forms(_ point: [Double]) -> SymmetricReLUForms<ApproximateArithmetic>? {
        // only rigorous arithmetic refuses
        try? SymmetricReLUForms(symmetry, values: point, arithmetic: ApproximateArithmetic())
    }

    /// Each unknown stands at many places of the matrix.
    private var approximateMultiplicities: [Double] { symmetry.unknowns.map { Double(symmetry.multiplicity($0)) } }

    func approximateLoss(at point: [Double]) -> Double { forms(point)?.loss() ?? .nan }

    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        guard let forms = forms(point) else { return (.nan, point.map { _ in .nan }) }
        return (forms.loss(), zip(forms.fixedGradient(), approximateMultiplicities).map { $0 * $1 })
    }

    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        let (loss, gradient) = approximateGradient(at: point), count = point.count
        guard let rows = forms(point)?.fixedHessian() else {
            return (loss, gradient, Array(repeating: .nan, count: count * count))
        }
        let weights = approximateMultiplicities
        return (loss, gradient, rows.indices.map { rows[$0] * weights[$0 / count] })
    }
}
