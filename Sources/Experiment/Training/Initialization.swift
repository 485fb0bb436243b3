import Networks

/// How the parameters of a student are drawn before training.
public enum Initialization: Sendable, Hashable {
    /// Glorot & Bengio (AISTATS 2010), equation 16: uniform in +-sqrt(6 / (fan in + fan out)) for each layer; the
    /// layers are d inputs to m neurons, and m neurons to one output.
    case glorotUniform
    /// Normal with the same variance, 2 / (fan in + fan out).
    case glorotNormal
    /// Normal with this standard deviation for every parameter.
    case normal(deviation: Double)

    /// Parameters of a student: m d input weights, then m outputs.
    public func parameters(width m: Int, dimension d: Int, _ generator: inout PhiloxGenerator) -> [Double] {
        var result = [Double]()
        let layout = ParameterLayout(width: m, inputDimension: d)
        result.reserveCapacity(layout.count)
        for (places, fans) in [(layout.weights, d + m), (layout.outputs, m + 1)] {
            for _ in places {
                switch self {
                case .glorotUniform: result.append((6 / Double(fans)).squareRoot() * (2 * generator.nextUniform() - 1))
                case .glorotNormal: result.append((2 / Double(fans)).squareRoot() * generator.nextGaussian())
                case .normal(let deviation): result.append(deviation * generator.nextGaussian())
                }
            }
        }
        return result
    }
}
