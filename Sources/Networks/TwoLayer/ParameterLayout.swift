/// Where the parameters of a two-layer student stand in its parameter vector. The one place that knows:
///
///     w_1 .. w_m, each with d coordinates, then a_1 .. a_m, each with k
///
/// With biases the last coordinate of w_j is b_j (`DataSet+Bias`). Files and certificates hold parameters in this
/// order.
public struct ParameterLayout: Sendable, Hashable {
    /// Number m of neurons.
    public let width: Int
    /// Number d of input weights of a neuron.
    public let inputDimension: Int
    /// Number k of outputs.
    public let outputCount: Int

    public init(width: Int, inputDimension: Int, outputCount: Int = 1) {
        self.width = width
        self.inputDimension = inputDimension
        self.outputCount = outputCount
    }

    /// Number n = m (d + k) of parameters.
    @inlinable public var count: Int { width * (inputDimension + outputCount) }

    /// Where all input weights stand, neuron by neuron.
    @inlinable public var weights: Range<Int> { 0..<(width * inputDimension) }
    /// Where all outputs stand, neuron by neuron.
    @inlinable public var outputs: Range<Int> { (width * inputDimension)..<count }

    /// Where w_j stands.
    @inlinable public func weights(of j: Int) -> Range<Int> { (j * inputDimension)..<((j + 1) * inputDimension) }
    /// Where a_j stands.
    @inlinable public func outputs(of j: Int) -> Range<Int> { output(j)..<output(j + 1) }

    /// Where coordinate c of w_j stands.
    @inlinable public func weight(_ j: Int, _ c: Int) -> Int { j * inputDimension + c }
    /// Where a_jq stands, the weight of neuron j in output q.
    @inlinable public func output(_ j: Int, _ q: Int = 0) -> Int { width * inputDimension + j * outputCount + q }

    /// What stands at a place.
    public enum Parameter: Sendable, Hashable {
        case weight(neuron: Int, coordinate: Int)
        case output(neuron: Int, output: Int)
    }

    /// What stands at place `i`.
    @inlinable public func parameter(_ i: Int) -> Parameter {
        i < weights.upperBound
            ? .weight(neuron: i / inputDimension, coordinate: i % inputDimension)
            : .output(neuron: (i - weights.upperBound) / outputCount, output: (i - weights.upperBound) % outputCount)
    }

    /// The same students with one output, whose parameters stand like the columns s'_j x_c and s_j of J without the
    /// outputs a (`TwoLayerSums`).
    @inlinable public var columns: ParameterLayout { ParameterLayout(width: width, inputDimension: inputDimension) }
}
