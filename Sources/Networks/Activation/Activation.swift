import Rigor

/// The activation functions s of the students and teachers. A closed list, polynomials apart: it is a list of theorems
/// that had to be proved.
///
/// Everything that is known of one stands in its own file of this folder, as an `ActivationFacts`.
public enum Activation: Sendable, Hashable {
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
    case sigmoidSoftplus
    /// erf(z / sqrt 2), the sigmoid of Saad and Solla. Not erf with other weights: sqrt 2 is irrational.
    case sigmoid2
    /// Phi(z), the distribution function of the standard normal law.
    case normalCDF
    /// z Phi(z)
    case gelu
    /// z (1 + tanh(sqrt(2/pi) (z + 0.044715 z³))) / 2, what stands for gelu in many programs: another function.
    case geluTanh
    /// z / (1 + exp(-z))
    case silu
    /// A polynomial with rational coefficients that is not constant.
    case polynomial(RationalPolynomial)

    /// z
    public static let identity = polynomial(.power(1))
    /// z²
    public static let square = polynomial(.power(2))
    /// z³
    public static let cube = polynomial(.power(3))

    /// All that have a name of their own, in the order in which they are listed.
    public static let allNamed: [Activation] = [
        .sigmoid, .tanh, .softplus, .erf, .exp, .sigmoidSoftplus, .sigmoid2, .normalCDF, .gelu, .geluTanh, .silu,
        .identity, .square, .cube,
    ]

    /// The name of its own; nil for other polynomials.
    public var ownName: String? {
        switch self {
        case .sigmoid: "sigmoid"
        case .tanh: "tanh"
        case .softplus: "softplus"
        case .erf: "erf"
        case .exp: "exp"
        case .sigmoidSoftplus: "sigmoid-softplus"
        case .sigmoid2: "sigmoid2"
        case .normalCDF: "normal-cdf"
        case .gelu: "gelu"
        case .geluTanh: "gelu-tanh"
        case .silu: "silu"
        case .identity: "identity"
        case .square: "square"
        case .cube: "cube"
        case .polynomial: nil
        }
    }

    /// In words: its own name, or "polynomial of degree n".
    public var name: String {
        if let ownName { return ownName }
        guard case .polynomial(let polynomial) = self else { return "" }
        return "polynomial of degree \(polynomial.degree)"
    }

    /// What is known of it.
    var facts: any ActivationFacts {
        switch self {
        case .sigmoid: Sigmoid()
        case .tanh: HyperbolicTangent()
        case .softplus: Softplus()
        case .erf: ErrorFunction()
        case .exp: ExponentialFunction()
        case .sigmoidSoftplus: SigmoidSoftplus()
        case .sigmoid2: Sigmoid2()
        case .normalCDF: NormalDistributionFunction()
        case .gelu: Gelu()
        case .geluTanh: GeluTanh()
        case .silu: Silu()
        case .polynomial(let polynomial): PolynomialActivation(polynomial)
        }
    }

    /// Enclosures of s(z), s'(z), .. up to the given order (at most 3) for every z in the interval.
    public func jet(_ z: Interval, order: Int) -> [Interval] { Array(facts.jet(z).prefix(order + 1)) }

    /// Enclosures of s''''(z) and s'''''(z) for every z in the interval.
    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        facts.fourthAndFifthDerivative(z)
    }

    /// Upper bounds of |s|, |s'|, .., |s''''| on |z| <= reach.
    package func suprema(reach: Double) -> [Double] { facts.suprema(reach: reach) }

    /// s, s', s'', s''' by the C library, for search only.
    package func approximateJet(_ z: Double) -> (Double, Double, Double, Double) { facts.approximateJet(z) }

    /// How it is made in float64.
    var float64Form: Float64Form { facts.float64Form }

    /// s in terms of E = exp(-t z), where it is an elementary function of that.
    var exponentialForm: (any ExponentialForm)? {
        if case .ofDecay(let form) = float64Form { form } else { nil }
    }

    /// Microseconds that enclosing s, s', s'', s''' at one point takes in MPFR, roughly; 8 where all come from one
    /// exponential.
    package var jetCost: Double { facts.jetCost }

    /// s(z) in plain float64 from the exponential form, off by a few units in the last place; nil where there is none.
    package func approximateExponentialValue(_ z: Double) -> Double? {
        exponentialForm.map { $0.value(exponential(max(-exponentialRange, min(exponentialRange, -$0.rate * z)))) }
    }

    /// What a neuron with mirrored input weights computes.
    package var reflection: Reflection { facts.reflection }

    /// What the Coq development calls it; nil when it does not know it.
    package var coqName: String? { facts.coqName }

    /// How s(-z) follows from s(z) up to its sign.
    package enum Reflection: Sendable {
        /// s(-z) = -s(z): a s(w·x) = -a s(-w·x).
        case odd
        /// s(-z) = 1 - s(z): a s(w·x) = a - a s(-w·x), which leaves a constant.
        case oddAboutOneHalf
        /// Neither.
        case none
    }
}
