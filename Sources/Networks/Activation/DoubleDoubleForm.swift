import Certify
import Rigor

/// How an activation s and its first two derivatives are made in double-double: what loss, gradient and Hessian need.
enum DoubleDoubleForm: Sendable {
    /// From E = exp(-t z).
    case ofDecay(any ExponentialForm)
    /// From z.
    case ofArgument(any DoubleDoubleArgumentForm)
}

/// A function s that is made in double-double from its argument z together with s' and s''; the errors are known
/// beforehand.
protocol DoubleDoubleArgumentForm: Sendable {
    /// No larger |z| is let in.
    var largestArgument: Double { get }
    /// Fills s, and s' and s'' where the order asks for them, from z.
    func fillJets(
        from arguments: UnsafePointer<DoubleDouble4>, count: Int, order: DerivativeOrder, _ jets: DoubleDoubleJets)
    /// Bounds of |fl(s^(p)(z)) - s^(p)(z)|, p = 0, 1, 2, for every double-double z with |z| <= reach <=
    /// `largestArgument`.
    func roundingErrors(reach: UpperBound) -> DoubleDoubleJetErrors
}

/// Where s, s' and s'' of one neuron at a block of points are written.
struct DoubleDoubleJets {
    let value: UnsafeMutablePointer<DoubleDouble4>
    let first: UnsafeMutablePointer<DoubleDouble4>
    let second: UnsafeMutablePointer<DoubleDouble4>
}

/// Absolute error bounds of s, s' and s''.
struct DoubleDoubleJetErrors {
    var value: UpperBound
    var first: UpperBound
    var second: UpperBound
}

/// A polynomial with rational coefficients and its derivatives in double-double, by Horner's rule.
struct DoubleDoublePolynomial: DoubleDoubleArgumentForm {
    /// The coefficients of s, s' and s'', by descending powers, each with what its 106 bits leave.
    private let coefficients: [[DoubleDoubleBall]]

    init(_ polynomial: RationalPolynomial) {
        coefficients = (0...2).map { order in
            polynomial.derivative(order).reversed().map {
                Interval(enclosing: $0, precision: Precision(bits: 160)).doubleDouble
            }
        }
    }

    /// Larger ones make the bounds infinite.
    var largestArgument: Double { 1e60 }

    func fillJets(
        from arguments: UnsafePointer<DoubleDouble4>, count: Int, order: DerivativeOrder, _ jets: DoubleDoubleJets
    ) {
        let targets = [jets.value, jets.first, jets.second].prefix(order.rawValue + 1)
        for (coefficients, values) in zip(coefficients, targets) {
            let leading = coefficients.first?.midpoint ?? .zero
            for k in 0..<count { values[k] = DoubleDouble4(repeating: leading) }
            for c in coefficients.dropFirst() {
                let c = DoubleDouble4(repeating: c.midpoint)
                for k in 0..<count { values[k] = values[k] * arguments[k] + c }
            }
        }
    }

    /// With |p| <= m up to an error e, fl(p z) is off by e |z| + 9 u² (m + e) |z| + 2^-999 from a number of size at
    /// most m |z|, and fl(p z + c) by that, 4 u² of the sizes and what c is off by.
    func roundingErrors(reach: UpperBound) -> DoubleDoubleJetErrors {
        func error(_ coefficients: [DoubleDoubleBall]) -> UpperBound {
            var size = UpperBound(0), error = UpperBound(0)
            for c in coefficients {
                let product =
                    DoubleDoubleError.units(9) * (size + error) * reach + UpperBound(DoubleDoubleError.underflow)
                error = error * reach + product
                size = size * reach
                error = error + DoubleDoubleError.units(4) * (size + error + c.magnitude) + c.radius
                size = size + c.magnitude
            }
            return size.value < 1e250 ? error : .infinity
        }
        return DoubleDoubleJetErrors(
            value: error(coefficients[0]), first: error(coefficients[1]), second: error(coefficients[2]))
    }
}
