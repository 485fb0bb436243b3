import Rigor

/// An activation whose s'''' and s''''' are made in float64 from its jets up to s''', with errors known beforehand.
/// Channels need them: their limits have s' in them, and their slopes s'''''.
///
/// With t = |rate|, for every z
///
///     |s^(q)| <= t^(q-1) |s'|,  q = 2 .. 5,        |s^(6)| <= 2 t^5 |s'|,        s' != 0                        (1)
///
/// so log |s'| changes by at most t for each unit of z, and
///
///     |s^(q)(z')| <= t^(q-1) |s'(z)| exp(t |z - z'|),  q = 2 .. 5, twice that for q = 6.                 (2)
protocol HigherJetForm: ExponentialForm {
    /// Fills s'''' and s''''' from s, s', s'', s''' as made by `fillJets`.
    func fillHigherJets(from jets: Float64Jets, count: Int, _ higher: HigherJets)
    /// Absolute error bounds of both, when log E is off by at most `argument`.
    func higherJetErrors(argument: Double) -> [Double]
    /// Upper bounds of |s'''''| and of the sixth derivative, for all z.
    var higherSuprema: [Double] { get }
}

/// Where s'''' and s''''' of one neuron at a block of points are written.
struct HigherJets {
    let fourth: UnsafeMutablePointer<Double>
    let fifth: UnsafeMutablePointer<Double>
}

extension Activation {
    /// How s'''' and s''''' are made in float64; nil where that is not known.
    var higherJetForm: (any HigherJetForm)? { facts as? any HigherJetForm }
}

extension Sigmoid: HigherJetForm {
    /// With p = s', 0 < p <= 1/4, and (1 - 2s)² = 1 - 4p:
    ///
    ///     s'''' = s'' (1 - 12p)        s''''' = p (1 - 30p + 120p²)        s^(6) = s'' (1 - 60p + 360p²)
    ///
    /// **Bounds (1).** s'' = p (1 - 2s). s''' = p (1 - 6p), 1 - 6p in [-1/2, 1]. (1 - 4p)(1 - 12p)² is 1 at p = 0, 0 at
    /// 1/12 and 1/4, and below 0.4 at 7/36, its other stationary point. 1 - 30p + 120p² is 1 at both ends and -7/8 at
    /// its vertex. (1 - 4p)(1 - 60p + 360p²)² is 1 at p = 0, 0 at 1/4, and at its stationary points between, the roots
    /// of 3600p² - 1080p + 62 and of the square, below 3.3. ∎
    func fillHigherJets(from jets: Float64Jets, count: Int, _ higher: HigherJets) {
        let first = jets.first, second = jets.second, fourth = higher.fourth, fifth = higher.fifth
        for k in 0..<count {
            let p = first[k]
            fourth[k] = second[k] * (1 - 12 * p)
            fifth[k] = p * (1 + p * (120 * p - 30))
        }
    }

    /// Both move by at most the supremum of their derivative for each unit of log E. p and s'' are off by 6u
    /// (`jetErrors`): s'''' by 2 · 6u, since |1 - 12p| <= 2, and by |s''| (12 · 6u + 6u) <= 8u; s''''' by 8.5 · 6u =
    /// 51u,
    /// since |1 - 60p + 360p²| <= 8.5. Its bracket is off by 24u besides, 60u p <= 15u from 120p - 30, 8u from its
    /// product with p, u from the last sum, and that times p is 6u. One rounding more.
    func higherJetErrors(argument: Double) -> [Double] {
        zip(higherSuprema, [24.0, 80.0]).map {
            (UpperBound(argument) * UpperBound($0) + UpperBound($1) * UpperBound(Directed.unitRoundoff)).value
        }
    }

    /// |s'''''| <= p <= 1/4, attained at 0; p |1 - 60p + 360p²| sqrt(1 - 4p) is greatest near p = 0.2271.
    var higherSuprema: [Double] { [0.25, 0.4084] }
}

extension HyperbolicTangent: HigherJetForm {
    /// t'''' = 4 t'' (1 - 3 t')        t''''' = 4 t' (4 - 30 t' + 30 t'²)
    ///
    /// They are 2^(q+1) times those of the sigmoid at 2z, and so are (1).
    func fillHigherJets(from jets: Float64Jets, count: Int, _ higher: HigherJets) {
        let first = jets.first, second = jets.second, fourth = higher.fourth, fifth = higher.fifth
        for k in 0..<count {
            let p = 0.25 * first[k]
            fourth[k] = 4 * second[k] * (1 - 12 * p)
            fifth[k] = 64 * (p * (1 + p * (120 * p - 30)))
        }
    }

    /// Those of the sigmoid times 2^(q+1), powers of two: the argument is that of E = exp(-2z).
    func higherJetErrors(argument: Double) -> [Double] {
        zip(Sigmoid().higherJetErrors(argument: argument), [32.0, 64.0]).map {
            (UpperBound($0) * UpperBound($1)).value
        }
    }

    var higherSuprema: [Double] { [16, 52.28] }
}
