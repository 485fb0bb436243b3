import Testing
import Rigor

@Test func smoke() throws {
    let p = Precision.float64
    let x = try Interval(decimal: "0.6", precision: p)
    #expect(x.contains(Rational(3, 5)) && !x.contains(0.6) || !x.isPoint)
    for z in [x, Interval(-3, precision: p), Interval(lower: -40, upper: 2, precision: p), .empty(precision: p), .entire(precision: p)] {
        print(z, z * x, z / x, z.exp(), z.sin(), z.cos(), z.acos(), z.sigmoid(), z.softplus(), z.sigmoidFirstDerivative(), z.sigmoidSecondDerivative(), z.sigmoidThirdDerivative(), z.power(-2))
    }
    print(Rational(exactly: 0.6)!, try Rational(decimal: "-1.25e-3"), Dyadic(exactly: 0.1)!, Dyadic(exactly: 0.1)!.double(rounding: .up), Interval.pi(precision: Precision(bits: 128)))
    let a = IntervalArray(count: 3, precision: p)
    let k = IntervalKernel(precision: p)
    a[0] = x
    k.multiplyAdd(a.pointer(1), a.pointer(0), a.pointer(0))
    print(a[1], k.magnitudeUpper(a.pointer(1)))
}
