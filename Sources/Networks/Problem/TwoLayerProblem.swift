import Rigor

/// A regression problem for two-layer students with k outputs, f(x) = sum_j a_j s(w_j·x) + b with a_j, b in R^k:
///
///     L(theta) = c sum_i omega_i |f(x_i) - y_i|² + decay(theta),      c as `LossConvention` says
///
/// With one output c = 1/N; omega_i = 1, b = 0 and decay = 0 are the problem of MATHEMATICS section 1, the rest is that
/// of MATHEMATICS-2 sections 12 and 13.
public struct TwoLayerProblem: Sendable, Hashable {
    /// What the squared residuals are averaged over.
    public enum LossConvention: String, Sendable, CaseIterable {
        /// c = 1/N: the mean over the data of the squared Euclidean norm, a sum over the outputs.
        case meanSquaredNorm = "mean-squared-norm"
        /// c = 1/(N k): the mean over all N k numbers, as PyTorch's MSELoss has it.
        case meanSquaredError = "mean-squared-error"
    }

    public let activation: Activation
    public let data: DataSet
    public let labels: Labels
    /// Number k of outputs.
    public let outputCount: Int
    /// With one output the two conventions are the same, and this is `meanSquaredError`: equal problems are equal.
    public let loss: LossConvention
    /// b. A fixed one that is 0 is none.
    public let outputBias: OutputBias
    /// omega_1 .. omega_N, all positive; nil when all are 1.
    public let weights: [Rational]?
    /// What is added to the mean of squared residuals; nil when that is nothing. Coefficients of parameters that there
    /// are not are 0.
    public let decay: Decay?

    /// Why a problem makes no sense.
    public enum Inconsistency: Error, Sendable, Equatable, CustomStringConvertible {
        case noData
        case raggedPoint(index: Int, expected: Int, found: Int)
        case emptyAxis(index: Int)
        case tooManyPoints(limit: Int)
        case noOutputs
        case labelCount(expected: Int, found: Int)
        case labelOutputs(index: Int, expected: Int, found: Int)
        case emptyTeacher
        case teacherDimension(neuron: Int, expected: Int, found: Int)
        case teacherOutputs(neuron: Int, expected: Int, found: Int)
        case teacherBias(expected: Int, found: Int)
        case outputBias(expected: Int, found: Int)
        case weightCount(expected: Int, found: Int)
        case weightNotPositive(index: Int)
        case negativeDecay

        public var description: String {
            switch self {
            case .noData: "the data set is empty"
            case .raggedPoint(let index, let expected, let found):
                "point \(index) has \(found) coordinates, the first has \(expected)"
            case .emptyAxis(let index): "axis \(index) of the grid has no values"
            case .tooManyPoints(let limit): "the data set has more than \(limit) points"
            case .noOutputs: "a student without outputs"
            case .labelCount(let expected, let found): "there are \(found) labels for \(expected) points"
            case .labelOutputs(let index, let expected, let found):
                "label \(index) has \(found) numbers, the student has \(expected) outputs"
            case .emptyTeacher: "the teacher has no neurons"
            case .teacherDimension(let neuron, let expected, let found):
                "teacher neuron \(neuron) has \(found) weights, the inputs have \(expected) coordinates"
            case .teacherOutputs(let neuron, let expected, let found):
                "teacher neuron \(neuron) has \(found) outputs, the student has \(expected)"
            case .teacherBias(let expected, let found):
                "the bias of the teacher has \(found) numbers, the student has \(expected) outputs"
            case .outputBias(let expected, let found):
                "the fixed output bias has \(found) numbers, the student has \(expected) outputs"
            case .weightCount(let expected, let found): "there are \(found) sample weights for \(expected) points"
            case .weightNotPositive(let index): "sample weight \(index) is not positive"
            case .negativeDecay: "a coefficient of the decay is negative"
            }
        }
    }

    /// Largest number of data points accepted.
    public static let largestCount = 50_000_000

