import Rigor

/// A polynomial p with rational coefficients as activation; z, z² and z³ are such.
///
/// The functions (v·x)^k of different classes depend on each other as soon as there are enough of them: networks of
/// different input weights may be one function. Nothing here says how many neurons a function needs (`leastWidth`), and
/// with it nothing is said about levels and numbers of pieces.
struct PolynomialActivation: ActivationFacts {
    private let polynomial: RationalPolynomial

    init(_ polynomial: RationalPolynomial) { self.polynomial = polynomial }

    /// c0 and c1 are the first coefficients, O the other odd powers, E the other even ones. s'(0) = c1.
    var symmetry: SymmetryDecomposition {
        let c = polynomial.coefficients
        func has(_ remainder: Int) -> Bool { c.indices.contains { $0 >= 2 && $0 % 2 == remainder && !c[$0].isZero } }
        return SymmetryDecomposition(
            c[0], c[1], odd: has(1), even: has(0), evenPartVanishesAtZero: true, slopeAtZero: c[1])
    }

    var reflection: Activation.Reflection { symmetry.isOdd ? .odd : .none }

    func leastWidth(_ form: NetworkNormalForm, dimension d: Int) -> Int? { nil }

    /// p^(order): the sum of its powers, each of which is sharp.
    private func derivative(_ order: Int, _ z: Interval) -> Interval {
        polynomial.derivative(order).enumerated().reduce(.zero(precision: z.precision)) { sum, term in
            term.element.isZero
                ? sum : sum + Interval(enclosing: term.element, precision: z.precision) * z.power(term.offset)
        }
    }

    func jet(_ z: Interval) -> [Interval] { (0...3).map { derivative($0, z) } }

    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        (derivative(4, z), derivative(5, z))
    }

    /// sum |coefficient| reach^i.
    func suprema(reach: Double) -> [Double] {
        (0...4).map { order in
            polynomial.derivative(order).reversed().reduce(UpperBound(0)) {
                $0 * UpperBound(reach) + UpperBound($1.magnitude.upperDouble)
            }.value
        }
    }

    var float64Form: Float64Form { .ofArgument(PolynomialForm(polynomial)) }
    var doubleDoubleForm: DoubleDoubleForm? { .ofArgument(DoubleDoublePolynomial(polynomial)) }

    /// Long coefficients are read again at every point.
    var jetCost: Double {
        let bits = polynomial.coefficients.reduce(0) { $0 + $1.numerator.bitLength + $1.denominator.bitLength }
        return 8 + 6 * Double(polynomial.degree) + Double(bits) / 256
    }

    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        func value(_ order: Int) -> Double {
            polynomial.derivative(order).reversed().reduce(0) { $0 * z + $1.nearestDouble }
        }
        return (value(0), value(1), value(2), value(3))
    }
}

/// A polynomial and its derivatives in float64, by Horner's rule with the coefficients c~_i of each rounded.
///
/// **Errors.** Horner's rule of degree n is exact for coefficients c~_i (1 + d_i), |d_i| <= gamma_2n (Higham, Accuracy
/// and Stability, 5.1), so it errs by gamma_2n sum |c~_i| |z|^i, and rounding the coefficients by sum |c_i - c~_i|
/// |z|^i. A product that underflows loses 2^-1075 more, and is multiplied by at most |z|^n afterwards. Nothing
/// overflows where sum |c~_i| max(1, |z|)^i < 1e300: no intermediate number is larger, up to its rounding. Elsewhere
/// the bound is infinite.
private struct PolynomialForm: ArgumentForm {
    /// c~_i and bounds of |c_i - c~_i| of the polynomial and its first three derivatives, by descending powers.
    private let coefficients: [[Double]]
    private let errors: [[Double]]

    init(_ polynomial: RationalPolynomial) {
        let exact = (0...3).map { Array(polynomial.derivative($0).reversed()) }
        coefficients = exact.map { $0.map(\.nearestDouble) }
        errors = zip(exact, coefficients).map { exact, rounded in
            zip(exact, rounded).map { c, approximation in
                Rational(exactly: approximation).map { (c - $0).magnitude.upperDouble } ?? .infinity
            }
        }
    }

    /// Larger ones make the bounds infinite.
    var largestArgument: Double { 1e100 }

    func fillJets(from arguments: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets) {
        for (q, values) in [jets.value, jets.first, jets.second, jets.third].prefix(order + 1).enumerated() {
            let leading = coefficients[q].first ?? 0
            for k in 0..<count { values[k] = leading }
            for c in coefficients[q].dropFirst() {
                for k in 0..<count { values[k] = values[k] * arguments[k] + c }
            }
        }
    }

    func roundingErrors(reach: Double) -> [Double] {
        zip(coefficients, errors).map { coefficients, errors in
            let z = UpperBound.max(1, UpperBound(reach)), n = coefficients.count
            func sum(_ terms: [Double], at z: UpperBound) -> UpperBound {
                terms.reduce(UpperBound(0)) { $0 * z + UpperBound(abs($1)) }
            }
            guard sum(coefficients, at: z).value < 1e300 else { return .infinity }
            let power = (0..<n).reduce(UpperBound(1)) { power, _ in power * z }
            return
                (UpperBound(Directed.gamma(2 * n + 2)) * sum(coefficients, at: UpperBound(reach))
                + sum(errors, at: UpperBound(reach)) + UpperBound(0x1p-1000) * power).value
        }
    }
}
