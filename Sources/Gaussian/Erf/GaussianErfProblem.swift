import Rigor

/// Students sum_i a_i s(w_i·x) against a teacher sum_j b_j s(v_j·x), s(z) = erf(z / sqrt 2), on inputs x ~ N(0, I_d)
/// (Saad & Solla, "On-line learning in soft committee machines", 1995; Simsek et al., "Should under-parameterized
/// student networks copy or average teacher weights?", 2023).
public struct GaussianErfProblem: Sendable, Hashable {
    /// v_j, a row of d exact numbers for each neuron of the teacher.
    public let weights: [[Rational]]
    /// b_j, exact.
    public let outputs: [Rational]
    /// d.
    public let inputDimension: Int

    /// - Precondition: d is positive, and there are d weights and one output for each neuron of the teacher.
    public init(weights: [[Rational]], outputs: [Rational], inputDimension: Int) {
        precondition(inputDimension > 0 && weights.count == outputs.count)
        precondition(weights.allSatisfy { $0.count == inputDimension })
        self.weights = weights
        self.outputs = outputs
        self.inputDimension = inputDimension
    }

    /// The teacher whose input weights are the first k unit vectors and whose outputs are 1.
    ///
    /// - Precondition: 0 < k <= d.
    public static func orthonormal(targetCount k: Int, inputDimension d: Int) -> GaussianErfProblem {
        precondition(k > 0 && k <= d)
        return GaussianErfProblem(
            weights: (0..<k).map { j in (0..<d).map { $0 == j ? .one : .zero } },
            outputs: Array(repeating: .one, count: k), inputDimension: d)
    }

    /// Whether this is the teacher of d unit vectors.
    public var isOrthonormal: Bool { self == .orthonormal(targetCount: inputDimension, inputDimension: inputDimension) }

    /// Number of neurons of the teacher.
    public var teacherWidth: Int { outputs.count }

    /// The sums of outputs that determine the teacher as a function.
    var normalForm: [[Rational]: Rational] { ErfNormalForm.sums(weights: weights, outputs: outputs) }
}

/// Networks of erf neurons as functions: s is odd and s(0) = 0, so with one of v and -v standing for both,
///
///     sum_i a_i s(w_i·x) = sum_v A_v s(v·x),      A_v = sum over w_i = v of a_i  -  sum over w_i = -v of a_i,
///
/// over the classes {v, -v} with v != 0. Networks whose sums A_v agree are therefore the same function.
enum ErfNormalForm {
    /// The A_v that are not 0.
    static func sums(weights: [[Rational]], outputs: [Rational]) -> [[Rational]: Rational] {
        var sums = [[Rational]: Rational]()
        for (w, a) in zip(weights, outputs) {
            guard let (v, isOpposite) = representative(w) else { continue }
            sums[v, default: .zero] = sums[v, default: .zero] + (isOpposite ? -a : a)
        }
        return sums.filter { !$0.value.isZero }
    }

    /// Whichever of w and -w has a positive first entry among those that are not 0, and whether that is -w; nil for 0.
    static func representative(_ w: [Rational]) -> (v: [Rational], isOpposite: Bool)? {
        guard let first = w.first(where: { !$0.isZero }) else { return nil }
        return first < .zero ? (w.map { -$0 }, true) : (w, false)
    }
}
