import Rigor

/// The activation functions s of the students and teachers. A closed list: it is a list of theorems that had to be
/// proved.
///
/// Everything that is known of one stands in its own file of this folder, as an `ActivationFacts`.
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

    /// What is known of it.
    var facts: any ActivationFacts.Type {
        switch self {
        case .sigmoid: Sigmoid.self
        case .tanh: HyperbolicTangent.self
        case .softplus: Softplus.self
        case .erf: ErrorFunction.self
        case .exp: ExponentialFunction.self
        case .sigmoidSoftplus: SigmoidSoftplus.self
        }
    }

    /// Enclosures of s(z), s'(z), .. up to the given order (at most 3) for every z in the interval.
    public func jet(_ z: Interval, order: Int) -> [Interval] { Array(facts.jet(z).prefix(order + 1)) }

    /// Enclosures of s''''(z) and s'''''(z) for every z in the interval.
    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        facts.fourthAndFifthDerivative(z)
    }

    /// Upper bounds of |s|, |s'|, |s''|, |s'''| on |z| <= reach.
    func suprema(reach: Double) -> [Double] { facts.suprema(reach: reach) }

    /// s, s', s'', s''' by the C library, for search only.
    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) { facts.approximateJet(z) }

    /// s in terms of E = exp(-t z), where it is an elementary function of that; it is enclosed in float64 then.
    var exponentialForm: (any ExponentialForm.Type)? { facts.exponentialForm }

    /// Microseconds that enclosing s, s', s'', s''' at one point takes in MPFR, roughly; 8 where all come from one
    /// exponential.
    package var jetCost: Double { facts.jetCost }

    /// t of the exponential form.
    var exponentialRate: Double? { exponentialForm?.rate }

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
