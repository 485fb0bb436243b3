import Rigor

/// A regression problem for two-layer students with k outputs, f(x) = sum_j a_j s(w_j·x) with a_j in R^k:
///
///     L(w, a) = c sum_i |f(x_i) - y_i|²,      c as `LossConvention` says
///
/// L is the sum over the outputs of the losses of students with one output that share their input weights (`components`), up to the factor in c.
public struct MultipleOutputProblem: Sendable, Hashable {
    /// What the squared residuals are averaged over. With one output the two are the same.
    public enum LossConvention: String, Sendable, CaseIterable {
        /// c = 1/N: the mean over the data of the squared Euclidean norm, a sum over the outputs.
        case meanSquaredNorm = "mean-squared-norm"
        /// c = 1/(N k): the mean over all N k numbers, as PyTorch's MSELoss has it.
        case meanSquaredError = "mean-squared-error"
    }

    /// Why a problem makes no sense.
    public enum Inconsistency: Error, Sendable, Equatable, CustomStringConvertible {
        /// As with one output.
        case component(TwoLayerProblem.Inconsistency)
        case noOutputs
        case labelOutputs(index: Int, expected: Int, found: Int)
        case teacherOutputs(neuron: Int, expected: Int, found: Int)

        public var description: String {
            switch self {
            case .component(let inconsistency): inconsistency.description
            case .noOutputs: "a student without outputs"
            case .labelOutputs(let index, let expected, let found): "label \(index) has \(found) numbers, the student has \(expected) outputs"
            case .teacherOutputs(let neuron, let expected, let found):
                "teacher neuron \(neuron) has \(found) outputs, the student has \(expected)"
            }
        }
    }

    public let activation: Activation
    public let data: DataSet
    public let labels: MultipleOutputLabels
    /// k.
    public let outputCount: Int
    public let loss: LossConvention
    /// For each output the problem of students with that output alone.
    let components: [TwoLayerProblem]

    public init(
        activation: Activation, data: DataSet, labels: MultipleOutputLabels, outputCount k: Int, loss: LossConvention
    ) throws(Inconsistency) {
        guard k > 0 else { throw .noOutputs }
        var components = [TwoLayerProblem]()
        switch labels {
        case .teacher(let teacher):
            for (index, neuron) in teacher.neurons.enumerated() where neuron.outputs.count != k {
                throw .teacherOutputs(neuron: index, expected: k, found: neuron.outputs.count)
            }
            for o in 0..<k { components.append(try Self.component(activation, data, .teacher(teacher.component(o)))) }
        case .given(let rows):
            for (index, row) in rows.enumerated() where row.count != k {
                throw .labelOutputs(index: index, expected: k, found: row.count)
            }
            for o in 0..<k { components.append(try Self.component(activation, data, .given(rows.map { $0[o] }))) }
        }
        self.activation = activation
        self.data = data
        self.labels = labels
        self.outputCount = k
        self.loss = loss
        self.components = components
    }

    private static func component(
        _ activation: Activation, _ data: DataSet, _ labels: Labels
    ) throws(Inconsistency) -> TwoLayerProblem {
        do { return try TwoLayerProblem(activation: activation, data: data, labels: labels) } catch { throw .component(error) }
    }

    /// The teacher, when the labels come from one.
    public var teacher: MultipleOutputTeacher? {
        if case .teacher(let teacher) = labels { return teacher }
        return nil
    }

    /// 1/c: what the sum of all squared residuals is divided by.
    var divisor: Int { data.count * averagedOutputs }

    /// How many outputs are averaged over: 1 or k.
    var averagedOutputs: Int {
        switch loss {
        case .meanSquaredNorm: 1
        case .meanSquaredError: outputCount
        }
    }
}
