import Certify
import Interchange
import Networks
import Rigor

/// Weight decay that a problem does not state, and with which a candidate would be a critical point. Plain float64: a
/// hint at what a student was trained on, and nothing that a verdict reads.
///
/// At a critical point of L + sum lambda_g |theta_g|² over groups of parameters, grad L = -2 lambda_g theta_g in every
/// group: the gradient is antiparallel to the parameters, or to those that decay. The lambda that fits is
/// -(grad L · theta) / (2 |theta|²) over the group.
public struct UnstatedDecay: Sendable, Hashable {
    /// Groups of parameters, as problem files name them.
    public enum Group: String, Sendable, CaseIterable {
        case inputWeights = "input_weights"
        case biases = "biases"
        case outputs = "outputs"
        case outputBias = "output_bias"
    }

    /// What fits, for each group that the students have, in all: the decay that the problem states included.
    public let approximateCoefficients: [(group: Group, lambda: Double)]
    /// The cosine of grad L and theta, over the groups that decay.
    public let approximateCosine: Double
    /// |grad L + 2 lambda theta| / |grad L|, over all parameters.
    public let approximateResidual: Double
    /// What the change adds to the loss of the problem: sum of (lambda - what is stated) |theta|².
    public let approximateAddition: Double
    /// Whether the problem states a decay, which then is another.
    public let isStated: Bool

    public static func == (a: UnstatedDecay, b: UnstatedDecay) -> Bool {
        a.suggestion == b.suggestion && a.isStated == b.isStated
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(suggestion) }

    /// The residual up to which a fit is taken for more than an accident; training that was stopped early leaves some.
    private static let largestResidual = 0.01

    /// Nil when no decay fits.
    public init?(_ problem: TwoLayerProblem, width: Int, parameters: [Double], evaluator: any ApproximateEvaluator) {
        let gradient = evaluator.approximateGradient(at: parameters).gradient
        let places = Self.places(problem, width: width)
        guard gradient.count == parameters.count, let fit = Fit(gradient, parameters, places) else { return nil }
        let stated = Self.stated(problem)
        var coefficients: [(group: Group, lambda: Double)] = []
        var addition = 0.0
        for (group, places) in places {
            let before = stated[group] ?? 0, change = fit.changes[group] ?? 0
            let sum = before + change
            // what is left of a decay that was taken back is rounding
            let lambda = abs(sum) <= 1e-3 * before ? 0 : sum
            guard lambda >= 0 else { return nil }
            coefficients.append((group, lambda))
            addition += change * places.reduce(0) { $0 + parameters[$1] * parameters[$1] }
        }
        approximateCoefficients = coefficients
        approximateCosine = fit.cosine
        approximateResidual = fit.residual
        approximateAddition = addition
        isStated = problem.decay != nil
    }

    /// The groups that the students have, and where their parameters stand.
    private static func places(_ problem: TwoLayerProblem, width: Int) -> [(group: Group, places: [Int])] {
        let layout = problem.layout(width: width), last = layout.inputDimension - 1
        var found: [Group: [Int]] = [:]
        for place in 0..<layout.count {
            let group: Group =
                switch layout.parameter(place) {
                case .weight(_, let input): problem.data.hasBias && input == last ? .biases : .inputWeights
                case .output: .outputs
                case .outputBias: .outputBias
                }
            found[group, default: []].append(place)
        }
        return Group.allCases.compactMap { group in found[group].map { (group, $0) } }
    }

    private static func stated(_ problem: TwoLayerProblem) -> [Group: Double] {
        guard let decay = problem.decay else { return [:] }
        return [
            .inputWeights: decay.inputWeights.nearestDouble, .biases: decay.biases.nearestDouble,
            .outputs: decay.outputs.nearestDouble, .outputBias: decay.outputBias.nearestDouble,
        ]
    }

    /// The coefficients that make the gradient smallest.
    private struct Fit {
        var changes: [Group: Double] = [:]
        var cosine = 0.0
        var residual = Double.infinity

        /// One coefficient for some of the groups, those that leave least; where none does, one for each group.
        init?(_ gradient: [Double], _ parameters: [Double], _ groups: [(group: Group, places: [Int])]) {
            let whole = gradient.reduce(0) { $0 + $1 * $1 }
            guard whole > 0, whole.isFinite else { return nil }
            func product(_ a: [Double], _ b: [Double], _ places: [Int]) -> Double {
                places.reduce(0) { $0 + a[$1] * b[$1] }
            }
            /// One coefficient for all of these.
            func fit(_ chosen: [(group: Group, places: [Int])]) -> Fit? {
                let places = chosen.flatMap(\.places), square = product(parameters, parameters, places)
                guard square > 0 else { return nil }
                let along = product(gradient, parameters, places), lambda = -along / (2 * square)
                var fit = Fit()
                for (group, _) in chosen { fit.changes[group] = lambda }
                var left = gradient
                for place in places { left[place] += 2 * lambda * parameters[place] }
                fit.residual = (left.reduce(0) { $0 + $1 * $1 } / whole).squareRoot()
                fit.cosine = along / (square * product(gradient, gradient, places)).squareRoot()
                return fit
            }
            var best: Fit?
            for subset in 1..<(1 << groups.count) {
                let chosen = groups.indices.filter { subset >> $0 & 1 == 1 }.map { groups[$0] }
                if let one = fit(chosen), one.residual < best?.residual ?? .infinity { best = one }
            }
            // so few numbers that some coefficient always fits say nothing
            guard let best, gradient.count >= 4 else { return nil }
            if best.residual <= UnstatedDecay.largestResidual {
                self = best
                return
            }
            guard gradient.count >= 3 * groups.count else { return nil }
            var left = gradient, changes: [Group: Double] = [:]
            var along = 0.0, square = 0.0
            for (group, places) in groups {
                guard let one = fit([(group, places)]), let lambda = one.changes[group] else { continue }
                changes[group] = lambda
                for place in places {
                    let step = 2 * lambda * parameters[place]
                    along += gradient[place] * step
                    square += step * step
                    left[place] += step
                }
            }
            residual = (left.reduce(0) { $0 + $1 * $1 } / whole).squareRoot()
            guard residual <= UnstatedDecay.largestResidual, square > 0 else { return nil }
            self.changes = changes
            cosine = along / (square * whole).squareRoot()
        }

        private init() {}
    }
}

// MARK: In words

extension UnstatedDecay {
    /// The decay as a problem file spells it: `0.001`, or `{"input_weights": 0.001, "outputs": 0.001}`.
    public var suggestion: String {
        let texts = approximateCoefficients.map { ($0.group.rawValue, text($0.lambda)) }
        if let first = texts.first?.1, texts.allSatisfy({ $0.1 == first }) { return first }
        return "{" + texts.filter { $0.1 != "0" }.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
    }

    /// Whether nothing would decay.
    public var isNone: Bool { approximateCoefficients.allSatisfy { $0.lambda == 0 } }

    /// What PyTorch's SGD and Adam call it, where every parameter decays alike.
    public var pytorchWeightDecay: String? {
        guard let first = approximateCoefficients.first, !suggestion.hasPrefix("{") else { return nil }
        return text(2 * first.lambda)
    }

    /// The shortest decimal that is as near as the fit.
    private func text(_ lambda: Double) -> String {
        guard lambda != 0 else { return "0" }
        let slack = max(1e-9, approximateResidual) * lambda
        for digits in 1...15 {
            let text = OutwardDecimal.approximate(lambda, digits: digits)
            if let value = Double(text), abs(value - lambda) <= slack { return text }
        }
        return "\(lambda)"
    }
}
