import Certify
import Rigor

/// The sums over the data behind K0, K1, K2 of MATHEMATICS section 2, from upper bounds at each point, in float64.
///
/// For each point x with residual e, over unit directions of parameter space:
///
///     |f'|²  <= sum_j ( s_j² + a_j² s'_j² |x|² )  [+ 1 with output biases, of which f'' and f''' know nothing]
///     |f''|  <= max_j ( |a_j s''_j||x|² + sqrt( a_j² s''_j² |x|⁴ + 4 s'_j² |x|² ) ) / 2
///     |f'''| <= max_j ( (2/sqrt 3)|s''_j||x|² + |a_j s'''_j||x|³ )
///
/// ``LipschitzMeans`` makes K0, K1, K2 of these. With several outputs |e| and |a_j| are Euclidean norms;
/// ``TwoLayerLandscape`` proves it.
struct LipschitzSums {
    private var means = LipschitzMeans()
    private let dimension: Int
    private let hasOutputBias: Bool

    /// The point under way.
    private var squaredNorm = 0.0, norm = 0.0, slope = 0.0, bend = 0.0, twist = 0.0
    private var neurons = 0

    init(dimension: Int, hasOutputBias: Bool = false) {
        self.dimension = dimension
        self.hasOutputBias = hasOutputBias
    }

    /// Starts a point; `squaredNorm` is an upper bound of |x|² up to `2 dimension` roundings.
    @inline(__always)
    mutating func begin(squaredNorm: Double) {
        self.squaredNorm = LipschitzMeans.raised(squaredNorm)
        norm = self.squaredNorm.squareRoot()
        slope = hasOutputBias ? 1 : 0
        bend = 0
        twist = 0
        neurons = 0
    }

    /// Adds a neuron: upper bounds of |a|, the norm over the outputs, and of |s|, |s'|, |s''|, |s'''|.
    @inline(__always)
    mutating func addNeuron(_ a: Double, _ s0: Double, _ s1: Double, _ s2: Double, _ s3: Double) {
        let a = LipschitzMeans.raised(a), s0 = LipschitzMeans.raised(s0), s1 = LipschitzMeans.raised(s1)
        let s2 = LipschitzMeans.raised(s2), s3 = LipschitzMeans.raised(s3)
        slope += s0 * s0 + a * a * s1 * s1 * squaredNorm
        let curve = a * s2 * squaredNorm
        bend = Directed.maximum(bend, (curve + (curve * curve + 4 * s1 * s1 * squaredNorm).squareRoot()) * 0.5)
        // 2/sqrt 3 rounded up
        twist = Directed.maximum(twist, 1.1547005383792517 * s2 * squaredNorm + a * s3 * squaredNorm * norm)
        neurons += 1
    }

    /// Ends a point with the upper bound of |e|, the norm over the outputs, and its sample weight, relatively off by a
    /// rounding at most.
    @inline(__always)
    mutating func end(residual e: Double, weight: Double = 1) {
        means.add(residual: LipschitzMeans.raised(e), slope: slope, bend: bend, twist: twist, weight: weight)
    }

    func constants() throws(EvaluationFailure) -> LipschitzConstants {
        try means.constants(operationsPerPoint: 8 * neurons + 4 * dimension + 40)
    }
}
