/// The activation functions s of the students and teachers.
public enum Activation: String, Sendable, CaseIterable {
    /// 1 / (1 + exp(-z))
    case sigmoid
    case tanh
    /// log(1 + exp z)
    case softplus
    /// The error function, 2/sqrt(pi) times the integral of exp(-t²) from 0 to z.
    case erf
    /// exp z
    case exp
    /// s(4z) + softplus(z), the choice of Simsek et al. (ICML 2021), figure 5.
    case sigmoidSoftplus = "sigmoid-softplus"

    /// t such that s and all its derivatives are elementary functions of E = exp(-t z); nil when there is none.
    ///
    /// On a tensor grid E factors into one exponential for each axis value.
    var exponentialRate: Double? {
        switch self {
        case .sigmoid: 1
        case .tanh: 2
        case .exp: -1
        case .softplus, .erf, .sigmoidSoftplus: nil
        }
    }
}
