import Networks

/// An activation s(z) that is an elementary function of E = exp(-t z), t the ``rate``.
///
/// On a tensor grid E is a product with one factor for each axis, so it costs one multiplication a point instead of an
/// exponential.
protocol FactoredActivation {
    static var rate: Double { get }
    /// s from E.
    static func value(_ decay: Lanes) -> Lanes
    /// e s' from s, e and the product es = e s.
    static func weightedSlope(_ value: Lanes, _ residual: Lanes, _ product: Lanes) -> Lanes
}

/// The activations that factor.
enum FactoredActivationKind {
    case sigmoid, tanh, exp

    /// nil for one that does not factor.
    init?(_ activation: Activation) {
        switch activation {
        case .sigmoid: self = .sigmoid
        case .tanh: self = .tanh
        case .exp: self = .exp
        case .softplus, .erf, .sigmoidSoftplus, .sigmoid2, .normalCDF, .gelu, .geluTanh, .silu, .polynomial:
            return nil
        }
    }
}

/// What is computed at once: the two float64 lanes of the baseline x86-64 register, which arm64 has too.
typealias Lanes = SIMD2<Double>

/// s = 1/(1+E), E = exp(-z), s' = s - s².
enum FactoredSigmoid: FactoredActivation {
    static var rate: Double { 1 }
    @inline(__always) static func value(_ decay: Lanes) -> Lanes { 1 / (1 + decay) }
    @inline(__always) static func weightedSlope(_ value: Lanes, _ residual: Lanes, _ product: Lanes) -> Lanes {
        product - product * value
    }
}

/// s = 2/(1+E) - 1, E = exp(-2z), s' = 1 - s².
enum FactoredTanh: FactoredActivation {
    static var rate: Double { 2 }
    @inline(__always) static func value(_ decay: Lanes) -> Lanes { 2 / (1 + decay) - 1 }
    @inline(__always) static func weightedSlope(_ value: Lanes, _ residual: Lanes, _ product: Lanes) -> Lanes {
        residual - product * value
    }
}

/// s = s' = E, E = exp(z).
enum FactoredExponential: FactoredActivation {
    static var rate: Double { -1 }
    @inline(__always) static func value(_ decay: Lanes) -> Lanes { decay }
    @inline(__always) static func weightedSlope(_ value: Lanes, _ residual: Lanes, _ product: Lanes) -> Lanes {
        product
    }
}
