import Rigor

/// All that is known of one activation s. Each fact stands with its proof or source beside it in the file of the
/// activation.
protocol ActivationFacts: Sendable {
    /// s = c0 + c1 z + O + E, and how input weights are classified.
    var symmetry: SymmetryDecomposition { get }
    /// What flips of neurons cost.
    var reflection: Activation.Reflection { get }
    /// The least number of neurons of a network whose normal form this is (theorem of
    /// ``TwoLayerProblem/irreducibleTeacherWidth``); nil when nothing is proved, or when more sign patterns would have
    /// to be looked through than is reasonable.
    ///
    /// - Parameter d: input dimension.
    func leastWidth(_ form: NetworkNormalForm, dimension d: Int) -> Int?
    /// Whether that holds also where the data fill only the hyperplane of biases.
    var leastWidthHoldsWithBiases: Bool { get }
    /// Enclosures of s, s', s'', s''' for every z in the interval.
    func jet(_ z: Interval) -> [Interval]
    /// Enclosures of s'''' and s''''' for every z in the interval.
    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval)
    /// Upper bounds of |s|, |s'|, .., |s''''| on |z| <= reach.
    func suprema(reach: Double) -> [Double]
    /// s, s', s'', s''' by the C library, for search only.
    func approximateJet(_ z: Double) -> (Double, Double, Double, Double)
    /// How s, s', s'', s''' are made in float64, with errors known beforehand.
    var float64Form: Float64Form { get }
    /// How s and s' are made in double-double, with errors known beforehand; nil where that is left to MPFR.
    var doubleDoubleForm: DoubleDoubleForm? { get }
    /// Microseconds that enclosing s, s', s'', s''' at one point takes in MPFR, roughly.
    var jetCost: Double { get }
    /// What the Coq development calls it; nil when it does not know it.
    var coqName: String? { get }
}

extension ActivationFacts {
    var leastWidthHoldsWithBiases: Bool { true }
    var doubleDoubleForm: DoubleDoubleForm? { nil }
    var jetCost: Double { 25 }
    var coqName: String? { nil }
}
