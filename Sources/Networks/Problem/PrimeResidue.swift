import Rigor

/// Arithmetic modulo the prime p = 2^61 - 1, in which the rank of a rational matrix is bounded from below at once: a
/// minor that is not 0 modulo p is not 0.
enum PrimeResidue {
    static let prime: UInt64 = 1 << 61 - 1

    /// x modulo p; nil when p divides the denominator.
    static func of(_ x: Rational) -> UInt64? {
        let denominator = of(x.denominator)
        return denominator == 0 ? nil : multiply(of(x.numerator), inverse(denominator))
    }

    private static func of(_ x: Integer) -> UInt64 {
        // the remainder has the sign of the divisor
        Int(exactly: x.quotientAndRemainder(dividingBy: Integer(Int(prime))).remainder).map(UInt64.init) ?? 0
    }

    /// - Precondition: of all of them, the arguments are below p.
    static func multiply(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        // 2^61 = 1
        let sum = (product.low & prime) + (product.high << 3 | product.low >> 61)
        return sum >= prime ? sum - prime : sum
    }

    static func subtract(_ a: UInt64, _ b: UInt64) -> UInt64 { a >= b ? a - b : a + prime - b }

    /// a^(p - 2), by Fermat.
    static func inverse(_ a: UInt64) -> UInt64 {
        var result: UInt64 = 1, base = a, exponent = prime - 2
        while exponent > 0 {
            if exponent & 1 == 1 { result = multiply(result, base) }
            base = multiply(base, base)
            exponent >>= 1
        }
        return result
    }
}
