import Networks
import Rigor

/// A problem for dense networks of any depth,
///
///     h_0 = x,   h_l = s_l(W_l h_(l-1) + b_l),   L(theta) = (1/N) sum_i omega_i l(h_L(x_i), y_i) + decay(theta)
///
/// with l as ``DenseLoss`` says. Every number is exact.
public struct DenseProblem: Sendable, Hashable {
    public let layers: [DenseLayer]
    public let data: DataSet
    public let labels: DenseLabels
    /// With one output the two squared losses are the same, and this is `meanSquaredError`: equal problems are equal.
    public let loss: DenseLoss
    /// omega_1 .. omega_N, all positive; nil when all are 1.
    public let weights: [Rational]?
    /// Nil when nothing decays. Coefficients of parameters that there are not are 0.
    public let decay: DenseDecay?

    /// Why a problem makes no sense.
    public enum Inconsistency: Error, Sendable, Equatable, CustomStringConvertible {
        case noLayers
        case emptyLayer(index: Int)
        case tooManyParameters(limit: Int)
        case noData
        case raggedPoint(index: Int, expected: Int, found: Int)
        case tooManyPoints(limit: Int)
        case labelsOfOtherLoss(DenseLoss)
        case labelCount(expected: Int, found: Int)
        case labelOutputs(index: Int, expected: Int, found: Int)
        case unknownClass(index: Int, classes: Int, found: Int)
        case notProbabilities(index: Int)
        case outputsOfLogistic(found: Int)
        case outputsOfSoftmax(found: Int)
        case weightCount(expected: Int, found: Int)
        case weightNotPositive(index: Int)
        case decayCount(expected: Int, found: Int)
        case negativeDecay

        public var description: String {
            switch self {
            case .noLayers: "there are no layers"
            case .emptyLayer(let index): "layer \(index + 1) has no units"
            case .tooManyParameters(let limit): "there are more than \(limit) parameters"
            case .noData: "the data set is empty"
            case .raggedPoint(let index, let expected, let found):
                "point \(index) has \(found) coordinates, the first has \(expected)"
            case .tooManyPoints(let limit): "there are more than \(limit) points"
            case .labelsOfOtherLoss(let loss):
                "labels of the loss \"\(loss.rawValue)\" are "
                    + (loss.isSquared ? "\"given\" numbers" : "\"classes\", or \"probabilities\" of the classes")
            case .labelCount(let expected, let found): "there are \(found) labels for \(expected) points"
            case .labelOutputs(let index, let expected, let found):
                "label \(index) has \(found) numbers, the last layer has width \(expected)"
            case .unknownClass(let index, let classes, let found):
                "label \(index) is class \(found), there are classes 0 to \(classes - 1)"
            case .notProbabilities(let index):
                "label \(index) is not made of numbers from 0 to 1 that add up to exactly 1 (1/3 is written \"1/3\")"
            case .outputsOfLogistic(let found):
                "the last layer has width \(found), a logistic loss is that of one output (two or more classes: "
                    + "\"softmax-cross-entropy\")"
            case .outputsOfSoftmax(let found):
                "the last layer has width \(found), a softmax has an output for each of at least two classes (one "
                    + "output: \"logistic\")"
            case .weightCount(let expected, let found): "there are \(found) sample weights for \(expected) points"
            case .weightNotPositive(let index): "sample weight \(index) is not positive"
            case .decayCount(let expected, let found):
                "there are \(found) coefficients of decay for \(expected) layers"
            case .negativeDecay: "a coefficient of decay is negative"
            }
        }
    }

    /// Keeps numbers of parameters, and their squares, far from overflow.
    public static let largestParameterCount = 100_000_000
    /// Keeps numbers of points far from overflow.
    public static let largestCount = 50_000_000

    public init(
        layers: [DenseLayer], data: DataSet, labels: DenseLabels, loss: DenseLoss, weights: [Rational]? = nil,
        decay: DenseDecay? = nil
    ) throws(Inconsistency) {
        try Self.require(data)
        try Self.require(layers, inputDimension: data.dimension)
        guard let k = layers.last?.width else { throw .noLayers }
        try Self.require(labels, of: loss, outputs: k, points: data.count)
        if let weights {
            guard weights.count == data.count else { throw .weightCount(expected: data.count, found: weights.count) }
            if let index = weights.firstIndex(where: { !($0 > .zero) }) { throw .weightNotPositive(index: index) }
        }
        self.layers = layers
        self.data = data
        self.labels = labels
        self.loss = k == 1 && loss.isSquared ? .meanSquaredError : loss
        self.weights = weights.flatMap { $0.allSatisfy { $0 == .one } ? nil : $0 }
        self.decay = try Self.restricted(decay, layers)
    }

