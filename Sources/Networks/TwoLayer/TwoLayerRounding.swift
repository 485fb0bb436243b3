import Certify
import Rigor

/// The ``RoundingBound`` of a two-layer student with k outputs: f(x) = sum_j a_j s(w_j·x) + b, L = (1/(N q)) sum
/// omega_i
/// |f(x_i) - y_i|² + sum lambda theta², q = 1 or k.
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
/// The constant b_o adds |b_o| to the sum under gamma and, where it is trained, a column of ones. With sample weights
/// of mean W everything that holds at every point, eta, C, D, B and E, counts sqrt W times, and gamma has two roundings
/// more. Decay adds gamma_{n+4} sum lambda theta², 4 u times the norm of 2 lambda theta, and 4 u times the largest 2
/// lambda.
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
    /// The teacher's input weights, d each, outputs, k each, and output bias, k, in float64; nil when labels are given.
    var teacher: (weights: [[Double]], outputs: [[Double]], bias: [Double])?
    /// q.
    var averagedOutputs: Int
    /// |b_o| at most, k numbers, and whether b is trained.
    var biasMagnitude: [Double]
    var isBiasTrained: Bool
    /// sqrt W.
    var rootMeanWeight: Double
    /// lambda and theta of every parameter; nil without decay.
    var decay: (coefficients: [Double], parameters: [Double])?

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
        let own = sum(teacher.weights.map { neuron($0, model) }, teacher.outputs.map { $0[o] }, model)
        return own.error + (teacher.bias[o] == 0 ? 0 : model.unitRoundoff * (own.size + abs(teacher.bias[o])))
    }

    /// The bound at a student with these input weights, d each, and outputs, k each, whose loss is `loss`; nil when it
    /// is not finite.
    func bound(weights: [[Double]], outputs: [[Double]], loss: Double, unitRoundoff u: Double) -> RoundingBound? {
        let model = RoundingModel(unitRoundoff: u), k = labelMaximum.count, d = inputMaximum.count
        let n = weights.count * (d + k) + (isBiasTrained ? k : 0), q = Double(averagedOutputs)
        let gamma = model.gamma(pointCount * k + 10)
        let neurons = weights.map { neuron($0, model) }
        let X = Self.norm(inputMaximum), r = (q * max(0, loss)).squareRoot()
        let eta =
            Self.norm(
                (0..<k).map { o in
                    let own = sum(neurons, outputs.map { $0[o] }, model)
                    return own.error + model.gamma(weights.count + 3) * (labelMaximum[o] + biasMagnitude[o])
                        + (biasMagnitude[o] > 0 ? model.unitRoundoff * own.size : 0) + labelError(o, model)
                }) * rootMeanWeight
        var columns = isBiasTrained ? Double(k) : 0, columnErrors = 0.0, bend = 0.0, bendError = 0.0
        for (neuron, a) in zip(neurons, outputs) {
            let A = Self.norm(a), S = neuron.suprema, sigma = neuron.errors
            let slope = A * S[1] * X, slopeError = A * sigma[1] * X + 4 * u * slope
            columns += slope * slope + Double(k) * S[0] * S[0]
            columnErrors += slopeError * slopeError + Double(k) * sigma[0] * sigma[0]
            let B = A * S[2] * X * X + S[1] * X
            bend = max(bend, B)
            bendError = max(bendError, A * sigma[2] * X * X + sigma[1] * X + 6 * u * B)
        }
        let C = rootMeanWeight * columns.squareRoot(), D = rootMeanWeight * columnErrors.squareRoot()
        bend *= rootMeanWeight
        bendError *= rootMeanWeight
        let residual = r + eta, decayed = decayBound(model)
        let gradient = 2 / q * (eta * C + residual * D + gamma * residual * (C + D))
        let hessian =
            2 / q
            * (2 * C * D + D * D + gamma * (C + D) * (C + D) + eta * bend + residual * bendError + gamma * residual
                * (bend + bendError))
        let size = 2 / q * (C * C + r * bend)
        let bound = RoundingBound(
            loss: (2 * r * eta + eta * eta + gamma * residual * residual) / q + decayed.loss,
            gradientNorm: 1.01 * gradient + decayed.gradient,
            smallestEigenvalue: hessian + decayed.hessian
                + model.eigenvalue(order: n) * (size + hessian + decayed.size), isSumOfSquares: true)
        return bound.loss.isFinite && bound.gradientNorm.isFinite && bound.smallestEigenvalue.isFinite ? bound : nil
    }

    /// What decay adds to the three bounds, and to the norm of the Hessian.
    private func decayBound(_ model: RoundingModel) -> (loss: Double, gradient: Double, hessian: Double, size: Double) {
        guard let decay else { return (0, 0, 0, 0) }
        let pairs = zip(decay.coefficients, decay.parameters), u = model.unitRoundoff
        let value = pairs.reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
        let size = 2 * (decay.coefficients.max() ?? 0)
        return (
            model.gamma(decay.coefficients.count + 4) * value, 4 * u * Self.norm(pairs.map { 2 * $0 * $1 }),
            4 * u * size, size
        )
    }

    private static func norm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

extension TwoLayerLandscape {
    public func roundingBound(at point: [Double], loss: Double, unitRoundoff: Double) -> RoundingBound? {
        precondition(point.count == parameterCount)
        let teacher = problem.teacher.map { teacher in
            (
                weights: teacher.neurons.map { $0.weights.map(\.nearestDouble) },
                outputs: teacher.neurons.map { $0.outputs.map(\.nearestDouble) },
                bias: (0..<outputCount).map { teacher.bias($0).nearestDouble }
            )
        }
        let biases = (0..<outputCount).map {
            problem.outputBias.isTrained
                ? abs(point[layout.outputBiases.lowerBound + $0]) : abs(problem.outputBias.fixedValue($0).nearestDouble)
        }
        let decay = problem.decayCoefficients(width: width)?.map(\.nearestDouble)
        return TwoLayerRounding(
            activation: problem.activation, pointCount: problem.data.count,
            inputMaximum: float64Samples.coordinateMaximum,
            labelMaximum: float64Samples.labelMaximum, teacher: teacher, averagedOutputs: problem.averagedOutputs,
            biasMagnitude: biases, isBiasTrained: problem.outputBias.isTrained,
            rootMeanWeight: float64Samples.rootMeanWeight, decay: decay.map { ($0, point) }
        ).bound(
            weights: (0..<width).map { Array(point[layout.weights(of: $0)]) },
            outputs: (0..<width).map { Array(point[layout.outputs(of: $0)]) }, loss: loss, unitRoundoff: unitRoundoff)
    }
}
