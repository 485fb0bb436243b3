import Rigor
import TestSupport
import Testing

/// With few bits nearly every result is rounded, and a wrong direction shows at once. The tightest interval of p bits
/// is exactly the outward rounding of the tightest interval of many more bits, since rounding twice in one direction is
/// rounding once.
@Suite struct ReducedPrecisionTests {
    static let extraBits = 200

    @Test(arguments: UnaryOperation.all)
    func unary(_ operation: UnaryOperation) {
        var random = SeededGenerator(seed: 11)
        for bits in 2...24 {
            let precision = Precision(bits: bits)
            let wide = Precision(bits: bits + Self.extraBits)
            for _ in 0..<40 {
                let a = random.interval(precision: precision)
                let found = operation.apply(a)
                let expected = operation.apply(a.rounded(to: wide)).rounded(to: precision)
                #expect(
                    found.isIdentical(to: expected),
                    "\(bits) bits, \(operation.name) \(a): \(found), expected \(expected)")
            }
        }
    }

    @Test(arguments: BinaryOperation.all + BinaryOperation.sets)
    func binary(_ operation: BinaryOperation) {
        var random = SeededGenerator(seed: 12)
        for bits in 2...24 {
            let precision = Precision(bits: bits)
            let wide = Precision(bits: bits + Self.extraBits)
            for _ in 0..<200 {
                let a = random.interval(precision: precision)
                let b = random.interval(precision: precision)
                let found = operation.apply(a, b)
                let expected = operation.apply(a.rounded(to: wide), b.rounded(to: wide)).rounded(to: precision)
                #expect(
                    found.isIdentical(to: expected),
                    "\(bits) bits, \(a) \(operation.name) \(b): \(found), expected \(expected)")
            }
        }
    }

    /// Sums and products of rationals against GMP's exact ones: independent of MPFR at the wider precision.
    @Test(arguments: BinaryOperation.all)
    func endpointsAreNeighboursOfTheExactValue(_ operation: BinaryOperation) {
        var random = SeededGenerator(seed: 13)
        var tried = 0
        for bits in 2...24 {
            let precision = Precision(bits: bits)
            for _ in 0..<60 {
                let a = Interval(exactly: BigFloat(random.finiteDouble(), precision: precision, rounding: .nearest))
                let b = Interval(exactly: BigFloat(random.finiteDouble(), precision: precision, rounding: .nearest))
                guard let x = random.rational(in: a), let y = random.rational(in: b), let value = operation.exact!(x, y)
                else { continue }
                let found = operation.apply(a, b)
                #expect(found.isIdentical(to: Interval(enclosing: value, precision: precision)))
                #expect(found.contains(value))
                #expect(found.isPoint || found.lowerBigFloat.nextUp == found.upperBigFloat)
                tried += 1
            }
        }
        #expect(tried > 800)
    }
}
