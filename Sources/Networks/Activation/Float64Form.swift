import Certify
import Rigor

/// How an activation and its derivatives are made in float64.
enum Float64Form: Sendable {
    /// From E = exp(-t z).
    case ofDecay(any ExponentialForm)
    /// From z.
    case ofArgument(any ArgumentForm)
}

/// An activation that, with all its derivatives, is an elementary function of E = exp(-t z).
///
/// On a tensor grid E factors into one exponential for each axis value. In float64 its error is known beforehand.
protocol ExponentialForm: ActivationFacts {
    /// t.
    var rate: Double { get }
    /// s from E.
    func value(_ decay: Double) -> Double
    /// Fills s up to the derivative of that order (at most 3) from E, branch-free.
    func fillJets(from decay: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets)
    /// Absolute error bounds of s, s', s'', s''' as made by `fillJets`, when log E is off by at most `argument` and E
    /// is at most `largest`.
    func jetErrors(argument: Double, largest: Double) -> [Double]
    /// The same in MPFR: fills s up to the derivative of that order (at most 3) from an enclosure of E.
    func fillJets(from decay: IntervalPointer, order: Int, _ jets: IntervalJets)
    /// result = s'''' from s, s', s'', s'''.
    func fourthDerivative(_ result: IntervalPointer, _ jets: IntervalJets)
    /// The same in double-double: fills s, and s' and s'' where the order asks for them, from E, 0 < E <= 2^900.
    func fillJets(
        from decay: UnsafePointer<DoubleDouble4>, count: Int, order: DerivativeOrder, _ jets: DoubleDoubleJets)
    /// Absolute error bounds of s, s' and s'' as made by that, when log E is off by at most `argument`, at most 1/2,
    /// and E is at most `largest`.
    func doubleDoubleJetErrors(argument: UpperBound, largest: UpperBound) -> DoubleDoubleJetErrors
}

extension ExponentialForm {
    var float64Form: Float64Form { .ofDecay(self) }
    var doubleDoubleForm: DoubleDoubleForm? { .ofDecay(self) }
    var jetCost: Double { 8 }
}

/// A function g that is made in float64 from its argument z together with its derivatives; the errors are known
/// beforehand. Bounds of rounding are stated in units of u = 2^-53.
protocol ArgumentForm: Sendable {
    /// No larger |z| is let in; where it is, what comes out is some number, for search.
    var largestArgument: Double { get }
    /// Fills g up to the derivative of that order (at most 3) from z.
    func fillJets(from arguments: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets)
    /// Bounds of |fl(g^(p)(z)) - g^(p)(z)|, p = 0 .. 3, for every float64 z with |z| <= reach <= `largestArgument`.
    func roundingErrors(reach: Double) -> [Double]
}

extension ArgumentForm {
    /// Exponents stay within the range of `exponential`.
    var largestArgument: Double { exponentialRange }

    /// Bounds of |fl(g^(p)(z)) - g^(p)(z')|, p = 0 .. 3, where |z|, |z'| <= reach and |z - z'| <= `argument`.
    ///
    /// The mean value theorem: g^(p) moves by at most |z - z'| sup |g^(p+1)|.
    ///
    /// - Parameter suprema: of |g|, .., |g''''| on |z| <= reach.
    func jetErrors(argument: Double, reach: Double, suprema: [Double]) -> [Double] {
        zip(roundingErrors(reach: reach), suprema.dropFirst()).map { rounding, supremum in
            (UpperBound(rounding) + UpperBound(argument) * UpperBound(supremum)).value
        }
    }
}

/// u n, rounded up: bounds of rounding are stated as n.
func roundings(_ n: Double) -> Double { Directed.multiplyUp(n, Directed.unitRoundoff) }

/// Keeps approximate evaluations within the range of `exponential`; enclosures check beforehand that nothing is
/// clamped, or bound what is.
@inline(__always)
func clamped(_ x: Double) -> Double { max(-exponentialRange, min(exponentialRange, x)) }

/// Where s, s', s'', s''' of one neuron at a block of points are written.
struct Float64Jets {
    let value: UnsafeMutablePointer<Double>
    let first: UnsafeMutablePointer<Double>
    let second: UnsafeMutablePointer<Double>
    let third: UnsafeMutablePointer<Double>
}

/// Where enclosures of s, s', s'', s''' of one neuron at one point stand, with two cells to work in.
struct IntervalJets {
    let kernel: IntervalKernel
    /// Of s; the derivative of order q stands `stride` q cells on.
    let value: IntervalPointer
    let stride: Int
    let complement: IntervalPointer
    let scratch: IntervalPointer

    @inline(__always) subscript(_ order: Int) -> IntervalPointer { value + order * stride }
}
