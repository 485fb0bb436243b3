import Certify

/// Loss, gradient and Hessian in plain float64, for search. Any activation.
final class TwoLayerApproximateEvaluator: ApproximateEvaluator {
    private let kernel: TwoLayerKernel

    init(samples: Float64Samples, width: Int, activation: Activation) {
        kernel = TwoLayerKernel(samples: samples, width: width, activation: activation, fill: .approximate)
    }

    private func split(_ point: [Double]) -> (w: [Double], a: [Double]) {
        let weights = kernel.width * kernel.samples.dimension
        return (Array(point[..<weights]), Array(point[weights...]))
    }

    func approximateLoss(at point: [Double]) -> Double {
        let (w, a) = split(point)
        return kernel.sums(w: w, a: a, order: .loss).squares / Double(kernel.samples.count)
    }

    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        let (w, a) = split(point)
        let sums = kernel.sums(w: w, a: a, order: .gradient)
        return (sums.squares / Double(kernel.samples.count), gradient(sums, a))
    }

    private func gradient(_ sums: TwoLayerSums, _ a: [Double]) -> [Double] {
        let d = kernel.samples.dimension, scale = 2 / Double(kernel.samples.count)
        return sums.slopes.indices.map { scale * a[$0 / d] * sums.slopes[$0] } + sums.values.map { scale * $0 }
    }

    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        let (w, a) = split(point)
        let sums = kernel.sums(w: w, a: a, order: .hessian)
        let m = kernel.width, d = kernel.samples.dimension, n = m * (d + 1)
        let scale = 2 / Double(kernel.samples.count)
        var hessian = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for k in i..<n {
                let left = i < m * d ? a[i / d] : 1, right = k < m * d ? a[k / d] : 1
                hessian[i * n + k] = scale * left * right * sums.gram[i * n + k]
            }
        }
        var index = 0
        for j in 0..<m {
            for c in 0..<d {
                hessian[(j * d + c) * n + m * d + j] += scale * sums.slopes[j * d + c]
                for b in c..<d {
                    hessian[(j * d + c) * n + j * d + b] += scale * a[j] * sums.curvatures[index]
                    index += 1
                }
            }
        }
        for i in 0..<n { for k in 0..<i { hessian[i * n + k] = hessian[k * n + i] } }
        return (sums.squares / Double(kernel.samples.count), gradient(sums, a), hessian)
    }
}