    private static func require(_ data: DataSet) throws(Inconsistency) {
        switch data {
        case .grid(let axes):
            var count = 1
            guard !axes.isEmpty else { throw .noData }
            for axis in axes {
                guard !axis.isEmpty else { throw .noData }
                let (product, overflow) = count.multipliedReportingOverflow(by: axis.count)
                guard !overflow, product <= largestCount else { throw .tooManyPoints(limit: largestCount) }
                count = product
            }
        case .points(let points):
            guard let first = points.first, !first.isEmpty else { throw .noData }
            guard points.count <= largestCount else { throw .tooManyPoints(limit: largestCount) }
            for (index, point) in points.enumerated() where point.count != first.count {
                throw .raggedPoint(index: index, expected: first.count, found: point.count)
            }
        }
    }

    private static func require(_ layers: [DenseLayer], inputDimension: Int) throws(Inconsistency) {
        var before = inputDimension, total = 0
        for (index, layer) in layers.enumerated() {
            guard layer.width > 0 else { throw .emptyLayer(index: index) }
            let (weights, overflow) = layer.width.multipliedReportingOverflow(by: before + 1)
            guard !overflow, weights <= largestParameterCount - total else {
                throw .tooManyParameters(limit: largestParameterCount)
            }
            total += weights
            before = layer.width
        }
    }

    private static func require(
        _ labels: DenseLabels, of loss: DenseLoss, outputs k: Int, points: Int
    ) throws(Inconsistency) {
        switch loss {
        case .meanSquaredError, .meanSquaredNorm: break
        case .softmaxCrossEntropy: guard k >= 2 else { throw .outputsOfSoftmax(found: k) }
        case .logistic: guard k == 1 else { throw .outputsOfLogistic(found: k) }
        }
        guard labels.count == points else { throw .labelCount(expected: points, found: labels.count) }
        switch labels {
        case .given(let rows):
            guard loss.isSquared else { throw .labelsOfOtherLoss(loss) }
            try requireWidth(rows, k)
        case .classes(let classes):
            guard !loss.isSquared else { throw .labelsOfOtherLoss(loss) }
            let count = max(2, k)
            for (index, label) in classes.enumerated() where !(0..<count).contains(label) {
                throw .unknownClass(index: index, classes: count, found: label)
            }
        case .probabilities(let rows):
            guard !loss.isSquared else { throw .labelsOfOtherLoss(loss) }
            try requireWidth(rows, k)
            for (index, row) in rows.enumerated() {
                let isPart = row.allSatisfy { !($0 < .zero) && !($0 > .one) }
                guard isPart, k == 1 || row.reduce(.zero, +) == .one else { throw .notProbabilities(index: index) }
            }
        }
    }

    private static func requireWidth(_ rows: [[Rational]], _ k: Int) throws(Inconsistency) {
        for (index, row) in rows.enumerated() where row.count != k {
            throw .labelOutputs(index: index, expected: k, found: row.count)
        }
    }

    /// The same without coefficients of biases that there are not; nil when nothing decays.
    private static func restricted(_ decay: DenseDecay?, _ layers: [DenseLayer]) throws(Inconsistency) -> DenseDecay? {
        guard var decay else { return nil }
        for found in [decay.weights.count, decay.biases.count] where found != layers.count {
            throw .decayCount(expected: layers.count, found: found)
        }
        guard (decay.weights + decay.biases).allSatisfy({ !($0 < .zero) }) else { throw .negativeDecay }
        for (index, layer) in layers.enumerated() where !layer.hasBias { decay.biases[index] = .zero }
        return (decay.weights + decay.biases).allSatisfy(\.isZero) ? nil : decay
    }

    /// k.
    public var outputCount: Int { layers.last?.width ?? 0 }

    /// The largest width of a layer.
    public var width: Int { layers.reduce(0) { max($0, $1.width) } }

    /// Where the parameters stand.
    public var layout: DenseLayout {
        DenseLayout(inputDimension: data.dimension, widths: layers.map(\.width), biases: layers.map(\.hasBias))
    }

    /// By what the loss of point i is multiplied in the sum: omega_i / N, and 1/k where outputs are averaged.
    func coefficient(_ i: Int) -> Rational {
        let divisor = data.count * (loss == .meanSquaredError ? outputCount : 1)
        return (weights?[i] ?? .one) / Rational(divisor)
    }
}
