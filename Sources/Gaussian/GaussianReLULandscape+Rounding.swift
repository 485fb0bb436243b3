import Certify
import Rigor

extension GaussianReLULandscape {
    /// The closed forms of MATHEMATICS section 10 in floating point. Vectors u run over the n neurons and k targets, P
    /// = sum_u |u|.
    ///
    ///     cosines    inner products and norms of d terms:              delta = gamma_{2d+8}, absolute
    ///     angles     |acos a - acos b| <= Delta = min(2.5 sqrt delta, 2 delta / sin th) for |a - b| <= delta; sines
    ///     are off by no more Phi        |u||v| times a function of the cosine of slope at most 1/2: |u||v| (2 delta +
    ///     16 u), at most |u||v|/2 loss       P² (2 delta + 16 u + gamma_T), T = (n + k)² + 8 terms, which cancel where
    ///     the loss is small gradient   of w_i: sum_u |u| ( Delta/3 + 3 delta + 16 u ) + gamma_{n+k+8} (|w_i| + 0.7
    ///     sum_u |u|) Hessian    of w_i: sum_u |u| (4 Delta + 32 delta) / (2 pi |w_i|) + sum_j (8 Delta + 32 delta) /
    ///     pi + gamma_{n+k+8} times its size, a row of blocks;
    ///                the largest row bounds the spectral norm of the whole
    ///     size       1/2 + sum_u |u| / (pi |w_i|) + n, the same row
    public func roundingBound(at point: [Double], loss: Double, unitRoundoff: Double) -> RoundingBound? {
        precondition(point.count == parameterCount)
        let d = inputDimension, n = width, model = RoundingModel(unitRoundoff: unitRoundoff), function = model.function
        let delta = model.gamma(2 * d + 8), sum = model.gamma(n + targetCount + 8)
        let neurons = (0..<n).map { Array(point[($0 * d)..<(($0 + 1) * d)]) }
        let targets = (0..<targetCount).map { j in (0..<d).map { $0 == j ? 1.0 : 0.0 } }
        let vectors = neurons + targets
        let lengths = vectors.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }, total = lengths.reduce(0, +)
        /// Delta of two vectors.
        func angle(_ i: Int, _ l: Int) -> Double {
            let cosine = zip(vectors[i], vectors[l]).reduce(0) { $0 + $1.0 * $1.1 } / (lengths[i] * lengths[l])
            let sine = max(0, 1 - cosine * cosine).squareRoot(), most = 2.5 * delta.squareRoot()
            return sine > 4 * delta.squareRoot() ? min(most, 2 * delta / sine) : most
        }
        var gradient = 0.0, hessian = 0.0, size = 0.0
        for i in 0..<n {
            var slope = 0.0, bend = 0.0
            for l in vectors.indices where l != i {
                let angle = angle(i, l)
                slope += lengths[l] * (angle / 3 + 3 * delta + function)
                bend += lengths[l] * (4 * angle + 32 * delta) / (2 * .pi * lengths[i])
                if l < n { bend += (8 * angle + 32 * delta) / .pi }
            }
            slope += sum * (lengths[i] + 0.7 * total)
            gradient += slope * slope
            let row = 0.5 + total / (.pi * lengths[i]) + Double(n)
            hessian = max(hessian, bend + sum * row)
            size = max(size, row)
        }
        let bound = RoundingBound(
            loss: total * total * (2 * delta + function + model.gamma((n + targetCount) * (n + targetCount) + 8)),
            gradientNorm: 1.01 * gradient.squareRoot(),
            smallestEigenvalue: hessian + model.eigenvalue(order: n * d) * (size + hessian),
            isSumOfSquares: false)
        return bound.loss.isFinite && bound.gradientNorm.isFinite && bound.smallestEigenvalue.isFinite ? bound : nil
    }
}
