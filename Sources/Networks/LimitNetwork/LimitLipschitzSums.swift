import Certify
import Rigor

/// The sums over the data behind K0, K1, K2 of a limit network, from upper bounds at each point, in float64.
///
/// f'' and f''' are sums over blocks (a group of neurons with its output, a pair or a triple), so over unit directions
/// each is at most the largest of its blocks. With P the length of the direction's parts om (summed over the neurons of
/// a group), Q that of the rest, P² + Q² = 1, and A_q the amplitudes A mu s^(q) of a neuron (the largest of a group
/// counts for q = 2, 3), c s^(q) + (v·x) s^(q+1) of a pair, with sigma (g·x)² s^(q+2)/2 of a triple:
///
///     |f'|²  <= sum of squared columns
///     |f''|  <= max  |A_2||x|² P² + 2 B P Q        group: B² = sum mu² s'² |x|²      pair: B² = s'²|x|² + s''²|x|⁴
///            <= max  ( |A_2||x|² + sqrt( A_2²|x|⁴ + 4B² ) ) / 2
///     |f'''| <= max  |A_3||x|³ P³ + 3 E P² Q       group: E = max |mu s''| |x|²      pair: E² = s''²|x|⁴ + s'''²|x|⁶
///            <= max  |A_3||x|³ + (2/sqrt 3) E      since P²Q <= 2/(3 sqrt 3)
///
/// A triple has y = |g·x| besides: y² s'''²|x|⁴ more in B², y² s''''²|x|⁶ more in E², and the terms of sigma r² (see
/// ``LimitNetworkIntervalEvaluator``): |s''||x|² Q² <= |s''||x|² more in |f''|, 3 |s'''||x|³ P Q² <= (2/sqrt 3)
/// |s'''||x|³ more in |f'''|.
///
/// ``LipschitzMeans`` makes K0, K1, K2 of these.
struct LimitLipschitzSums {
    private let shape: LimitNetworkShape
    private var means = LipschitzMeans()
    private var squaredNorm = 0.0, norm = 0.0, slope = 0.0, bend = 0.0, twist = 0.0
    /// The group under way: largest A_2 and A_3, sum of (mu s')², largest mu s''.
    private var groupBend = 0.0, groupTwist = 0.0, groupMixed = 0.0, groupEdge = 0.0

    init(shape: LimitNetworkShape) { self.shape = shape }

    /// Starts a point; `squaredNorm` is an upper bound of |x|² up to `2 dimension` roundings.
    mutating func begin(squaredNorm: Double) {
        self.squaredNorm = LipschitzMeans.raised(squaredNorm)
        norm = self.squaredNorm.squareRoot()
        slope = (shape.hasConstant ? 1 : 0) + (shape.hasLinearPart ? self.squaredNorm : 0)
        bend = 0
        twist = 0
    }

    /// Starts a group with the upper bound of |sum mu s|.
    mutating func beginGroup(value bound: Double) {
        let value = LipschitzMeans.raised(bound)
        slope += value * value
        groupBend = 0
        groupTwist = 0
        groupMixed = 0
        groupEdge = 0
    }

    /// Adds a neuron of the group: upper bounds of |A_1|, |A_2|, |A_3| and of |mu s'|, |mu s''|.
    @inline(__always)
    mutating func addNeuron(amplitudes bounds: (Double, Double, Double), mixed mixedBounds: (Double, Double)) {
        let slope = LipschitzMeans.raised(bounds.0), mixed = LipschitzMeans.raised(mixedBounds.0)
        self.slope += slope * slope * squaredNorm
        groupBend = Directed.maximum(groupBend, LipschitzMeans.raised(bounds.1))
        groupTwist = Directed.maximum(groupTwist, LipschitzMeans.raised(bounds.2))
        groupMixed += mixed * mixed
        groupEdge = Directed.maximum(groupEdge, LipschitzMeans.raised(mixedBounds.1))
    }

