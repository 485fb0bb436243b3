import Rigor

/// How far sums over the data that `DoubleDoubleKernel` makes of one residual may be off, residual and factors anywhere
/// in a ball: the rows of `TwoLayerDoubleDoubleEvaluator` with E, for students and for limit networks.
struct DoubleDoubleSumBounds {
    private let count: UpperBound
    private let gamma: UpperBound
    private let underflow: UpperBound
    /// W = rms(1), W E, and rms(e) of what is computed.
    private let W: UpperBound
    private let E: UpperBound
    private let R: UpperBound

    /// What the summation of a term loses, relative to the sum of the absolute values of all terms.
    static func gamma(blocks: Int) -> UpperBound {
        let block = DoubleDoubleKernel.block
        return DoubleDoubleError.units((block + 1) * (block + 1) + 12 + 4 * blocks + 40)
    }

    /// - Parameters:
    ///   - square: sum omega e² as computed.
    ///   - error: E.
    ///   - underflow: at least what underflow takes of any term.
    init(square: DoubleDouble, error: UpperBound, blocks: Int, samples: DoubleDoubleSamples, underflow: UpperBound) {
        count = UpperBound(samples.count)
        gamma = Self.gamma(blocks: blocks)
        self.underflow = underflow
        W = samples.rootMeanWeight
        E = W * error
        let sum = UpperBound(square.high) * (1 + 2 * gamma + UpperBound(0x1p-50))
        R = (sum / LowerBound(samples.count) + underflow).squareRoot()
    }

    /// Of sum omega e².
    var square: UpperBound { count * (2 * E * R + E * E + gamma * R * R + underflow) }

    /// Of sum omega e g x with g ± T, |g| <= S as computed and |x| at most `scale`, relatively off by `relative`.
    func radius(_ S: UpperBound, _ T: UpperBound, scale: UpperBound = 1, relative: UpperBound = 0) -> UpperBound {
        count * (scale * (E * W * S + W * T * R + E * W * T + (gamma + relative) * W * R * S) + underflow)
    }

    /// At least sum omega |e g| with |g| <= S, by |e| <= |fl(e)| + E.
    func magnitude(_ S: UpperBound) -> UpperBound { count * W * (R + E) * S }
}
