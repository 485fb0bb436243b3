import Landscape
import Rigor
import Testing

/// The float64 and the MPFR evaluators are independent texts; they must enclose the same numbers.
@Suite struct EvaluatorAgreementTests {
    static let point: [Double] = [
        0.6661511271, -1.012655574, -0.7345486299, 0.8039594605, 0.9814681102, 0.6580154195, 0.3195520799, -0.03992384468,
        -0.3401375563, -0.6707084307, 0.3953114306, 0.6155369505,
    ]

    @Test func referencePoint() throws {
        let landscape = TwoLayerLandscape(problem: .reference, width: 4)
        let ball = Ball(centre: Self.point.map { Dyadic(exactly: $0)! })
        let clock = ContinuousClock()
        let fast = try landscape.makeEvaluator(.float64)
        let slow = try landscape.makeEvaluator(.multiple(Precision(bits: 128)))
        _ = try fast.enclosure(on: ball, order: .hessian)
        _ = try slow.enclosure(on: ball, order: .hessian)
        var a: LocalEnclosure?, b: LocalEnclosure?
        print("float64", try clock.measure { a = try fast.enclosure(on: ball, order: .hessian) })
        print("float64 lip", try clock.measure { print(try fast.lipschitzConstants(on: Ball(centre: ball.centre, radius: 1e-5))) })
        print("128", try clock.measure { b = try slow.enclosure(on: ball, order: .hessian) })
        print("128 grad", try clock.measure { _ = try slow.enclosure(on: ball, order: .gradient) })
        print("128 lip", try clock.measure { print(try slow.lipschitzConstants(on: Ball(centre: ball.centre, radius: 1e-5))) })
        print(a!.loss, b!.loss)
        print(a!.gradient!.norm, b!.gradient!.norm, a!.gradient!.radius)
        print(a!.hessian!.radius.max()!, b!.hessian!.radius.max()!)
        for i in 0..<144 {
            #expect(abs(a!.hessian!.midpoint[i] - b!.hessian!.midpoint[i]) <= a!.hessian!.radius[i] + b!.hessian!.radius[i])
        }
    }
}
