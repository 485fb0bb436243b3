import Certify
import Rigor

/// The ``RoundingBound`` of a two-layer student with k outputs: f(x) = sum_j a_j s(w_j·x), L = (1/(N q)) sum |f(x_i) -
/// y_i|², q = 1 or k.
///
/// Write X_c >= |x_ic|, |X| for the norm of X, R_j = sum_c |w_jc| X_c >= |z_ij|, A_j = |a_j|, S_j^(q) >= |s^(q)| on |z|
/// <= R_j, kappa = 16 u.
///
///     z        d products and d - 1 sums of rounded inputs:        zeta_j = gamma_{d+1} R_j
///     s^(q)    at a wrong argument, and rounded:                    sigma_j^(q) = min(S_j^(q+1) zeta_j, 2 S_j^(q)) +
///     kappa S_j^(q) e_o      sum_j |a_jo| sigma_j^(0) + gamma_{m+2} (sum_j |a_jo| S_j^(0) + |y_o|) + the error of y_o
///     eta = the norm over o y_o      the teacher's output by the same formula, or the rounding u |y_o| of a label that
///     is given f'       the n columns of its derivative, a_j s' x_c and s: at most C_i, off by D_i
///
/// and let r be the root mean square of the residuals, r² = q L. Sums over N k terms lose gamma = gamma_{Nk+8}. By
/// Cauchy and Schwarz
///
///     loss       (2 r eta + eta² + gamma (r + eta)²) / q
///     gradient   (2/q) ( eta |C| + r |D| + eta |D| + gamma (r + eta)(|C| + |D|) ), the norm of the vector of errors
///     Hessian    (2/q) ( 2 |C||D| + |D|² + gamma (|C| + |D|)² ) for J'J, in the Frobenius norm, and for sum e D²f,
///     block-diagonal by neurons, the largest of
///                (2/q) ( eta B + (r + eta) E + gamma (r + eta)(B + E) ),  B = A |X|² S'' + |X| S',  E the same of the
///                errors
///     lambda     the error of the Hessian (Weyl) and 10 n u ‖Hess‖ for the eigensolver
///
/// The norm of the gradient is itself rounded, relatively; what is off by more than 2^-10 (nothing less is judged by
/// this bound) is off by no more than 1 % more on that account, for any n that fits in memory.
struct TwoLayerRounding {
    var activation: Activation
    /// N.
    var pointCount: Int
    /// X_c.
    var inputMaximum: [Double]
    /// |y_o| at most, for each of the k outputs.
    var labelMaximum: [Double]
    /// The teacher's input weights, d each, and outputs, k each, in float64; nil when labels are given.
    var teacher: (weights: [[Double]], outputs: [[Double]])?
    /// q.
    var averagedOutputs: Int

    private struct Neuron {
        var suprema: [Double]
        /// sigma^(0), sigma^(1), sigma^(2).
        var errors: [Double]
    }

    private func neuron(_ weights: some Sequence<Double>, _ model: RoundingModel) -> Neuron {
        let reach = zip(weights, inputMaximum).reduce(0) { $0 + abs($1.0) * $1.1 }
        let S = activation.suprema(reach: reach), argument = model.gamma(inputMaximum.count + 1) * reach
        return Neuron(
            suprema: S, errors: (0..<3).map { min(S[$0 + 1] * argument, 2 * S[$0]) + model.function * S[$0] })
    }

    /// The error of sum_j a_j s_j in one output, without what is subtracted from it, and sum_j |a_j| S_j.
    private func sum(_ neurons: [Neuron], _ outputs: [Double], _ model: RoundingModel) -> (error: Double, size: Double)
    {
        var error = 0.0, size = 0.0
        for (neuron, a) in zip(neurons, outputs) {
            error += abs(a) * neuron.errors[0]
            size += abs(a) * neuron.suprema[0]
        }
        return (error + model.gamma(neurons.count + 2) * size, size)
    }

    /// The error of label o.
    private func labelError(_ o: Int, _ model: RoundingModel) -> Double {
        guard let teacher else { return model.unitRoundoff * labelMaximum[o] }
        return sum(teacher.weights.map { neuron($0, model) }, teacher.outputs.map { $0[o] }, model).error
    }

    /// The bound at a student with these input weights, d each, and outputs, k each, whose loss is `loss`; nil when it
    /// is not finite.
    func bound(weights: [[Double]], outputs: [[Double]], loss: Double, unitRoundoff u: Double) -> RoundingBound? {
        let model = RoundingModel(unitRoundoff: u), k = labelMaximum.count, d = inputMaximum.count
        let n = weights.count * (d + k), q = Double(averagedOutputs), gamma = model.gamma(pointCount * k + 8)
        let neurons = weights.map { neuron($0, model) }
        let X = Self.norm(inputMaximum), r = (q * max(0, loss)).squareRoot()
        let eta = Self.norm(
            (0..<k).map { o in
                sum(neurons, outputs.map { $0[o] }, model).error + model.gamma(weights.count + 2) * labelMaximum[o]
                    + labelError(o, model)
            })
        var columns = 0.0, columnErrors = 0.0, bend = 0.0, bendError = 0.0
        for (neuron, a) in zip(neurons, outputs) {
            let A = Self.norm(a), S = neuron.suprema, sigma = neuron.errors
            let slope = A * S[1] * X, slopeError = A * sigma[1] * X + 4 * u * slope
            columns += slope * slope + Double(k) * S[0] * S[0]
            columnErrors += slopeError * slopeError + Double(k) * sigma[0] * sigma[0]
            let B = A * S[2] * X * X + S[1] * X
            bend = max(bend, B)
            bendError = max(bendError, A * sigma[2] * X * X + sigma[1] * X + 6 * u * B)
        }
        let C = columns.squareRoot(), D = columnErrors.squareRoot(), residual = r + eta
        let gradient = 2 / q * (eta * C + residual * D + gamma * residual * (C + D))
        let hessian =
            2 / q
            * (2 * C * D + D * D + gamma * (C + D) * (C + D) + eta * bend + residual * bendError + gamma * residual
                * (bend + bendError))
        let size = 2 / q * (C * C + r * bend)
        let bound = RoundingBound(
            loss: (2 * r * eta + eta * eta + gamma * residual * residual) / q, gradientNorm: 1.01 * gradient,
            smallestEigenvalue: hessian + model.eigenvalue(order: n) * (size + hessian), isSumOfSquares: true)
        return bound.loss.isFinite && bound.gradientNorm.isFinite && bound.smallestEigenvalue.isFinite ? bound : nil
    }

    private static func norm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

extension TwoLayerLandscape {
    public func roundingBound(at point: [Double], loss: Double, unitRoundoff: Double) -> RoundingBound? {
        precondition(point.count == parameterCount)
        let teacher = problem.teacher.map { teacher in
            (
                weights: teacher.neurons.map { $0.weights.map(\.nearestDouble) },
                outputs: teacher.neurons.map { $0.outputs.map(\.nearestDouble) }
            )
        }
        return TwoLayerRounding(
            activation: problem.activation, pointCount: problem.data.count,
            inputMaximum: float64Samples.coordinateMaximum,
            labelMaximum: float64Samples.labelMaximum, teacher: teacher, averagedOutputs: problem.averagedOutputs
        ).bound(
            weights: (0..<width).map { Array(point[layout.weights(of: $0)]) },
            outputs: (0..<width).map { Array(point[layout.outputs(of: $0)]) }, loss: loss, unitRoundoff: unitRoundoff)
    }
}
