import Certify
import Rigor

extension GaussianErfLandscape {
    /// The closed forms in floating point, as ``GaussianErfForms`` or with arcsines. Vectors u run over the n neurons
    /// and k targets, A = sum_u |c_u|, kappa = max (1 + q)(1 + r) / D over pairs, delta = gamma_{2d+8}:
    ///
    ///     arguments  p and norms of d terms, D = (1 + q)(1 + r) - p² may cancel: relative error kappa delta
    ///     g          kappa delta + 16 u, at most 1; loss A² times that and gamma_T, T = (n + k)² + 8
    ///     grad_u g   N / sqrt D, of norm at most 1:  4 kappa delta + 16 u
    ///     Hessians   of norm at most 1:              8 kappa delta + 16 u
    ///     gradient   2 A in each output, 2 |a_i| A in each w_i
    ///     Hessian    rows of blocks: 2 |a_i| (2 A + n) of w_i, 2 (n + A) + 2 A of a_i; the largest bounds the norm
    public func roundingBound(at point: [Double], loss: Double, unitRoundoff: Double) -> RoundingBound? {
        precondition(point.count == parameterCount)
        let d = inputDimension, n = width, k = problem.teacherWidth, model = RoundingModel(unitRoundoff: unitRoundoff)
        let vectors =
            (0..<n).map { Array(point[($0 * d)..<(($0 + 1) * d)]) } + problem.weights.map { $0.map(\.nearestDouble) }
        let outputs = point[(n * d)...].map { abs($0) }
        let total = outputs.reduce(0, +) + problem.outputs.reduce(0) { $0 + abs($1.nearestDouble) }
        func dot(_ u: [Double], _ v: [Double]) -> Double { zip(u, v).reduce(0) { $0 + $1.0 * $1.1 } }
        let norms = vectors.map { 1 + dot($0, $0) }
        var kappa = 1.0
        for i in 0..<n {
            for u in vectors.indices {
                let p = dot(vectors[i], vectors[u]), product = norms[i] * norms[u]
                kappa = max(kappa, product / max(product - p * p, norms[i] + norms[u] - 1))
            }
        }
        let delta = kappa * model.gamma(2 * d + 8), sum = model.gamma(n + k + 8)
        let slope = total * (4 * delta + model.function + sum)
        let squares = outputs.reduce(0) { $0 + 4 * slope * slope * (1 + $1 * $1) }
        let largest = outputs.max() ?? 0
        let size = max(2 * largest * (2 * total + Double(n)), 2 * (Double(n) + 2 * total))
        let bend = size * (8 * delta + model.function + sum)
        let bound = RoundingBound(
            loss: total * total * (delta + model.function + model.gamma((n + k) * (n + k) + 8)),
            gradientNorm: 1.01 * squares.squareRoot(),
            smallestEigenvalue: bend + model.eigenvalue(order: parameterCount) * (size + bend), isSumOfSquares: false)
        return bound.loss.isFinite && bound.gradientNorm.isFinite && bound.smallestEigenvalue.isFinite ? bound : nil
    }
}