    public init(
        activation: Activation, data: DataSet, labels: Labels, outputCount k: Int = 1,
        loss: LossConvention = .meanSquaredError, outputBias: OutputBias = .none, weights: [Rational]? = nil,
        decay: Decay? = nil
    ) throws(Inconsistency) {
        switch data {
        case .grid(let axes):
            guard !axes.isEmpty else { throw .noData }
            var count = 1
            for (index, axis) in axes.enumerated() {
                guard !axis.isEmpty else { throw .emptyAxis(index: index) }
                let (product, overflow) = count.multipliedReportingOverflow(by: axis.count)
                guard !overflow, product <= Self.largestCount else { throw .tooManyPoints(limit: Self.largestCount) }
                count = product
            }
        case .points(let points):
            guard let first = points.first, !first.isEmpty else { throw .noData }
            guard points.count <= Self.largestCount else { throw .tooManyPoints(limit: Self.largestCount) }
            for (index, point) in points.enumerated() where point.count != first.count {
                throw .raggedPoint(index: index, expected: first.count, found: point.count)
            }
        }
        guard k > 0 else { throw .noOutputs }
        switch labels {
        case .teacher(let teacher):
            guard !teacher.neurons.isEmpty else { throw .emptyTeacher }
            for (index, neuron) in teacher.neurons.enumerated() {
                guard neuron.weights.count == data.dimension else {
                    throw .teacherDimension(neuron: index, expected: data.dimension, found: neuron.weights.count)
                }
                guard neuron.outputs.count == k else {
                    throw .teacherOutputs(neuron: index, expected: k, found: neuron.outputs.count)
                }
            }
            guard teacher.bias.isEmpty || teacher.bias.count == k else {
                throw .teacherBias(expected: k, found: teacher.bias.count)
            }
        case .given(let rows):
            guard rows.count == data.count else { throw .labelCount(expected: data.count, found: rows.count) }
            for (index, row) in rows.enumerated() where row.count != k {
                throw .labelOutputs(index: index, expected: k, found: row.count)
            }
        }
        if case .fixed(let values) = outputBias, values.count != k {
            throw .outputBias(expected: k, found: values.count)
        }
        if let weights {
            guard weights.count == data.count else { throw .weightCount(expected: data.count, found: weights.count) }
            if let index = weights.firstIndex(where: { !($0 > .zero) }) { throw .weightNotPositive(index: index) }
        }
        guard decay?.coefficients.allSatisfy({ !($0 < .zero) }) ?? true else { throw .negativeDecay }
        self.activation = activation
        self.data = data
        self.labels = labels
        outputCount = k
        self.loss = k == 1 ? .meanSquaredError : loss
        self.outputBias = outputBias.canonical
        self.weights = weights.flatMap { $0.allSatisfy { $0 == .one } ? nil : $0 }
        self.decay = decay?.restricted(hasBias: data.hasBias, hasOutputBias: outputBias.isTrained)
    }

    /// The teacher, when the labels come from one.
    public var teacher: Teacher? {
        if case .teacher(let teacher) = labels { return teacher }
        return nil
    }

    /// How many outputs are averaged over: 1 or k.
    var averagedOutputs: Int {
        switch loss {
        case .meanSquaredNorm: 1
        case .meanSquaredError: outputCount
        }
    }

    /// 1/c: what the sum of all squared residuals is divided by.
    var divisor: Int { data.count * averagedOutputs }

    /// Where the parameters of a student of this width stand.
    public func layout(width: Int) -> ParameterLayout {
        ParameterLayout(
            width: width, inputDimension: data.dimension, outputCount: outputCount,
            hasOutputBias: outputBias.isTrained)
    }

    /// Whether a flip of any neuron, (w_j, a_j) -> (-w_j, -a_j) and, for s = c0 + O, b -> b + 2 c0 a_j, leaves every
    /// network the same function: s is odd, or odd about a constant that a trained output bias absorbs.
    package var flipsKeepFunctions: Bool {
        let parts = SymmetryDecomposition(activation)
        return parts.mirrors && parts.hasOddPart && !parts.hasEvenPart && parts.slope.isZero
            && (parts.constant.isZero || outputBias.isTrained)
    }

    /// lambda of every parameter of a student of this width, in the order of the layout; nil without decay.
    package func decayCoefficients(width: Int) -> [Rational]? {
        decay.map { $0.coefficients(of: layout(width: width), hasBias: data.hasBias) }
    }

    /// What the bias of a teacher and a fixed output bias add to the labels of the first output, in float64 without
    /// guarantee.
    package var approximateLabelShift: Double {
        ((teacher?.bias(0) ?? .zero) - outputBias.fixedValue(0)).nearestDouble
    }

    /// The reference problem of MATHEMATICS section 1: sigmoid, the grid {-5, -4.75, .., 5}², a teacher of width 4.
    public static let reference: TwoLayerProblem = {
        let axis = (-20...20).map { Rational($0, 4) }
        func neuron(_ first: Rational, _ second: Rational, _ output: Int) -> Teacher.Neuron {
            Teacher.Neuron(weights: [first, second], output: Rational(output))
        }
        let teacher = Teacher(neurons: [
            neuron(Rational(3, 5), Rational(1, 2), 1), neuron(Rational(-1, 2), Rational(1, 2), -1),
            neuron(Rational(-1, 5), Rational(-3, 5), 1), neuron(Rational(1, 10), Rational(-3, 5), -1),
        ])
        guard
            let problem = try? TwoLayerProblem(
                activation: .sigmoid, data: .grid(axes: [axis, axis]), labels: .teacher(teacher))
        else { preconditionFailure("the reference problem is consistent") }
        return problem
    }()
}
