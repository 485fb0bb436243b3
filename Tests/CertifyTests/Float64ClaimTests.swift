import Certify
import Rigor
import Testing

/// The rules of MATHEMATICS section 9 about what came with a candidate.
@Suite struct Float64ClaimTests {
    static func point(_ index: Int, nullity: Int?, distance: Double) -> CriticalPoint {
        CriticalPoint(
            loss: Bounds(lower: 1, upper: 2), gradientNormUpper: 0, smallestEigenvalue: Bounds(lower: 1, upper: 2),
            indexLower: index,
            indexUpper: index, nullity: nullity, isIsolated: true, distanceUpper: distance, isProvedNonGlobal: false)
    }
    static let ball = NotCritical(radius: 1, loss: Bounds(lower: 1, upper: 2), gradientNormUpper: 1)
    static let minimum = Verdict.localMinimum(point(0, nullity: 0, distance: 1), .open)
    static let saddle = Verdict.saddle(point(1, nullity: 0, distance: 1))
    static let undecided = Verdict.undecided(.structureOpen(""))
    /// E = 2^-40.
    static let rounding = Bounds(lower: 0x1p-40, upper: 0x1p-40)

    static func exactly(_ x: Double) -> Bounds { Bounds(lower: x, upper: x) }

    static func judge(
        _ claim: Double, _ enclosure: Bounds?, _ verdict: Verdict = minimum, _ rounding: Bounds? = rounding
    ) -> Float64Claim {
        Float64Claim.judge(smallestEigenvalue: claim, at: enclosure, rounding: rounding, verdict: verdict)
    }

    @Test(arguments: [1.0, -1.0]) func valuesOfEigenvalues(sign: Double) {
        func judged(_ claim: Double, _ x: Double) -> Float64Claim { Self.judge(sign * claim, Self.exactly(sign * x)) }
        #expect(judged(1, 1) == .confirmed)
        #expect(judged(1 + 0x1p-7, 1) == .confirmed && judged(1 - 0x1p-7, 1) == .confirmed)
        #expect(judged(1 + 0x1p-5, 1) == .refuted && judged(1 - 0x1p-5, 1) == .refuted)
        #expect(judged(10, 1) == .refuted && judged(0.1, 1) == .refuted)
        // off by more than 2^-6 and by no more than E, and beyond E of 0
        #expect(judged(0x1.8p-39, 0x1p-39) == .signConfirmed && judged(0x1p-39, 0x1.8p-39) == .signConfirmed)
        #expect(judged(0x1.9p-39, 0x1p-39) == .refuted)
        // within E of 0: right to a factor between 1/2 and 3/2, or right by luck alone
        #expect(judged(0x1.4p-41, 0x1p-41) == .signConfirmed && judged(0x1.2p-42, 0x1p-41) == .signConfirmed)
        #expect(judged(0x1.cp-41, 0x1p-41) == .roundingArtefact && judged(0x1p-43, 0x1p-41) == .roundingArtefact)
        // right to 2^-6, however small: no artefact
        #expect(judged(0x1p-60, 0x1p-60) == .confirmed)
    }

    @Test(arguments: [1.0, -1.0]) func signsOfEigenvalues(sign: Double) {
        func judged(_ claim: Double, _ lower: Double, _ upper: Double) -> Float64Claim {
            Self.judge(
                sign * claim, sign > 0 ? Bounds(lower: lower, upper: upper) : Bounds(lower: -upper, upper: -lower))
        }
        // another sign: the claim is as good as 0, or near the other side of it, or plainly wrong
        #expect(judged(-0x1p-41, 1, 1) == .roundingArtefact)
        #expect(judged(-0x1p-42, 0x1p-42, 0x1p-41) == .roundingArtefact)
        #expect(judged(-0x1p-7, 1, 1) == .roundingArtefact)
        #expect(judged(-0x1p-5, 1, 1) == .refuted && judged(-1, 1, 1) == .refuted)
        #expect(judged(-0x1p-20, 0x1p-15, 0x1p-10) == .undecided)
        // 0, up to what no float64 computation sees
        #expect(judged(1e-17, -1e-38, 1e-38) == .roundingArtefact && judged(1e-17, 0, 0) == .roundingArtefact)
        #expect(judged(1, -1e-38, 1e-38) == .refuted)
        // an enclosure that is too wide: of the sign, of the value
        #expect(judged(1e-6, -1e-5, 1e-5) == .undecided)
        #expect(judged(0x1p-42, -0x1p-42, 0x1p-42) == .undecided)
        #expect(judged(4.5e-5, 4e-6, 1e-4) == .signConfirmed)
        #expect(judged(4.5e-5, 4.4e-6, 4.6e-6) == .refuted)
    }

    @Test func zeroClaimed() {
        #expect(Self.judge(0, Self.exactly(0)) == .confirmed)
        // 0 or not, which no enclosure with an inside tells
        #expect(Self.judge(0, Bounds(lower: -1e-38, upper: 1e-38)) == .undecided)
        #expect(Self.judge(0, Self.exactly(0x1p-41)) == .rounding)
        #expect(Self.judge(0, Self.exactly(0x1p-39)) == .refuted)
        #expect(Self.judge(0, Bounds(lower: -1, upper: 1)) == .undecided)
    }

