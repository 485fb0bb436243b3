import Certify
import Rigor
import Testing

/// The rules of MATHEMATICS section 9 about what came with a candidate.
@Suite struct Float64ClaimTests {
    static let point = CriticalPoint(
        loss: Bounds(lower: 1, upper: 2), gradientNormUpper: 0, smallestEigenvalue: Bounds(lower: 1, upper: 2), indexLower: 0,
        indexUpper: 0, nullity: 0, isIsolated: true, distanceUpper: 0, isProvedNonGlobal: false)
    static let ball = NotCritical(radius: 1, loss: Bounds(lower: 1, upper: 2), gradientNormUpper: 1)
    static let minimum = Verdict.localMinimum(point, .open)
    static let saddle = Verdict.saddle(point)
    static let undecided = Verdict.undecided(.structureOpen(""))
    static let positive = Bounds(lower: 1e-6, upper: 2e-6), negative = Bounds(lower: -2e-6, upper: -1e-6)
    static let open = Bounds(lower: -1e-15, upper: 1e-15)

    static func judge(_ claim: Double, _ enclosure: Bounds?, _ verdict: Verdict) -> Float64Claim {
        Float64Claim.judge(smallestEigenvalue: claim, at: enclosure, verdict: verdict)
    }

    @Test func smallestEigenvalue() {
        #expect(Self.judge(1.5e-6, Self.positive, Self.minimum) == .confirmed)
        #expect(Self.judge(-1.5e-6, Self.negative, Self.saddle) == .confirmed)
        #expect(Self.judge(-1.5e-6, Self.negative, .notCritical(Self.ball, nearest: nil)) == .confirmed)
        // real there, but the critical point near by has no such sign
        #expect(Self.judge(-1.5e-6, Self.negative, Self.minimum) == .unconvergedArtefact)
        #expect(Self.judge(-1.5e-6, Self.negative, .globalMinimum(Self.point)) == .unconvergedArtefact)
        #expect(Self.judge(-1.5e-6, Self.negative, .notCritical(Self.ball, nearest: Self.minimum)) == .unconvergedArtefact)
        #expect(Self.judge(1.5e-6, Self.positive, Self.saddle) == .unconvergedArtefact)
        // no such sign
        #expect(Self.judge(-1e-17, Self.positive, Self.minimum) == .roundingArtefact)
        #expect(Self.judge(-1e-17, Self.open, Self.minimum) == .roundingArtefact)
        #expect(Self.judge(1e-17, Self.open, Self.undecided) == .roundingArtefact)
        // the enclosure leaves the sign open, but the certified point is the candidate itself
        #expect(Self.judge(1e-17, Self.open, Self.minimum) == .confirmed)
        #expect(Self.judge(-1e-17, Self.open, Self.saddle) == .confirmed)
        #expect(Self.judge(1e-17, Self.open, Self.saddle) == .roundingArtefact)
        // wrong
        #expect(Self.judge(1e-6, Self.negative, Self.saddle) == .refuted)
        #expect(Self.judge(5e-6, Self.positive, Self.minimum) == .refuted)
        #expect(Self.judge(4e-7, Self.positive, Self.minimum) == .refuted)
        #expect(Self.judge(0, Self.positive, Self.minimum) == .refuted)
        // open
        #expect(Self.judge(0, Self.open, Self.minimum) == .undecided)
        #expect(Self.judge(1.5e-6, Self.positive, Self.undecided) == .undecided)
        #expect(Self.judge(1.5e-6, nil, Self.minimum) == .undecided)
        #expect(Self.judge(1.5e-6, .entireLine, Self.minimum) == .undecided)
        #expect(Self.judge(.nan, Self.positive, Self.minimum) == .undecided)
    }

    @Test func lossAndGradientNorm() {
        let x = Bounds(lower: 1, upper: 1.0001)
        #expect(Float64Claim.judge(magnitude: 1.00005, at: x) == .confirmed)
        #expect(Float64Claim.judge(magnitude: 1 + 0x1p-10, at: Bounds(lower: 1, upper: 1)) == .undecided)
        #expect(Float64Claim.judge(magnitude: 1 + 0x1p-11, at: Bounds(lower: 1, upper: 1)) == .confirmed)
        #expect(Float64Claim.judge(magnitude: 1.01, at: x) == .refuted)
        #expect(Float64Claim.judge(magnitude: 0.99, at: x) == .refuted)
        #expect(Float64Claim.judge(magnitude: -1e-30, at: x) == .refuted)
        // 2^-10 beyond one end, not beyond the other
        #expect(Float64Claim.judge(magnitude: 1.0, at: Bounds(lower: 0.99, upper: 1.01)) == .undecided)
        // tiny norms that are enclosed by [0, 1e-15]
        #expect(Float64Claim.judge(magnitude: 1e-17, at: Bounds(lower: 0, upper: 1e-15)) == .undecided)
        #expect(Float64Claim.judge(magnitude: 1, at: nil) == .undecided)
        #expect(Float64Claim.judge(magnitude: .infinity, at: x) == .undecided)
    }
}
