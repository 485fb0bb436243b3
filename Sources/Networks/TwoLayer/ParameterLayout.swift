/// Where the parameters of a two-layer student stand in its parameter vector. The one place that knows:
///
///     w_1 .. w_m, each with d coordinates, then a_1 .. a_m, each with k, then c with k where it is trained
///
/// With biases the last coordinate of w_j is b_j (`DataSet+Bias`). Files and certificates hold parameters in this
/// order.
///
/// The output bias is the output of a unit that is 1 everywhere: a *unit* is a neuron or, after the neurons, that
/// constant. What is linear in the outputs runs over units, what depends on input weights over neurons.
public struct ParameterLayout: Sendable, Hashable {
    /// Number m of neurons.
    public let width: Int
    /// Number d of input weights of a neuron.
    public let inputDimension: Int
    /// Number k of outputs.
    public let outputCount: Int
    /// Whether the output biases c are parameters.
    public let hasOutputBias: Bool

    public init(width: Int, inputDimension: Int, outputCount: Int = 1, hasOutputBias: Bool = false) {
        self.width = width
        self.inputDimension = inputDimension
        self.outputCount = outputCount
        self.hasOutputBias = hasOutputBias
    }

    /// Number of units: m, or m + 1 with output biases.
    @inlinable public var units: Int { hasOutputBias ? width + 1 : width }

    /// Number n = m (d + k) of parameters, k more with output biases.
    @inlinable public var count: Int { width * inputDimension + units * outputCount }

    /// Where all input weights stand, neuron by neuron.
    @inlinable public var weights: Range<Int> { 0..<(width * inputDimension) }
    /// Where all output weights stand, neuron by neuron.
    @inlinable public var outputs: Range<Int> { (width * inputDimension)..<(width * (inputDimension + outputCount)) }
    /// Where c stands; empty when it is no parameter.
    @inlinable public var outputBiases: Range<Int> { (width * (inputDimension + outputCount))..<count }
    /// Where all parameters stand that f is linear in: the outputs of every unit.
    @inlinable public var linear: Range<Int> { (width * inputDimension)..<count }

    /// Where w_j stands.
    @inlinable public func weights(of j: Int) -> Range<Int> { (j * inputDimension)..<((j + 1) * inputDimension) }
    /// Where a_j stands.
    @inlinable public func outputs(of j: Int) -> Range<Int> { output(j)..<output(j + 1) }

    /// Where coordinate c of w_j stands.
    @inlinable public func weight(_ j: Int, _ c: Int) -> Int { j * inputDimension + c }
    /// Where a_jq stands, the weight of neuron j in output q; c_q for the unit j = m.
    @inlinable public func output(_ j: Int, _ q: Int = 0) -> Int { width * inputDimension + j * outputCount + q }

    /// What stands at a place.
    public enum Parameter: Sendable, Hashable {
        case weight(neuron: Int, coordinate: Int)
        case output(neuron: Int, output: Int)
        case outputBias(output: Int)
    }

    /// What stands at place `i`.
    @inlinable public func parameter(_ i: Int) -> Parameter {
        if i < weights.upperBound { return .weight(neuron: i / inputDimension, coordinate: i % inputDimension) }
        let (unit, output) = (i - weights.upperBound).quotientAndRemainder(dividingBy: outputCount)
        return unit < width ? .output(neuron: unit, output: output) : .outputBias(output: output)
    }

    /// The same students with one output, whose parameters stand like the columns s'_j x_c, s_j and 1 of J without the
    /// outputs a (`TwoLayerSums`).
    @inlinable public var columns: ParameterLayout {
        ParameterLayout(width: width, inputDimension: inputDimension, hasOutputBias: hasOutputBias)
    }
}
