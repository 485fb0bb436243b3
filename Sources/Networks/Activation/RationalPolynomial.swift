import Rigor

/// A polynomial with rational coefficients that is not constant.
public struct RationalPolynomial: Sendable, Hashable {
    /// c_0, c_1, .., c_n; c_n is not 0, so equal polynomials are equal values.
    public let coefficients: [Rational]

    /// Coefficients by ascending powers, zeros at the end left out; nil for a constant.
    public init?(_ coefficients: [Rational]) {
        guard let degree = coefficients.lastIndex(where: { !$0.isZero }), degree > 0 else { return nil }
        self.coefficients = Array(coefficients[...degree])
    }

    private init(unchecked coefficients: [Rational]) { self.coefficients = coefficients }

    /// z^n, n at least 1.
    static func power(_ n: Int) -> RationalPolynomial {
        precondition(n >= 1)
        return RationalPolynomial(unchecked: [Rational](repeating: .zero, count: n) + [.one])
    }

    /// n, at least 1.
    public var degree: Int { coefficients.count - 1 }

    /// The coefficients of the derivative of that order, none when it is 0.
    func derivative(_ order: Int) -> [Rational] {
        coefficients.indices.dropFirst(order).map { i in
            (0..<order).reduce(coefficients[i]) { $0 * Rational(i - $1) }
        }
    }
}
