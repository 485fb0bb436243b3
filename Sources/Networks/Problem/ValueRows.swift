import Rigor

/// The rows r of exact coefficients in f(x) = r·(unknown numbers that the network determines), for
/// `ResidualDependence`.
///
/// The unknown numbers are those of its theorem: O_v and E_v of each class of points, or the moments m_alpha of a
/// polynomial activation, then S, b and W.
struct ValueRows {
    private let parts: SymmetryDecomposition
    private let hasOutputBias: Bool
    /// The exponents alpha of the monomials x^alpha; nil for activations that are no polynomials, and where they are
    /// too many.
    private let exponents: [[Int]]?
    /// The number of each class of points that was met.
    private var classes = [[Rational]: Int]()

    /// Reducing rows of M monomials at N points takes about N M² operations; where that is more than this, symmetry is
    /// all that is used.
    private static let largestWork = 20_000_000

    init(_ problem: TwoLayerProblem) {
        parts = SymmetryDecomposition(problem.activation)
        hasOutputBias = problem.outputBias.isTrained
        if case .polynomial(let polynomial) = problem.activation {
            exponents = Self.exponents(of: polynomial, dimension: problem.data.dimension, points: problem.data.count)
        } else {
            exponents = nil
        }
    }

    /// Those of the powers that occur, 1 and higher.
    private static func exponents(of polynomial: RationalPolynomial, dimension d: Int, points: Int) -> [[Int]]? {
        var result = [[Int]]()
        for power in polynomial.coefficients.indices.dropFirst() where !polynomial.coefficients[power].isZero {
            // by the exponent of one coordinate after the other, up to those that are left
            var partial: [(exponents: [Int], left: Int)] = [([], power)]
            for c in 0..<d {
                partial = partial.flatMap { (chosen, left) in
                    (c == d - 1 ? left...left : 0...left).map { (chosen + [$0], left - $0) }
                }
                let count = result.count + partial.count
                guard count < 1 << 16, points * count * count <= largestWork else { return nil }
            }
            result += partial.map(\.exponents)
        }
        return result
    }

    /// Appends the coefficients at the point x.
    mutating func append(_ x: [Rational], to row: inout SparseRow) {
        if let exponents {
            for (number, alpha) in exponents.enumerated() {
                row.append(number, zip(x, alpha).reduce(Rational.one) { $0 * $1.0.power($1.1) })
            }
        } else {
            let (v, sign) = parts.classified(x)
            let number = classes[v, default: classes.count]
            classes[v] = number
            if parts.hasOddPart, !v.isZeroVector { row.append(2 * number, Rational.one.oriented(sign)) }
            if parts.hasEvenPart, !(v.isZeroVector && parts.evenPartVanishesAtZero) {
                row.append(2 * number + 1, .one)
            }
        }
        row.append(Self.shared, parts.constant)
        row.append(Self.shared + 1, hasOutputBias ? .one : .zero)
        guard exponents == nil else { return }
        for (c, coordinate) in x.enumerated() { row.append(Self.shared + 2 + c, parts.slope * coordinate) }
    }

    /// The column of S, beyond those of all classes and monomials, which are eliminated first; b and W follow.
    private static let shared = 1 << 40
}

extension Rational {
    /// x^n, n at least 0; 0^0 = 1.
    fileprivate func power(_ n: Int) -> Rational { (0..<n).reduce(Rational.one) { power, _ in power * self } }
}
