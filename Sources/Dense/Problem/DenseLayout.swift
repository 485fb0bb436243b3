/// Where the parameters of a dense network stand in its parameter vector: W_1 row by row, b_1, W_2, b_2, .., as
/// `torch.nn.utils.parameters_to_vector` has them. Layers are counted from 0 here; W_l has a row for every unit of its
/// layer.
public struct DenseLayout: Sendable, Hashable {
    public let inputDimension: Int
    /// n_l of every layer.
    public let widths: [Int]
    /// Whether a layer has biases.
    public let biases: [Bool]
    /// Where W_l begins.
    private let weightStarts: [Int]
    /// Where b_l begins, also where there is none.
    private let biasStarts: [Int]
    /// P, the number of parameters.
    public let count: Int

    /// - Precondition: as many widths as biases, and P is within the range of `Int`.
    public init(inputDimension: Int, widths: [Int], biases: [Bool]) {
        precondition(widths.count == biases.count)
        self.inputDimension = inputDimension
        self.widths = widths
        self.biases = biases
        var place = 0, before = inputDimension, weightStarts: [Int] = [], biasStarts: [Int] = []
        for (width, hasBias) in zip(widths, biases) {
            weightStarts.append(place)
            place += width * before
            biasStarts.append(place)
            if hasBias { place += width }
            before = width
        }
        self.weightStarts = weightStarts
        self.biasStarts = biasStarts
        count = place
    }

    /// Number L of layers.
    public var depth: Int { widths.count }

    /// n_l, the number of units of layer l; those of layer -1 are the inputs.
    @inline(__always) public func width(_ layer: Int) -> Int { layer < 0 ? inputDimension : widths[layer] }

    /// Whether layer l has biases.
    @inline(__always) public func hasBias(_ layer: Int) -> Bool { biases[layer] }

    /// Where the weights of unit i of layer l begin; they are width(l - 1) many.
    @inline(__always) public func row(_ layer: Int, _ unit: Int) -> Int {
        weightStarts[layer] + unit * width(layer - 1)
    }

    /// Where the bias of unit i of layer l stands.
    ///
    /// - Precondition: the layer has biases.
    @inline(__always) public func bias(_ layer: Int, _ unit: Int) -> Int { biasStarts[layer] + unit }

    /// What a place holds.
    public enum Parameter: Sendable, Hashable {
        case weight(layer: Int, unit: Int, input: Int)
        case bias(layer: Int, unit: Int)
    }

    /// - Precondition: there is such a place.
    public func parameter(_ place: Int) -> Parameter {
        precondition(place >= 0 && place < count)
        let layer = weightStarts.lastIndex { $0 <= place } ?? 0
        if place >= biasStarts[layer] { return .bias(layer: layer, unit: place - biasStarts[layer]) }
        let (unit, input) = (place - weightStarts[layer]).quotientAndRemainder(dividingBy: width(layer - 1))
        return .weight(layer: layer, unit: unit, input: input)
    }
}
