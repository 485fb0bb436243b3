import Certify
import Gaussian
import Rigor

/// Newton's method from a copy-average formula among the students that share its symmetry: a few unknowns, whatever the
/// number of targets is. Float64, and untrusted.
///
/// By symmetric criticality a critical point among them is one of the whole landscape. Where no target is left out the
/// formula is critical already. Where some are, no closed form is known, and a descent ends at the minimum, within the
/// symmetry, that training reaches from neurons near the targets they copy.
public struct CopyAverageRefinement: Sendable {
    public let partition: CopyAveragePartition
    public var steps = 200
    /// Below this norm of the gradient, steps are plain Newton steps.
    public var newtonBelow = 1e-6

    public init(_ partition: CopyAveragePartition) { self.partition = partition }

    public struct Outcome: Sendable {
        public let parameters: [Double]
        public let approximateLoss: Double
        public let approximateGradientNorm: Double
    }

    public func run() -> Outcome {
        let evaluator = partition.landscape.makeApproximateEvaluator()
        // coordinates that are orthonormal: the values times the roots of the sizes of orbits
        let orbits = partition.orbits, roots = orbits.map { Double($0.count).squareRoot() }
        let count = partition.landscape.parameterCount
        func reduced(_ gradient: [Double]) -> [Double] {
            zip(orbits, roots).map { orbit, root in orbit.reduce(0) { $0 + gradient[$1] } / root }
        }
        func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        func moved(_ point: [Double], by step: [Double], times factor: Double) -> [Double] {
            var result = point
            for (r, orbit) in orbits.enumerated() {
                for position in orbit { result[position] += factor * step[r] / roots[r] }
            }
            return result
        }
        var point = partition.approximatePoint
        for _ in 0..<steps {
            let (loss, whole, hessian) = evaluator.approximateHessian(at: point), gradient = reduced(whole)
            var matrix = [Double]()
            for (r, rows) in orbits.enumerated() {
                for (s, columns) in orbits.enumerated() {
                    let sum = rows.reduce(0) { sum, i in columns.reduce(sum) { $0 + hessian[i * count + $1] } }
                    matrix.append(sum / (roots[r] * roots[s]))
                }
            }
            let isNear = norm(gradient) < newtonBelow
            guard let step = step(gradient, matrix, isDescent: !isNear) else { break }
            var next = moved(point, by: step, times: 1)
            if isNear {
                guard norm(reduced(evaluator.approximateGradient(at: next).gradient)) < norm(gradient) else { break }
            } else {
                var factor = 1.0
                while evaluator.approximateLoss(at: next) >= loss, factor > 1e-9 {
                    factor /= 2
                    next = moved(point, by: step, times: factor)
                }
                guard factor > 1e-9 else { break }
            }
            point = next
        }
        let (loss, gradient) = evaluator.approximateGradient(at: point)
        return Outcome(parameters: point, approximateLoss: loss, approximateGradientNorm: norm(gradient))
    }

    /// The Newton step; in a descent with eigenvalues replaced by their absolute values.
    private func step(_ gradient: [Double], _ matrix: [Double], isDescent: Bool) -> [Double]? {
        let n = gradient.count
        guard let (values, vectors) = ApproximateLinearAlgebra.symmetricEigenproblem(matrix, order: n) else {
            return nil
        }
        var step = [Double](repeating: 0, count: n)
        for k in 0..<n {
            let vector = vectors[(k * n)..<((k + 1) * n)]
            let slope = zip(vector, gradient).reduce(0) { $0 + $1.0 * $1.1 }
            let value = isDescent ? max(abs(values[k]), 1e-6) : values[k]
            guard value != 0 else { return nil }
            for (r, entry) in vector.enumerated() { step[r] -= slope / value * entry }
        }
        return step
    }
}
