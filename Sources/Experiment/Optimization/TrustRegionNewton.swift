import Certify
import Rigor

/// Newton's method within a trust region, downhill, for the last digits.
///
/// In the eigenbasis of the Hessian (values lambda_k, vectors v_k) the step that minimizes the quadratic model over |p|
/// <= radius is
///
///     p = - sum_k (v_k·g) / (lambda_k + mu) v_k,      mu >= max(0, -lambda_1) with |p| = radius, or mu = 0 when that
///     step is inside
///
/// (Moré & Sorensen 1983). It stops where the gradient is small, whatever the curvature: it does not look for a way out
/// of a saddle whose gradient has no downhill component. There is no box.
public struct TrustRegionNewton: Sendable, Hashable {
    /// Largest number of Hessians; 0 leaves the phase out.
    public var maximumIterations = 200
    /// Stops when |g| is at most this.
    public var gradientTolerance = 1e-16
    public var initialRadius = 0.1

    public init() {}

    public struct Outcome: Sendable {
        public var point: [Double]
        public var iterations: Int
    }

    public func run(from start: [Double], on evaluator: any ApproximateEvaluator) -> Outcome {
        let n = start.count
        guard maximumIterations > 0 else { return Outcome(point: start, iterations: 0) }
        var point = start, radius = initialRadius
        var (loss, gradient, hessian) = evaluator.approximateHessian(at: point)
        var iterations = 1
        while iterations < maximumIterations, loss.isFinite {
            let size = norm(gradient)
            guard size > gradientTolerance, radius > 1e-16 * (1 + norm(point)),
                let basis = ApproximateEigenbasis(hessian, order: n)
            else { break }
            let values = basis.values, components = basis.components(of: gradient)
            let shift = Self.shift(values, components, radius: radius)
            var trial = point, predicted = 0.0, length = 0.0
            let steps = zip(values, components).map { value, component in
                component == 0 ? 0 : -component / (value + shift)
            }
            for (step, (value, component)) in zip(steps, zip(values, components)) {
                predicted -= step * (component + 0.5 * value * step)
                length += step * step
            }
            basis.add(steps, to: &trial)
            length = length.squareRoot()
            let next = evaluator.approximateHessian(at: trial)
            iterations += 1
            let nextSize = norm(next.gradient)
            let ratio = (loss - next.loss) / predicted
            // Once the model promises less than the rounding of the loss, the gradient is the judge.
            let isRounding = predicted <= 64 * loss.ulp
            let isBetter = isRounding ? nextSize < size : next.loss.isFinite && ratio > 0.1
            if isBetter {
                point = trial
                (loss, gradient, hessian) = next
                if ratio > 0.75 || isRounding { radius = max(radius, 2.5 * length) }
                if ratio < 0.25, !isRounding { radius = 0.5 * length }
            } else {
                if isRounding { break }
                radius = 0.25 * min(radius, length)
            }
        }
        return Outcome(point: point, iterations: iterations)
    }

    /// mu of the formula above: 0 when Newton's step is a descent step inside the region, otherwise by bisection until
    /// |p| is within a tenth of the radius.
    private static func shift(_ values: [Double], _ components: [Double], radius: Double) -> Double {
        func length(_ shift: Double) -> Double {
            var squares = 0.0
            for (value, component) in zip(values, components) where component != 0 {
                let step = component / (value + shift)
                squares += step * step
            }
            return squares.squareRoot()
        }
        guard let lowest = values.first else { return 0 }
        if lowest > 0, length(0) <= radius { return 0 }
        let floor = max(0, -lowest)
        // At this shift no step is longer than |g| / (|g| / radius).
        var high = floor + norm(components) / radius, low = floor
        var gap = high - floor
        while gap > 0, length(floor + gap) < 0.9 * radius {
            // shrink the distance to the pole: this is where the solution lies when curvature is tiny
            high = floor + gap
            gap *= 0.25
            if floor + gap == floor { return high }
            low = floor + gap
        }
        for _ in 0..<60 {
            let middle = low + 0.5 * (high - low), size = length(middle)
            if size > radius { low = middle } else { high = middle }
            if size <= radius, size >= 0.9 * radius { break }
        }
        return high
    }
}

func norm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
