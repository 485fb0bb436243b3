import Rigor

/// All that is known of one activation s. Each fact stands with its proof or source beside it in the file of the
/// activation.
protocol ActivationFacts {
    /// s = c0 + c1 z + O + E, and how input weights are classified.
    static var symmetry: SymmetryDecomposition { get }
    /// What flips of neurons cost.
    static var reflection: Activation.Reflection { get }
    /// The least number of neurons of a network whose normal form this is (theorem of
    /// ``TwoLayerProblem/irreducibleTeacherWidth``); nil when more sign patterns would have to be looked through than
    /// is reasonable.
    ///
    /// - Parameter d: input dimension.
    static func leastWidth(_ form: NetworkNormalForm, dimension d: Int) -> Int?
    /// Whether that holds also where the data fill only the hyperplane of biases.
    static var leastWidthHoldsWithBiases: Bool { get }
    /// Enclosures of s, s', s'', s''' for every z in the interval.
    static func jet(_ z: Interval) -> [Interval]
    /// Enclosures of s'''' and s''''' for every z in the interval.
    static func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval)
    /// Upper bounds of |s|, |s'|, |s''|, |s'''| on |z| <= reach.
    static func suprema(reach: Double) -> [Double]
    /// s, s', s'', s''' by the C library, for search only.
    static func approximateJet(_ z: Double) -> (Double, Double, Double, Double)
    /// s in terms of an exponential, if it can be written so; it is enclosed in float64 then.
    static var exponentialForm: (any ExponentialForm.Type)? { get }
    /// Microseconds that enclosing s, s', s'', s''' at one point takes in MPFR, roughly.
    static var jetCost: Double { get }
    /// What the Coq development calls it; nil when it does not know it.
    static var coqName: String? { get }
}

extension ActivationFacts {
    static var exponentialForm: (any ExponentialForm.Type)? { nil }
    static var leastWidthHoldsWithBiases: Bool { true }
    static var jetCost: Double { 25 }
    static var coqName: String? { nil }
}

/// An activation that, with all its derivatives, is an elementary function of E = exp(-t z).
///
/// On a tensor grid E factors into one exponential for each axis value. In float64 its error is known beforehand.
protocol ExponentialForm: ActivationFacts {
    /// t.
    static var rate: Double { get }
    /// s from E.
    static func value(_ decay: Double) -> Double
    /// Fills s up to the derivative of that order (at most 3) from E, branch-free.
    static func fillJets(from decay: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets)
    /// Absolute error bounds of s, s', s'', s''' as made by `fillJets`, when log E is off by at most `argument` and E
    /// is at most `largest`.
    static func jetErrors(argument: Double, largest: Double) -> [Double]
    /// The same in MPFR: fills s up to the derivative of that order (at most 3) from an enclosure of E.
    static func fillJets(from decay: IntervalPointer, order: Int, _ jets: IntervalJets)
    /// result = s'''' from s, s', s'', s'''.
    static func fourthDerivative(_ result: IntervalPointer, _ jets: IntervalJets)
}

extension ExponentialForm {
    static var exponentialForm: (any ExponentialForm.Type)? { Self.self }
    static var jetCost: Double { 8 }
}

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
