import Certify

/// Loss, gradient and Hessian of a limit network in plain float64, for search. The formulas are those of the interval
/// evaluator.
final class LimitNetworkApproximateEvaluator: ApproximateEvaluator {
    private let samples: Float64Samples
    private let shape: LimitNetworkShape
    private let activation: Activation
    /// mu_j for each unit, 1 for a pair or triple.
    private let shares: [Double]

    init(samples: Float64Samples, shape: LimitNetworkShape, shares ranges: [Double], activation: Activation) {
        var shares = [Double](), rest = ranges[...]
        for size in shape.groups {
            let others = rest.prefix(size - 1)
            rest = rest.dropFirst(size - 1)
            shares += [1 - others.reduce(0, +)] + others
        }
        self.shares = shares + Array(repeating: 1, count: shape.merged)
        self.samples = samples
        self.shape = shape
        self.activation = activation
    }

    func approximateLoss(at point: [Double]) -> Double { evaluate(point, order: .loss).loss }

    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        let result = evaluate(point, order: .gradient)
        return (result.loss, result.gradient)
    }

    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        evaluate(point, order: .hessian)
    }

    /// s''''(z) by a central difference of s''', off by about 1e-13.
    private func approximateFourthDerivative(_ z: Double) -> Double {
        let h = 0x1p-10
        func third(_ z: Double) -> Double { activation.approximateJet(z).3 }
        return (8 * (third(z + h) - third(z - h)) - (third(z + 2 * h) - third(z - 2 * h))) / (12 * h)
    }

    private func evaluate(
        _ point: [Double], order: DerivativeOrder
    ) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        let n = shape.parameterCount, d = shape.dimension, units = shape.units
        var loss = 0.0
        var gradient = [Double](repeating: 0, count: n)
        var hessian = [Double](repeating: 0, count: order >= .hessian ? n * n : 0)
        var columns = gradient
        var x = [Double](repeating: 0, count: d),
            jets = [(Double, Double, Double, Double)](repeating: (0, 0, 0, 0), count: units)
        for k in 0..<samples.count {
            for c in 0..<d { x[c] = samples.columns[c][k] }
            for g in shape.groups.indices { columns[shape.groupOutput(g)] = 0 }
            var e = -samples.labels[0][k]
            for j in 0..<units {
                let w = shape.weight(j), share = shares[j], output = share * point[shape.output(j)]
                var z = 0.0, gate = 0.0
                for c in 0..<d {
                    z += point[w + c] * x[c]
                    if j >= shape.neurons { gate += point[w + d + c] * x[c] }
                }
                let s = activation.approximateJet(z)
                e += output * s.0 + gate * s.1
                let slope = output * s.1 + gate * s.2
                for c in 0..<d {
                    columns[w + c] = slope * x[c]
                    if j >= shape.neurons { columns[w + d + c] = s.1 * x[c] }
                }
                if j < shape.neurons { columns[shape.output(j)] += share * s.0 } else { columns[shape.output(j)] = s.0 }
                jets[j] = (share * s.1, s.2, output * s.2 + gate * s.3, 0)
                guard let t = shape.triple(j) else { continue }
                let g = shape.tripleBend(t), sign = Double(shape.tripleSigns[t])
                var bend = 0.0
                for c in 0..<d { bend += point[g + c] * x[c] }
                let square = sign * bend * bend / 2
                e += square * s.2
                for c in 0..<d {
                    columns[w + c] += square * s.3 * x[c]
                    columns[g + c] = sign * bend * s.2 * x[c]
                }
                guard order >= .hessian else { continue }
                jets[j].2 += square * approximateFourthDerivative(z)
                jets[j].3 = sign * bend * s.3
            }
            if shape.hasConstant {
                e += point[shape.constant]
                columns[shape.constant] = 1
            }
            if shape.hasLinearPart {
                for c in 0..<d {
                    e += point[shape.linearPart + c] * x[c]
                    columns[shape.linearPart + c] = x[c]
                }
            }
            let weight = samples.weights?[k] ?? 1
            loss += weight * e * e
            e *= weight
            guard order >= .gradient else { continue }
            for i in 0..<n { gradient[i] += e * columns[i] }
            guard order >= .hessian else { continue }
            hessian.withUnsafeMutableBufferPointer { hessian in
                columns.withUnsafeBufferPointer { g in
                    for i in 0..<n {
                        let left = weight * g[i]
                        for l in i..<n { hessian[i * n + l] += left * g[l] }
                    }
                }
                for j in 0..<units {
                    let w = shape.weight(j)
                    for c in 0..<d {
                        for b in c..<d { hessian[(w + c) * n + w + b] += e * jets[j].2 * x[c] * x[b] }
                        hessian[(w + c) * n + shape.output(j)] += e * jets[j].0 * x[c]
                        guard j >= shape.neurons else { continue }
                        for b in 0..<d { hessian[(w + c) * n + w + d + b] += e * jets[j].1 * x[c] * x[b] }
                        guard let t = shape.triple(j) else { continue }
                        let g = shape.tripleBend(t), sign = Double(shape.tripleSigns[t])
                        for b in 0..<d { hessian[(w + c) * n + g + b] += e * jets[j].3 * x[c] * x[b] }
                        for b in c..<d { hessian[(g + c) * n + g + b] += e * sign * jets[j].1 * x[c] * x[b] }
                    }
                }
            }
        }
        let mean = 1 / Double(samples.count)
        if order >= .hessian {
            for i in 0..<n {
                for l in i..<n {
                    hessian[i * n + l] *= 2 * mean
                    hessian[l * n + i] = hessian[i * n + l]
                }
            }
        }
        return (loss * mean, gradient.map { 2 * mean * $0 }, hessian)
    }
}
