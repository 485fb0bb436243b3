import Certify
import Rigor

/// A student that fits labels as well as any can which contradict each other: points that are given twice with two
/// labels, or more points than a polynomial has coefficients.
///
/// **Theorem.** Let nothing decay, the labels be given, F be a subspace of R^N that holds the values (f_q(x_1), ..,
/// f_q(x_N)), less a fixed output bias, of every student, of whatever width (``ValueSpace``). In each output let y^ be
/// the projection of the labels y, less the fixed bias, to F, orthogonal in the inner product with the sample weights,
/// plus that bias; L^ the loss with the labels y^; and rho = c sum omega |y - y^|², c as in ``TwoLayerLandscape``. Then
///
///     L = L^ + rho      for all students.
///
/// So a zero p* of L^ is a global minimum of L, of loss rho, and L has there the Hessian, and near it the critical
/// points, that L^ has (``InterpolationArgument``).
///
/// *Proof.* f - y^ is in F and y - y^ orthogonal to F, in each output: Pythagoras. ∎
public struct LeastSquaresArgument: StructuredArgument {
    /// Of L^.
    public var interpolation: InterpolationArgument

    public init(interpolation: InterpolationArgument) { self.interpolation = interpolation }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        guard let students = context.landscape as? TwoLayerLandscape else {
            throw .inequality("least squares are known for two-layer networks")
        }
        guard let (problem, rest) = students.problem.withProjectedLabels(atMost: students.parameterCount) else {
            throw .inequality("the labels have no projection that is known, or are their own")
        }
        let ledger = context.ledger?.argument("Labels that contradict each other: least squares")
        ledger?.note("L^ is the loss with the labels projected to the values that students can have.")
        ledger?.hypothesis(
            "L = L^ + rho for all students", .exactly("rational projection"),
            stated: .init("rho", .within(Bounds(lower: rest.lowerDouble, upper: rest.upperDouble))))
        let verdict = try interpolation.conclude(
            in: ProofContext(
                landscape: TwoLayerLandscape(problem: problem, width: students.width), candidate: context.candidate,
                precision: context.precision, reference: nil, ledger: ledger))
        guard case .globalMinimum(var point) = verdict else {
            throw .inequality("no zero of the loss with projected labels")
        }
        point.loss = Bounds(lower: rest.lowerDouble, upper: rest.upperDouble)
        point.structure = "least squares: \(point.structure) but for what no student fits"
        ledger?.conclusion("Hence L(p*) = rho, and no student of any width has a smaller loss.")
        return .localMinimum(point, .global)
    }
}

extension TwoLayerProblem {
    /// The problem with the labels y^, and rho; nil where y^ = y, where it is not known, or takes too long.
    ///
    /// - Parameter limit: the most residuals that may be independent.
    package func withProjectedLabels(atMost limit: Int) -> (problem: TwoLayerProblem, rest: Rational)? {
        guard decay == nil, case .given(let labels) = labels,
            let space = ValueSpace(self, atMost: limit / outputCount), space.dimension < data.count
        else { return nil }
        let bias = (0..<outputCount).map { outputBias.fixedValue($0) }
        var projected = labels, squares = Rational.zero
        for q in 0..<outputCount {
            guard let values = space.projection(of: labels.map { $0[q] - bias[q] }, weights: weights) else {
                return nil
            }
            for (i, value) in values.enumerated() {
                projected[i][q] = value + bias[q]
                let difference = labels[i][q] - projected[i][q]
                squares = squares + difference * difference * (weights?[i] ?? .one)
            }
        }
        guard !squares.isZero,
            let problem = try? TwoLayerProblem(
                activation: activation, data: data, labels: .given(projected), outputCount: outputCount, loss: loss,
                outputBias: outputBias, weights: weights)
        else { return nil }
        return (problem, squares * Rational(divisor).reciprocal)
    }
}
