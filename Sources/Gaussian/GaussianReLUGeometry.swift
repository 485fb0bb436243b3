import Certify
import Rigor

/// Lengths, directions and angles of the neurons among themselves and with the targets, in one arithmetic.
///
/// "Others" of a neuron are numbered 0..<n for the neurons and n..<n+k for the targets. For neuron w and other u, with
/// bars for unit vectors:
///
///     cos th = wbar·ubar,   y = ubar - cos th wbar,   sin th = |y|,   th = 2 atan(sin th / (1 + cos th))
///
/// (the half-angle form has no cancellation; near pi its mirror image is taken). y / sin th is the unit vector
/// orthogonal to w towards u.
struct GaussianReLUGeometry<Arithmetic: RealArithmetic> {
    typealias Number = Arithmetic.Number

    let arithmetic: Arithmetic
    let d: Int, n: Int, k: Int
    private(set) var neurons: [Number]
    private(set) var lengths: [Number]
    private(set) var inverseLengths: [Number]
    private(set) var directions: [Number]
    /// Indexed by i (n + k) + u; undefined for u = i.
    private(set) var cosines: [Number]
    private(set) var sines: [Number]
    private(set) var inverseSines: [Number]
    private(set) var supplements: [Number]
    /// y; coordinate c at (i (n + k) + u) d + c.
    private(set) var rejections: [Number]

    let zero: Number
    let one: Number
    private let half: Number

    init(landscape: GaussianReLULandscape, arithmetic: Arithmetic) {
        self.arithmetic = arithmetic
        (d, n, k) = (landscape.inputDimension, landscape.width, landscape.targetCount)
        zero = arithmetic.number(0)
        one = arithmetic.number(1)
        half = one / arithmetic.number(2)
        let pairs = n * (n + k)
        neurons = Array(repeating: zero, count: n * d)
        directions = neurons
        lengths = Array(repeating: zero, count: n)
        inverseLengths = lengths
        cosines = Array(repeating: zero, count: pairs)
        sines = cosines
        inverseSines = cosines
        supplements = cosines
        rejections = Array(repeating: zero, count: pairs * d)
    }

    func pair(_ i: Int, _ u: Int) -> Int { i * (n + k) + u }

    /// Length of neuron or target u.
    func length(ofOther u: Int) -> Number { u < n ? lengths[u] : one }

    /// Takes new parameters.
    ///
    /// - Throws: `outOfRange` when a length overflows; `notSmooth` when the arithmetic is rigorous and a neuron may be
    ///   0, or two vectors may be parallel: the closed forms divide by |w| and sin th. Plain float64 leaves out the
    ///   terms in question.
    mutating func setParameters(_ parameters: [Number]) throws(EvaluationFailure) {
        precondition(parameters.count == n * d)
        neurons = parameters
        for i in 0..<n {
            var squares = zero
            for c in 0..<d { squares = squares + neurons[i * d + c].squared() }
            lengths[i] = squares.squareRoot()
            if arithmetic.isRigorous, !lengths[i].upperDouble.isFinite {
                throw .outOfRange("the length of neuron \(i) overflows")
            }
            if lengths[i].isCertainlyPositive {
                inverseLengths[i] = one / lengths[i]
            } else {
                if arithmetic.isRigorous { throw .notSmooth("neuron \(i) is 0, or cannot be told from 0") }
                inverseLengths[i] = zero
            }
            for c in 0..<d { directions[i * d + c] = neurons[i * d + c] * inverseLengths[i] }
        }
        for i in 0..<n {
            for u in 0..<(n + k) where u != i { try setPair(i, u) }
        }
    }

    private mutating func setPair(_ i: Int, _ u: Int) throws(EvaluationFailure) {
        let p = pair(i, u)
        if u < i {
            cosines[p] = cosines[pair(u, i)]
        } else if u < n {
            var sum = zero
            for c in 0..<d { sum = sum + directions[i * d + c] * directions[u * d + c] }
            cosines[p] = sum
        } else {
            cosines[p] = directions[i * d + (u - n)]
        }
        let cosine = cosines[p]
        var squares = zero
        for c in 0..<d {
            let other = u < n ? directions[u * d + c] : (u - n == c ? one : zero)
            let y = other - cosine * directions[i * d + c]
            rejections[p * d + c] = y
            squares = squares + y.squared()
        }
        if u < i {
            let twin = pair(u, i)
            (sines[p], inverseSines[p], supplements[p]) = (sines[twin], inverseSines[twin], supplements[twin])
            return
        }
        let sine = squares.squareRoot()
        sines[p] = sine
        if sine.isCertainlyPositive {
            inverseSines[p] = one / sine
        } else {
            if arithmetic.isRigorous {
                throw .notSmooth("neuron \(i) and \(name(u)) are parallel, or cannot be told from parallel")
            }
            inverseSines[p] = zero
        }
        // pi - th
        let two = arithmetic.number(2)
        if (cosine + half).isCertainlyPositive {
            supplements[p] = arithmetic.pi - two * (sine / (one + cosine)).atan()
        } else {
            supplements[p] = two * (sine / (one - cosine)).atan()
        }
    }

    func name(_ u: Int) -> String { u < n ? "neuron \(u)" : "target \(u - n)" }
}