    /// The words about the candidate do not depend on what is certified near by, unless the candidate is proved not to
    /// be critical.
    @Test func unconverged() {
        let x = Self.exactly(-1e-6)
        for verdict in [
            Self.minimum, Self.saddle, Self.undecided, .globalMinimum(Self.point(0, nullity: 0, distance: 1)),
            .notCritical(Self.ball, nearest: nil),
        ] {
            #expect(Self.judge(-1e-6, x, verdict) == .confirmed)
        }
        #expect(Self.judge(-1e-6, x, .notCritical(Self.ball, nearest: Self.minimum)) == .unconvergedArtefact)
        #expect(Self.judge(-1e-6, x, .notCritical(Self.ball, nearest: Self.saddle)) == .confirmed)
        #expect(
            Self.judge(1e-6, Self.exactly(1e-6), .notCritical(Self.ball, nearest: Self.saddle)) == .unconvergedArtefact)
        #expect(Self.judge(1e-6, Self.exactly(1e-6), .notCritical(Self.ball, nearest: Self.minimum)) == .confirmed)
        // the sign alone is real
        #expect(
            Self.judge(-1e-6, Bounds(lower: -1e-5, upper: -1e-7), .notCritical(Self.ball, nearest: Self.minimum))
                == .unconvergedArtefact)
        // not the claimed sign, or not the value: nothing real to be unconverged
        #expect(
            Self.judge(-1e-17, Self.exactly(1e-6), .notCritical(Self.ball, nearest: Self.minimum)) == .roundingArtefact)
        #expect(Self.judge(-1e-3, x, .notCritical(Self.ball, nearest: Self.minimum)) == .refuted)
    }

    /// Where the certified point is the candidate itself, its index and nullity tell the sign that the enclosure leaves
    /// open.
    @Test func exactPoints() {
        let open = Bounds(lower: -1e-15, upper: 1e-15)
        #expect(Self.judge(1e-17, open, .localMinimum(Self.point(0, nullity: 0, distance: 0), .open)) == .signConfirmed)
        #expect(
            Self.judge(-1e-17, open, .localMinimum(Self.point(0, nullity: 0, distance: 0), .open)) == .roundingArtefact)
        #expect(Self.judge(-1e-17, open, .saddle(Self.point(1, nullity: 0, distance: 0))) == .signConfirmed)
        #expect(Self.judge(1e-17, open, .saddle(Self.point(1, nullity: 0, distance: 0))) == .roundingArtefact)
        #expect(
            Self.judge(1e-17, open, .localMinimum(Self.point(0, nullity: 1, distance: 0), .open)) == .roundingArtefact)
        #expect(Self.judge(0, open, .localMinimum(Self.point(0, nullity: 1, distance: 0), .open)) == .confirmed)
        // a point at another place tells nothing
        #expect(Self.judge(1e-17, open, Self.minimum) == .undecided)
    }

    /// Without a bound of the rounding nothing is refuted and nothing is rounding; what is not enclosed, or no number,
    /// is undecided.
    @Test func nothingKnown() {
        #expect(Self.judge(1, Self.exactly(1), Self.minimum, nil) == .confirmed)
        #expect(Self.judge(2, Self.exactly(1), Self.minimum, nil) == .signConfirmed)
        #expect(Self.judge(-2, Self.exactly(1), Self.minimum, nil) == .undecided)
        #expect(Float64Claim.judge(magnitude: 2, at: Self.exactly(1), rounding: nil) == .undecided)
        for claim in [1.0, .nan, .infinity] {
            #expect(Self.judge(claim, nil) == .undecided && Self.judge(claim, .entireLine) == .undecided)
            #expect(Float64Claim.judge(magnitude: claim, at: nil, rounding: Self.rounding) == .undecided)
        }
        #expect(Candidate.Claims(loss: .nan, gradientNorm: .infinity, minimumEigenvalue: -.infinity).isEmpty)
    }

    @Test func lossAndGradientNorm() {
        func judged(_ claim: Double, _ x: Bounds, _ rounding: Bounds = Self.rounding) -> Float64Claim {
            Float64Claim.judge(magnitude: claim, at: x, rounding: rounding)
        }
        let x = Bounds(lower: 1, upper: 1.0001)
        #expect(judged(1.00005, x) == .confirmed)
        #expect(judged(1 + 0x1p-11, Self.exactly(1)) == .confirmed)
        // at the limit itself, where roundings of the comparison leave it open
        #expect(judged(1 + 0x1p-10, Self.exactly(1)) == .undecided)
        #expect(judged(1.01, x) == .refuted && judged(0.99, x) == .refuted)
        // 2^-10 beyond one end, not beyond the other
        #expect(judged(1.0, Bounds(lower: 0.99, upper: 1.01)) == .undecided)
        // near 0, with E = 2^-40: within it, at neither side of it, beyond
        #expect(judged(1e-13, Self.exactly(1e-15)) == .rounding && judged(0, Self.exactly(1e-15)) == .rounding)
        #expect(judged(0x1p-40, Self.exactly(0)) == .undecided)
        #expect(judged(0, Self.exactly(0)) == .confirmed && judged(0, Bounds(lower: 0, upper: 1e-38)) == .undecided)
        #expect(judged(0x1p-39, Self.exactly(1e-15)) == .refuted)
        // confirmed or rounding, whichever it is: not told
        #expect(judged(1e-17, Bounds(lower: 0, upper: 1e-15)) == .undecided)
        // a bound of the rounding that is itself known to within bounds
        #expect(judged(1e-12, Self.exactly(1e-15), Bounds(lower: 1e-13, upper: 1e-11)) == .undecided)
        // sums of squares and norms are not negative, closed forms that cancel may be
        #expect(judged(-1e-30, x) == .refuted && judged(-1e-30, Self.exactly(1e-31)) == .refuted)
        #expect(
            Float64Claim.judge(magnitude: -1e-30, at: Self.exactly(1e-31), rounding: Self.rounding, mayBeNegative: true)
                == .rounding)
    }
}
