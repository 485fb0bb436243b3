import Certify
import Rigor

extension ChannelSlopeEvaluator {
    /// Whether the members of an arm are proved to be drawn together across the direction of the channel: whether sigma
    /// y'My > 0 for every y != 0 with y·v = 0, M = (2/N) sum omega e s''(w·x) xx' of the limit network, everywhere on
    /// the ball. Shares mu_i and distances delta_i of the members add (A/2) sum mu_i delta_i'M delta_i to the loss, and
    /// A has the sign sigma and diverges.
    ///
    /// Proved by elimination: sigma M + kappa vv' is positive definite for some kappa > 0, and so sigma M is on the
    /// complement of v.
    public func drawsTogether(pair p: Int, sign: Int, on ball: Ball) -> Bool {
        limit.setParameters(ball)
        let d = shape.dimension, zero = Interval.zero(precision: precision)
        var matrix = [[Interval]](repeating: Array(repeating: zero, count: d), count: d)
        let residual = IntervalArray(count: 1, precision: precision)
        for k in 0..<limit.count {
            limit.evaluate(point: k, jetOrder: 2, residual: residual.pointer(0))
            var factor = residual[0] * limit.jetValue(2, shape.neurons + p)
            if let weights = limit.samples.weights { factor = factor * weights[k] }
            if sign < 0 { factor = -factor }
            for i in 0..<d {
                for j in 0..<d {
                    matrix[i][j] = matrix[i][j] + factor * limit.network.inputs[i] * limit.network.inputs[j]
                }
            }
        }
        let v = (0..<d).map { limit.parameters[shape.mergedSlope(p) + $0] }
        let square = v.reduce(zero) { $0 + $1.squared() }
        guard square.isCertainlyPositive else { return false }
        // any kappa will do; this one outweighs what M does along v
        let size = matrix.joined().reduce(0) { Directed.addUp($0, $1.magnitudeUpper) }
        let kappa =
            Interval(4, precision: precision) * Interval(lower: size, upper: size, precision: precision) / square
        for i in 0..<d { for j in 0..<d { matrix[i][j] = matrix[i][j] + kappa * v[i] * v[j] } }
        for k in 0..<d {
            guard matrix[k][k].isCertainlyPositive else { return false }
            for i in (k + 1)..<max(d, k + 1) {
                let factor = matrix[i][k] / matrix[k][k]
                for j in (k + 1)..<d { matrix[i][j] = matrix[i][j] - factor * matrix[k][j] }
            }
        }
        return true
    }
}
