import Certify
import Interchange
import Networks
import Rigor

/// Another loss of the same students, or another reading of their numbers, of which claims may speak. Plain float64.
struct LossVariant {
    let code: String
    let advice: String
    /// Whether another normalization of it is worth a try.
    var isScaled = true
    /// The loss, without the factor that the file declares.
    let value: ([Double]) -> Double?

    /// All that make sense for the problem.
    static func all(of statement: ProblemStatement, width: Int, conventions: CandidateConventions) -> [LossVariant] {
        guard case .twoLayer(let problem) = statement else { return [] }
        return readings(problem, width, conventions) + activations(problem, width) + terms(problem, width)
            + broadcast(problem, width) + batches(problem, width)
    }

    /// The loss of a problem at parameters that are read otherwise.
    private init(
        _ code: String, _ advice: String, problem: TwoLayerProblem, width: Int, isScaled: Bool = true,
        _ parameters: @escaping ([Double]) -> [Double] = { $0 }
    ) {
        self.code = code
        self.advice = advice
        self.isScaled = isScaled
        let evaluator = ProblemStatement.twoLayer(problem).landscape(width: width).makeApproximateEvaluator()
        value = { evaluator.approximateLoss(at: parameters($0)) }
    }

    private init(_ code: String, _ advice: String, value: @escaping ([Double]) -> Double?) {
        self.code = code
        self.advice = advice
        self.value = value
    }

    // MARK: The same problem, the numbers read otherwise

    private static func readings(
        _ problem: TwoLayerProblem, _ width: Int, _ conventions: CandidateConventions
    ) -> [LossVariant] {
        var variants: [LossVariant] = []
        let layout = problem.layout(width: width), d = layout.inputDimension, k = layout.outputCount
        let other: CandidateConventions.Axes = conventions.axes == .inputsNeurons ? .neuronsInputs : .inputsNeurons
        /// The point with a square matrix of its parameters transposed, of that order and with these places.
        func transposed(_ point: [Double], order: Int, _ place: (Int, Int) -> Int) -> [Double] {
            var result = point
            for row in 0..<order {
                for column in 0..<order { result[place(row, column)] = point[place(column, row)] }
            }
            return result
        }
        /// Input weights to the first `inputs` inputs, neurons and inputs exchanged.
        func swapped(_ inputs: Int) -> LossVariant {
            LossVariant(
                other.rawValue,
                "the claims fit w with its axes the other way round: declare it with --axes \(other.rawValue)",
                problem: problem, width: width
            ) { transposed($0, order: inputs, layout.weight) }
        }
        if width == d { variants.append(swapped(d)) }
        if problem.data.hasBias, width == d - 1 { variants.append(swapped(d - 1)) }
        if width == k, k > 1 {
            variants.append(
                LossVariant(
                    "outputs-neurons",
                    "the claims fit a with its axes the other way round: a is (students, neurons, outputs), the "
                        + "transpose of PyTorch's output.weight",
                    problem: problem, width: width
                ) { transposed($0, order: k) { layout.output($0, $1) } })
        }
        return variants
    }

    private static func activations(_ problem: TwoLayerProblem, _ width: Int) -> [LossVariant] {
        Activation.allNamed.filter { $0 != problem.activation }.compactMap { activation in
            problem.changed(activation: activation).map { changed in
                LossVariant(
                    "activation \(activation.name)",
                    "the claims fit the activation \(activation.name): is this the problem they were trained on?",
                    problem: changed, width: width)
            }
        }
    }

    // MARK: Terms left out, or counted otherwise

    private static func terms(_ problem: TwoLayerProblem, _ width: Int) -> [LossVariant] {
        var variants: [LossVariant] = []
        if let decay = problem.decay {
            func variant(_ code: String, _ advice: String, _ factor: Rational) {
                guard let changed = problem.changed(decay: .some(decay.scaled(by: factor))) else { return }
                variants.append(LossVariant(code, advice, problem: changed, width: width))
            }
            variant(
                "without-decay",
                "the claims fit the loss without the decay of the problem: add it to them, or do not claim them", .zero)
            variant(
                "half-decay",
                "the claims fit half the decay of the problem, which is lambda |theta|² without 1/2: what PyTorch "
                    + "calls weight_decay is twice lambda, {\"pytorch_weight_decay\": ..}",
                Rational(1, 2))
            variant(
                "double-decay",
                "the claims fit twice the decay of the problem, which is lambda |theta|² without 1/2", Rational(2))
        }
        if problem.outputBias.isTrained, let changed = problem.changed(outputBias: OutputBias.none) {
            let count = changed.layout(width: width).count
            variants.append(
                LossVariant(
                    "without-output-bias",
                    "the claims fit the students without their output biases c: they are of another network",
                    problem: changed, width: width
                ) { Array($0.prefix(count)) })
        }
        if let weights = problem.weights {
            if let changed = problem.changed(weights: .some(nil)) {
                variants.append(
                    LossVariant(
                        "without-weights", "the claims fit the mean without the sample weights", problem: changed,
                        width: width))
            }
            let mean = weights.reduce(.zero, +) / Rational(weights.count)
            if mean != .one, let changed = problem.changed(weights: .some(weights.map { $0 / mean })) {
                variants.append(
                    LossVariant(
                        "weights-by-sum",
                        "the claims fit a mean that divides by the sum of the sample weights: leave out "
                            + "\"weights_divisor\": \"count\"",
                        problem: changed, width: width))
            }
        }
        return variants
    }

