import Networks

/// How the parameters of a student are drawn before training.
public enum Initialization: Sendable, Hashable {
    /// Glorot & Bengio (AISTATS 2010), equation 16: uniform in +-sqrt(6 / (fan in + fan out)) for each layer; the
    /// layers are d inputs to m neurons, and m neurons to k outputs. Output biases are 0.
    case glorotUniform
    /// Normal with the same variance, 2 / (fan in + fan out).
    case glorotNormal
    /// Normal with this standard deviation for every parameter.
    case normal(deviation: Double)

    /// Parameters of a student, in the order of its layout.
    public func parameters(_ layout: ParameterLayout, _ generator: inout PhiloxGenerator) -> [Double] {
        var result = [Double]()
        result.reserveCapacity(layout.count)
        let m = layout.width
        for (places, fans) in [(layout.weights, layout.inputDimension + m), (layout.outputs, m + layout.outputCount)] {
            for _ in places {
                switch self {
                case .glorotUniform: result.append((6 / Double(fans)).squareRoot() * (2 * generator.nextUniform() - 1))
                case .glorotNormal: result.append((2 / Double(fans)).squareRoot() * generator.nextGaussian())
                case .normal(let deviation): result.append(deviation * generator.nextGaussian())
                }
            }
        }
        for _ in layout.outputBiases {
            if case .normal(let deviation) = self {
                result.append(deviation * generator.nextGaussian())
            } else {
                result.append(0)
            }
        }
        return result
    }
}
