import Certify
import Networks
import Rigor
import TestSupport

extension Activation {
    /// Every kind of activation there is: those with a name, and a polynomial without symmetry whose coefficients are
    /// no float64 numbers.
    static let tested: [Activation] =
        allNamed
        + [
            RationalPolynomial([
                Rational(1, 3), Rational(-1, 5), Rational(2, 7), .zero, Rational(1, 11), Rational(-1, 35),
            ])
        ].compactMap { $0 }.map { .polynomial($0) }
}

enum Sample {
    /// A rational with a small denominator in [-size, size]: exact in float64 when `isDyadic`.
    static func rational(_ size: Int, dyadic isDyadic: Bool, _ generator: inout SeededGenerator) -> Rational {
        let denominator = isDyadic ? 64 : 35
        return Rational(Int.random(in: (-size * denominator)...(size * denominator), using: &generator), denominator)
    }

    static func problem(
        _ activation: Activation, dimension: Int, count: Int, teacherWidth: Int? = 2, dyadic: Bool = true,
        _ generator: inout SeededGenerator
    ) throws -> TwoLayerProblem {
        let points = (0..<count).map { _ in (0..<dimension).map { _ in rational(2, dyadic: dyadic, &generator) } }
        let labels: Labels
        if let teacherWidth {
            labels = .teacher(
                Teacher(
                    neurons: (0..<teacherWidth).map { _ in
                        Teacher.Neuron(
                            weights: (0..<dimension).map { _ in rational(1, dyadic: false, &generator) },
                            output: rational(1, dyadic: false, &generator))
                    }))
        } else {
            labels = .given(numbers: (0..<count).map { _ in rational(1, dyadic: dyadic, &generator) })
        }
        return try TwoLayerProblem(activation: activation, data: .points(points), labels: labels)
    }

    static func point(_ count: Int, _ generator: inout SeededGenerator) -> [Dyadic] {
        (0..<count).map { _ in Dyadic(exactly: Double.random(in: -1.5...1.5, using: &generator)) ?? .zero }
    }

    /// `point` moved by less than `radius` in a random direction; the movement is exact.
    static func moved(_ point: [Dyadic], by radius: Double, _ generator: inout SeededGenerator) -> [Dyadic] {
        let step = radius / Double(point.count).squareRoot() * 0.99
        return point.map { $0 + (Dyadic(exactly: Double.random(in: -step...step, using: &generator)) ?? .zero) }
    }
}

extension Bounds {
    func meets(_ other: Bounds) -> Bool { lower <= other.upper && other.lower <= upper }
}

extension LocalEnclosure {
    /// Whether two enclosures can enclose the same numbers.
    func meets(_ other: LocalEnclosure) -> Bool {
        guard loss.meets(other.loss) else { return false }
        if let mine = gradient, let its = other.gradient {
            for i in 0..<mine.count where !mine.bounds(i).meets(its.bounds(i)) { return false }
        }
        if let mine = hessian, let its = other.hessian {
            for i in 0..<mine.rows {
                for k in 0..<mine.columns where !mine.bounds(i, k).meets(its.bounds(i, k)) { return false }
            }
        }
        return true
    }
}