    // MARK: Faults of training loops

    /// (1/N²) sum_ij (f(x_i) - y_j)², what PyTorch's MSELoss makes of outputs (N, 1) and labels (N), with a warning:
    /// mean f² - 2 mean f mean y + mean y². The means come from losses against constant labels.
    private static func broadcast(_ problem: TwoLayerProblem, _ width: Int) -> [LossVariant] {
        guard problem.outputCount == 1, problem.weights == nil, problem.decay == nil, problem.data.count > 1,
            let student = Moments(problem, width: width), let labels = labelMoments(problem)
        else { return [] }
        return [
            LossVariant(
                "broadcast",
                "the claims fit the mean over all \(problem.data.count)² pairs of an output and a label, what "
                    + "PyTorch's MSELoss makes of outputs (N, 1) and labels (N) (it warns of it): training then fitted "
                    + "the mean of the labels. Give both the same shape and train again"
            ) { point in
                let f = student.at(point)
                return f.square - 2 * f.mean * labels.mean + labels.square
            }
        ]
    }

    /// Mean and mean square of the values of a network over the data.
    private struct Moments {
        private let toZero: any ApproximateEvaluator
        private let toOne: any ApproximateEvaluator

        init?(_ problem: TwoLayerProblem, width: Int) {
            func evaluator(_ label: Rational) -> (any ApproximateEvaluator)? {
                let labels = Labels.given(numbers: Array(repeating: label, count: problem.data.count))
                return problem.changed(labels: labels).map {
                    ProblemStatement.twoLayer($0).landscape(width: width).makeApproximateEvaluator()
                }
            }
            guard let toZero = evaluator(.zero), let toOne = evaluator(.one) else { return nil }
            (self.toZero, self.toOne) = (toZero, toOne)
        }

        func at(_ point: [Double]) -> (mean: Double, square: Double) {
            let square = toZero.approximateLoss(at: point)
            return ((square + 1 - toOne.approximateLoss(at: point)) / 2, square)
        }
    }

    private static func labelMoments(_ problem: TwoLayerProblem) -> (mean: Double, square: Double)? {
        switch problem.labels {
        case .given(let rows):
            let numbers = rows.map { $0[0].nearestDouble }, count = Double(numbers.count)
            return (numbers.reduce(0, +) / count, numbers.reduce(0) { $0 + $1 * $1 } / count)
        case .teacher(let teacher):
            // the teacher as a student of its own
            let bias: OutputBias = teacher.bias.isEmpty ? .none : .trained
            guard let own = problem.changed(outputBias: bias) else { return nil }
            let parameters =
                teacher.neurons.flatMap(\.weights) + teacher.neurons.flatMap(\.outputs) + teacher.bias
            return Moments(own, width: teacher.width)?.at(parameters.map(\.nearestDouble))
        }
    }

    /// The mean over the last points alone, as many as the last mini-batch of a usual size holds.
    private static func batches(_ problem: TwoLayerProblem, _ width: Int) -> [LossVariant] {
        let count = problem.data.count
        guard count <= largestBatchedCount else { return [] }
        let sizes = (1...12).map { 1 << $0 } + [10, 20, 25, 50, 100, 200, 250, 500, 1000]
        let rests = Set(sizes.filter { $0 < count }.map { count % $0 == 0 ? $0 : count % $0 })
        return rests.sorted().compactMap { rest in
            problem.last(rest).map {
                LossVariant(
                    "last-batch",
                    "the claims fit the mean over the last \(rest) of the \(count) points, a last mini-batch: claim "
                        + "the loss over all of them",
                    problem: $0, width: width, isScaled: false)
            }
        }
    }

    private static let largestBatchedCount = 100_000
}

// MARK: Problems that differ in one thing

extension TwoLayerProblem {
    /// The same but for what is given; nil where that makes no sense.
    fileprivate func changed(
        activation: Activation? = nil, data: DataSet? = nil, labels: Labels? = nil, outputBias: OutputBias? = nil,
        weights: [Rational]?? = nil, decay: Decay?? = nil
    ) -> TwoLayerProblem? {
        try? TwoLayerProblem(
            activation: activation ?? self.activation, data: data ?? self.data, labels: labels ?? self.labels,
            outputCount: outputCount, loss: loss, outputBias: outputBias ?? self.outputBias,
            weights: weights ?? self.weights, decay: decay ?? self.decay)
    }

    /// The same on the last points alone.
    fileprivate func last(_ rest: Int) -> TwoLayerProblem? {
        let kept = (data.count - rest)..<data.count
        let labels: Labels =
            switch labels {
            case .teacher: self.labels
            case .given(let rows): .given(Array(rows[kept]))
            }
        return changed(
            data: .points(kept.map(data.point)), labels: labels, weights: .some(weights.map { Array($0[kept]) }))
    }
}

extension Decay {
    fileprivate func scaled(by factor: Rational) -> Decay {
        Decay(
            inputWeights: inputWeights * factor, biases: biases * factor, outputs: outputs * factor,
            outputBias: outputBias * factor)
    }
}
