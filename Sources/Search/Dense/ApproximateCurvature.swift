import Certify
import Rigor

/// The eigenvector of the smallest or largest eigenvalue of a Hessian that is too large to be formed, by Lanczos steps
/// on differences of gradients in float64. Untrusted: whoever encloses the curvature along it decides.
public struct ApproximateCurvature {
    /// Number of products with the Hessian, two gradients each.
    public var steps = 24

    public init() {}

    /// A direction of nearly the smallest curvature, of length 1; nil where float64 gives no numbers.
    ///
    /// - Parameter point: theta, P numbers.
    public func smallestDirection(at point: [Double], of evaluator: any ApproximateEvaluator) -> [Double]? {
        extremeDirections(at: point, of: evaluator)?.smallest
    }

    /// Directions of nearly the smallest and nearly the largest curvature, of length 1; nil where float64 gives no
    /// numbers. Entries are rounded to float32, which makes their exact numbers short.
    public func extremeDirections(
        at point: [Double], of evaluator: any ApproximateEvaluator
    ) -> (smallest: [Double], largest: [Double])? {
        let P = point.count, length = norm(point)
        let difference = 1e-5 * (1 + length / Double(P).squareRoot())
        func product(_ v: [Double]) -> [Double] {
            let ahead = evaluator.approximateGradient(at: moved(point, v, difference)).gradient
            let behind = evaluator.approximateGradient(at: moved(point, v, -difference)).gradient
            return zip(ahead, behind).map { ($0 - $1) / (2 * difference) }
        }
        // a fixed start without structure
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        var v = (0..<P).map { _ -> Double in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(Int64(bitPattern: state) >> 12) * 0x1p-51
        }
        var basis = [[Double]](), diagonal = [Double](), beside = [Double]()
        for _ in 0..<min(steps, P) {
            let size = norm(v)
            guard size.isFinite, size > 1e-12 else { break }
            v = v.map { $0 / size }
            if !basis.isEmpty { beside.append(size) }
            basis.append(v)
            var next = product(v)
            diagonal.append(dot(next, v))
            // twice is enough
            for _ in 0..<2 {
                for old in basis {
                    let part = dot(next, old)
                    for i in next.indices { next[i] -= part * old[i] }
                }
            }
            v = next
        }
        let k = basis.count
        var tridiagonal = [Double](repeating: 0, count: k * k)
        for i in 0..<k { tridiagonal[i * k + i] = diagonal[i] }
        for i in 0..<max(0, k - 1) {
            tridiagonal[i * k + i + 1] = beside[i]
            tridiagonal[(i + 1) * k + i] = beside[i]
        }
        guard k > 0, let problem = ApproximateLinearAlgebra.symmetricEigenproblem(tridiagonal, order: k) else {
            return nil
        }
        func direction(_ vector: Int) -> [Double] {
            var result = [Double](repeating: 0, count: P)
            for (j, old) in basis.enumerated() {
                let weight = problem.vectors[vector * k + j]
                for i in result.indices { result[i] += weight * old[i] }
            }
            return result.map { Double(Float($0)) }
        }
        let smallest = direction(0), largest = direction(k - 1)
        return (smallest + largest).allSatisfy(\.isFinite) ? (smallest, largest) : nil
    }

    private func moved(_ point: [Double], _ v: [Double], _ step: Double) -> [Double] {
        zip(point, v).map { $0 + step * $1 }
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

    private func norm(_ v: [Double]) -> Double { dot(v, v).squareRoot() }
}
