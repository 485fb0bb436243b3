import Foundation

/// Adam (Kingma & Ba, ICLR 2015, algorithm 1), full batch:
///
///     m = beta1 m + (1-beta1) g       v = beta2 v + (1-beta2) g²
///     theta = theta - rate_t (m / (1-beta1^t)) / ( sqrt(v / (1-beta2^t)) + epsilon )
public struct Adam: Sendable, Hashable {
    public var rate = 1e-3
    public var beta1 = 0.9
    public var beta2 = 0.999
    public var epsilon = 1e-8
    /// Number T of steps.
    public var steps = 100_000
    public var decay = Decay.constant

    /// How the rate falls with the step t = 1, 2, .., T.
    public enum Decay: Sendable, Hashable {
        case constant
        /// rate (1 + cos(pi (t-1)/T)) / 2
        case cosine
        /// rate / (1 + (t-1)/halfTime): half the rate after `halfTime` steps.
        case inverseTime(halfTime: Double)
    }

    public init() {}

    /// The rate of step t, counted from 1.
    public func rate(atStep t: Int) -> Double {
        switch decay {
        case .constant: rate
        case .cosine: rate * 0.5 * (1 + cos(Double.pi * Double(t - 1) / Double(steps)))
        case .inverseTime(let halfTime): rate / (1 + Double(t - 1) / halfTime)
        }
    }

    /// Where a run ended.
    public struct Outcome: Sendable {
        public var point: [Double]
        /// The loss before the steps that `LossCurve.steps` lists; shorter for a run that diverged.
        public var curve: [Double]
        /// The first step whose loss or parameters were not finite.
        public var divergedAtStep: Int?
    }

    /// Runs all steps, or up to the first loss that is not finite.
    public func run(from start: [Double], on loss: any DifferentiableLoss) -> Outcome {
        let n = start.count
        precondition(n == loss.parameterCount)
        // parameters, gradient, first and second moments
        let storage = UnsafeMutablePointer<Double>.allocate(capacity: 4 * n)
        storage.initialize(repeating: 0, count: 4 * n)
        defer { storage.deallocate() }
        let point = storage, gradient = storage + n, first = storage + 2 * n, second = storage + 3 * n
        for i in 0..<n { point[i] = start[i] }

        let samples = LossCurve.steps(upTo: steps)
        var curve = [Double](), nextSample = 0
        curve.reserveCapacity(samples.count)
        var power1 = 1.0, power2 = 1.0
        func outcome(divergedAtStep step: Int? = nil) -> Outcome {
            Outcome(point: Array(UnsafeBufferPointer(start: point, count: n)), curve: curve, divergedAtStep: step)
        }
        for t in 1...max(1, steps) where steps > 0 {
            let value = loss.approximateLoss(at: point, gradient: gradient)
            guard value.isFinite else { return outcome(divergedAtStep: t - 1) }
            if t - 1 == samples[nextSample] {
                curve.append(value)
                nextSample += 1
            }
            power1 *= beta1
            power2 *= beta2
            let stepRate = rate(atStep: t) / (1 - power1), correction2 = 1 / (1 - power2)
            for i in 0..<n {
                let g = gradient[i]
                first[i] = beta1 * first[i] + (1 - beta1) * g
                second[i] = beta2 * second[i] + (1 - beta2) * g * g
                point[i] -= stepRate * first[i] / ((second[i] * correction2).squareRoot() + epsilon)
            }
        }
        let value = loss.approximateLoss(at: point, gradient: gradient)
        guard value.isFinite, (0..<n).allSatisfy({ point[$0].isFinite }) else { return outcome(divergedAtStep: steps) }
        curve.append(value)
        return outcome()
    }
}

/// At which steps the loss is kept: 0, then ten in each decade, and the end.
public enum LossCurve {
    public static func steps(upTo last: Int) -> [Int] {
        var steps = [0]
        // 10^(k/10), rounded, spelled out so that no rounding of a power decides
        let decade = [100, 126, 158, 200, 251, 316, 398, 501, 631, 794]
        var scale = 1
        while scale <= last {
            for mantissa in decade {
                let (product, overflow) = mantissa.multipliedReportingOverflow(by: scale)
                let step = overflow ? last : (product + 50) / 100
                if step > steps[steps.count - 1], step < last { steps.append(step) }
            }
            let (next, overflow) = scale.multipliedReportingOverflow(by: 10)
            if overflow { break }
            scale = next
        }
        if last > 0 { steps.append(last) }
        return steps
    }
}
