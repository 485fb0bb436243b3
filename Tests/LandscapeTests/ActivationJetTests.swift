import Rigor
import TestSupport
import Testing

@testable import Networks

/// The jets of every activation in MPFR: against exact decimals, wider precision and each other; their suprema and
/// symmetries.
@Suite struct ActivationJetTests {
    static let precision = Precision(bits: 200)

    /// All six derivatives.
    static func jet(_ activation: Activation, _ z: Interval) -> [Interval] {
        let (fourth, fifth) = activation.fourthAndFifthDerivative(z)
        return activation.jet(z, order: 3) + [fourth, fifth]
    }

    /// Decimals made by mpmath from the definitions.
    @Test(arguments: KnownJets.all) func knownValues(_ entry: KnownJets.Entry) throws {
        let found = Self.jet(entry.activation, Interval(exactly: entry.z, precision: Self.precision))
        #expect(entry.derivatives.count == 6)
        for (p, text) in entry.derivatives.enumerated() {
            let known = try Rational(decimal: text)
            let error = Rational(1, 10).power(24) * (known.magnitude + Rational(1, 10).power(12))
            let here = found[p]
            #expect(here.widthUpper < 1e-40 * (1 + known.magnitude.upperDouble))
            let distance = (here - Interval(enclosing: known, precision: Self.precision)).magnitudeUpper
            #expect(
                distance <= error.upperDouble, "\(entry.activation) \(entry.z): derivative \(p), \(here) not \(text)")
        }
    }

    /// Enclosures of few bits, and those over intervals, hold the ones of many bits.
    @Test(arguments: Activation.tested) func containment(_ activation: Activation) {
        var generator = SeededGenerator(seed: 31)
        for _ in 0..<120 {
            let size = ([0.1, 1, 4, 30] as [Double]).randomElement(using: &generator) ?? 1
            let z = Double.random(in: -size...size, using: &generator)
            let width = ([0, 1e-10, 0.01, 0.5] as [Double]).randomElement(using: &generator) ?? 0
            let upper = Directed.addUp(z, width)
            let inside = min(upper, z + width * Double.random(in: 0...1, using: &generator))
            let wide = Self.jet(activation, Interval(lower: z, upper: upper, precision: .float64))
            let narrow = Self.jet(activation, Interval(exactly: inside, precision: Precision(bits: 256)))
            for (p, (a, b)) in zip(wide, narrow).enumerated() {
                #expect(!b.isDisjoint(from: a) && a.isBounded, "\(activation) derivative \(p) over \(z) .. \(upper)")
                #expect(
                    b.lowerDouble >= a.lowerDouble.nextDown && b.upperDouble <= a.upperDouble.nextUp,
                    "\(activation) derivative \(p) over \(z) .. \(upper)")
            }
        }
    }

    /// (s^(p)(z + h) - s^(p)(z)) / h is a value of s^(p+1) between.
    @Test(arguments: Activation.tested) func eachIsTheDerivativeOfTheOneBefore(_ activation: Activation) {
        var generator = SeededGenerator(seed: 32)
        let h = Interval(exactly: 0x1p-60, precision: Precision(bits: 400))
        for _ in 0..<60 {
            let z = Interval(exactly: Double.random(in: -6...6, using: &generator), precision: Precision(bits: 400))
            let here = Self.jet(activation, z), there = Self.jet(activation, z + h)
            let between = Self.jet(activation, z.hull(with: z + h))
            for p in 0..<5 {
                let quotient = (there[p] - here[p]) / h
                #expect(!quotient.isDisjoint(from: between[p + 1]), "\(activation): derivative \(p + 1) at \(z)")
                #expect(quotient.widthUpper < 1e-30 && between[p + 1].widthUpper < 1e-12)
            }
        }
    }

    /// |s^(p)| <= suprema[p] on all of |z| <= reach, proved on cells by |f(z)| <= |f(mid)| + (w/2) sup |f'|, and none is
    /// larger than it has to be by more than 1e-3 of it where it is a constant.
    @Test(arguments: Activation.tested) func suprema(_ activation: Activation) {
        let reach = activation == .silu ? 12.0 : 8, cells = activation == .silu ? 6144 : 4096
        let precision = Precision(bits: 64), width = 2 * reach / Double(cells)
        // where the bound has no proof but this one nothing is left over
        let part: Double = [.silu, .geluTanh].contains(activation) ? 0 : 1e-3
        let bounds = activation.suprema(reach: reach)
        #expect(bounds.count == 5)
        var largest = [Double](repeating: 0, count: 5)
        for k in 0..<cells {
            let lower = -reach + width * Double(k)
            let over = Self.jet(activation, Interval(lower: lower, upper: lower + width, precision: precision))
            let middle = Self.jet(activation, Interval(exactly: lower + width / 2, precision: precision))
            for p in 0..<5 {
                let bound = middle[p].magnitudeUpper + 0.5 * width * over[p + 1].magnitudeUpper
                largest[p] = max(largest[p], middle[p].mignitudeLower)
                #expect(bound <= bounds[p] * (1 + part), "\(activation): derivative \(p) at \(lower): \(bound)")
            }
        }
        for p in 0..<5 { #expect(largest[p] <= bounds[p]) }
        if case .polynomial = activation { return }
        if activation == .exp { return }
        for p in 1..<5 where p > 1 || largest[p] > 1e-9 {
            #expect(
                activation == .sigmoidSoftplus || bounds[p] <= 1.003 * largest[p] + 1e-9,
                "\(activation): derivative \(p): \(bounds[p]) for \(largest[p])")
        }
    }

    /// s(z) = c0 + c1 z + O + E as `SymmetryDecomposition` says: what a flip costs, and no symmetry that is not there.
    @Test(arguments: Activation.tested) func symmetries(_ activation: Activation) {
        var generator = SeededGenerator(seed: 33)
        let parts = SymmetryDecomposition(activation)
        func interval(_ x: Rational) -> Interval { Interval(enclosing: x, precision: Self.precision) }
        func s(_ z: Interval) -> Interval { activation.jet(z, order: 0)[0] }
        var isOdd = true, isReflected = true, isLinearDifference = true
        for _ in 0..<40 {
            let z = Interval(exactly: Double.random(in: -5...5, using: &generator), precision: Self.precision)
            let sum = s(z) + s(-z), difference = s(z) - s(-z)
            let linear = (interval(parts.slope) * z).multiplied(by: 2)
            // without an even part s(z) + s(-z) = 2 c0, without an odd one s(z) - s(-z) = 2 c1 z
            if parts.mirrors && !parts.hasEvenPart {
                #expect((sum - interval(Rational(2) * parts.constant)).contains(0.0))
            }
            if parts.mirrors && !parts.hasOddPart { #expect((difference - linear).contains(0.0)) }
            isOdd = isOdd && sum.contains(0.0)
            isReflected = isReflected && (sum - interval(.one)).contains(0.0)
            isLinearDifference = isLinearDifference && (difference - linear).contains(0.0)
        }
        #expect(parts.isOdd == isOdd)
        #expect((activation.reflection == .odd) == isOdd)
        #expect((activation.reflection == .oddAboutOneHalf) == isReflected)
        if parts.mirrors { #expect(parts.hasOddPart != isLinearDifference) }
        // s'(0), and the value at 0
        let atZero = activation.jet(interval(.zero), order: 1)
        if !parts.slope.isZero || parts.slopeAtZero.isZero {
            #expect((atZero[1] - interval(parts.slopeAtZero)).contains(0.0))
        }
        if parts.mirrors && parts.hasEvenPart {
            #expect((atZero[0] - interval(parts.constant)).contains(0.0) == parts.evenPartVanishesAtZero)
        }
    }

    /// The C library's values, for search, are near.
    @Test(arguments: Activation.tested) func approximations(_ activation: Activation) {
        var generator = SeededGenerator(seed: 34)
        for _ in 0..<200 {
            let z = Double.random(in: -8...8, using: &generator)
            let exact = activation.jet(Interval(exactly: z, precision: Self.precision), order: 3).map(
                \.approximateMidpoint)
            let near = activation.approximateJet(z)
            for (a, b) in zip(exact, [near.0, near.1, near.2, near.3]) {
                let off: Double = abs(a - b) / (1 + abs(a)), few: Double = 1e-12 * (1 + abs(z))
                #expect(off <= few, "\(activation) at \(z)")
            }
        }
    }

    @Test func namesAndCanonicalForms() {
        #expect(RationalPolynomial([]) == nil && RationalPolynomial([.one, .zero]) == nil)
        #expect(RationalPolynomial([.zero, .zero, .one, .zero]).map { .polynomial($0) } == Activation.square)
        #expect(Set(Activation.allNamed).count == Activation.allNamed.count)
        #expect(Set(Activation.allNamed.map(\.name)).count == Activation.allNamed.count)
        #expect(Activation.allNamed.allSatisfy { $0.ownName == $0.name })
        #expect(Activation.tested.last?.ownName == nil && Activation.tested.last?.name == "polynomial of degree 5")
    }
}