    @inline(__always)
    mutating func endGroup() {
        addBlock(
            bend: groupBend, mixedSquare: groupMixed * squaredNorm, twist: groupTwist, edge: groupEdge * squaredNorm)
    }

    /// Adds a pair: upper bounds of |A_1|, |A_2|, |A_3| and of |s|, |s'|, |s''|, |s'''|.
    @inline(__always)
    mutating func addPair(
        amplitudes bounds: (Double, Double, Double), jets jetBounds: (Double, Double, Double, Double)
    ) {
        let a1 = LipschitzMeans.raised(bounds.0)
        let s0 = LipschitzMeans.raised(jetBounds.0), s1 = LipschitzMeans.raised(jetBounds.1)
        let s2 = LipschitzMeans.raised(jetBounds.2), s3 = LipschitzMeans.raised(jetBounds.3)
        let x2 = squaredNorm
        slope += s0 * s0 + a1 * a1 * x2 + s1 * s1 * x2
        addBlock(
            bend: LipschitzMeans.raised(bounds.1), mixedSquare: s1 * s1 * x2 + s2 * s2 * x2 * x2,
            twist: LipschitzMeans.raised(bounds.2),
            edge: (s2 * s2 * x2 * x2 + s3 * s3 * x2 * x2 * x2).squareRoot())
    }

    /// Adds a triple: upper bounds of |A_1|, |A_2|, |A_3|, of |s|, |s'|, |s''|, |s'''|, |s''''|, and of |g·x|.
    @inline(__always)
    mutating func addTriple(
        amplitudes bounds: (Double, Double, Double), jets jetBounds: (Double, Double, Double, Double, Double),
        bend gate: Double
    ) {
        let a1 = LipschitzMeans.raised(bounds.0), y = LipschitzMeans.raised(gate)
        let s0 = LipschitzMeans.raised(jetBounds.0), s1 = LipschitzMeans.raised(jetBounds.1)
        let s2 = LipschitzMeans.raised(jetBounds.2), s3 = LipschitzMeans.raised(jetBounds.3)
        // y s'', y s''', y s'''' with y = |g·x|, raised again so that their squares may be multiplied
        let bent2 = LipschitzMeans.raised(y * s2), bent3 = LipschitzMeans.raised(y * s3)
        let bent4 = LipschitzMeans.raised(y * LipschitzMeans.raised(jetBounds.4))
        let x2 = squaredNorm
        slope += s0 * s0 + a1 * a1 * x2 + s1 * s1 * x2 + bent2 * bent2 * x2
        let second = s2 * s2 * x2 * x2
        addBlock(
            bend: LipschitzMeans.raised(bounds.1), mixedSquare: s1 * s1 * x2 + second + bent3 * bent3 * x2 * x2,
            twist: LipschitzMeans.raised(bounds.2),
            edge: (second + (s3 * s3 + bent4 * bent4) * x2 * x2 * x2).squareRoot() + s3 * x2 * norm,
            own: s2 * x2)
    }

    /// - Parameter own: of the second derivative along the parameters beside the input weights.
    @inline(__always)
    private mutating func addBlock(
        bend amplitude: Double, mixedSquare: Double, twist cubic: Double, edge: Double, own: Double = 0
    ) {
        let curve = amplitude * squaredNorm
        bend = Directed.maximum(bend, (curve + (curve * curve + 4 * mixedSquare).squareRoot()) * 0.5 + own)
        // 2/sqrt 3 rounded up
        twist = Directed.maximum(twist, cubic * squaredNorm * norm + 1.1547005383792517 * edge)
    }

    /// Ends a point with the upper bound of |e|, and its sample weight, rounded up.
    mutating func end(residual e: Double, weight: Double = 1) {
        means.add(residual: LipschitzMeans.raised(e), slope: slope, bend: bend, twist: twist, weight: weight)
    }

    func constants() throws(EvaluationFailure) -> LipschitzConstants {
        try means.constants(operationsPerPoint: 128 * shape.units + 16 * shape.dimension + 100)
    }
}
