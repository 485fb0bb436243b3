import Interchange
import Networks
import Rigor

/// Given labels that look like the rounded values of something that was computed, and what their rounding alone may
/// amount to in a loss.
///
/// Whether a teacher made them nobody can tell from the numbers, so nothing here is a theorem about a candidate. What
/// is proved is the level: if y_i = t_i (1 + delta_i) or y_i (1 + delta_i) = t_i with |delta_i| <= u, as rounding to
/// nearest gives where nothing underflows, then |y_i - t_i| <= u |y_i| (1 + 2u) at most, and a network whose values
/// are the t_i has the loss
///
///     c sum omega_i |y_i - t_i|² <= (1 + 2u)² u² c sum omega_i |y_i|².
///
/// Decimals may be rounded to digits or to places: h, half a unit of the last place that any label has, is added to
/// u |y_i|, and one of the two covers it.
public struct LabelRounding: Sendable, Hashable {
    /// What the labels are rounded to.
    public enum Format: Sendable, Hashable {
        /// Every label is a binary number of 24 bits, and most need them.
        case float32
        /// Every label is a binary number of 53 bits, and most need them.
        case float64
        /// Every label is a decimal of this many significant digits, and most need them, the last one aside.
        case decimal(digits: Int)

        /// In words: "float32 numbers".
        public var name: String {
            switch self {
            case .float32: "float32 numbers"
            case .float64: "float64 numbers"
            case .decimal(let digits): "decimals of \(digits) digits"
            }
        }

        /// u, of decimals half a unit of the last digit of 1.
        var unitRoundoff: UpperBound {
            switch self {
            case .float32: UpperBound(0x1p-24)
            case .float64: UpperBound(0x1p-53)
            case .decimal(let digits):
                UpperBound((Rational(5) / Rational(10).power(digits)).upperDouble)
            }
        }
    }

    public let format: Format
    /// A network whose values these labels are, rounded once, has at most this loss, a decay aside.
    public let roundedLossUpper: Double
    /// c sum omega_i |y_i|², the loss of a network that is 0, rounded up.
    public let zeroLossUpper: Double

    /// Nil when the labels come from a teacher, or do not look rounded: fewer than half of those that are not 0 need
    /// the digits of a format that holds them all.
    public init?(_ problem: TwoLayerProblem) {
        guard case .given(let rows) = problem.labels else { return nil }
        let numbers = rows.lazy.flatMap { $0 }.filter { !$0.isZero }
        guard let (format, halfUnit) = Self.format(of: numbers) else { return nil }
        let roundoff = format.unitRoundoff * UpperBound(0x1.004p0)
        var sum: UpperBound = 0, rounded: UpperBound = 0
        for (index, row) in rows.enumerated() {
            let weight = UpperBound(problem.weights?[index].upperDouble ?? 1)
            for number in row {
                let magnitude = UpperBound(number.magnitude.upperDouble), error = roundoff * magnitude + halfUnit
                sum = sum + weight * magnitude * magnitude
                rounded = rounded + weight * error * error
            }
        }
        let outputs = problem.loss == .meanSquaredError ? problem.outputCount : 1
        let share = UpperBound(Rational(1, problem.data.count * outputs).upperDouble)
        self.format = format
        zeroLossUpper = (sum * share).value
        roundedLossUpper = (rounded * share).value
    }

    // MARK: Digits

    /// The format, and h.
    private static func format(of numbers: some Sequence<Rational>) -> (format: Format, halfUnit: UpperBound)? {
        let numbers = Array(numbers)
        guard !numbers.isEmpty else { return nil }
        /// Whether at least half of the numbers need at least this many digits, the largest number that any needs
        /// being `most`.
        func need(_ digits: [Int], _ least: Int) -> Bool { 2 * digits.count { $0 >= least } >= digits.count }
        if numbers.allSatisfy(\.isDyadic) {
            let bits = numbers.map(significantBits), most = bits.max() ?? 0
            // of numbers that were rounded, seven in eight end within the last three bits
            if (22...24).contains(most), need(bits, 21) { return (.float32, 0) }
            if (51...53).contains(most), need(bits, 50) { return (.float64, 0) }
            return nil
        }
        var digits: [Int] = [], mostPlaces = 0
        for number in numbers {
            guard let (count, places) = decimalDigits(number) else { return nil }
            digits.append(count)
            mostPlaces = max(mostPlaces, places)
        }
        let most = digits.max() ?? 0
        guard (6...longestDecimal).contains(most), need(digits, most - 1) else { return nil }
        let unit = Rational(10).power(mostPlaces).reciprocal
        return (.decimal(digits: most), UpperBound((unit / Rational(2)).upperDouble))
    }

    /// Bits from the first to the last that is 1, of a dyadic number.
    private static func significantBits(_ number: Rational) -> Int {
        number.numerator.bitLength - number.numerator.trailingZeroBits
    }

    private static let longestDecimal = 17

    /// Digits from the first to the last that is not 0, and places after the point; nil when that is no decimal of at
    /// most 17 digits.
    private static func decimalDigits(_ number: Rational) -> (digits: Int, places: Int)? {
        // of a decimal fraction in lowest terms the denominator is 2^a 5^b; numbers near 1 need no more than this
        var scaled = number.magnitude, steps = 0
        while !scaled.isInteger {
            guard steps < 40 else { return nil }
            scaled = scaled * Rational(10)
            steps += 1
        }
        let text = "\(scaled.numerator)".reversed().drop { $0 == "0" }
        return text.count <= longestDecimal ? (text.count, steps) : nil
    }
}

// MARK: Beside a verdict

extension LabelRounding {
    /// What a remark about this loss says.
    public enum Level: Sendable, Hashable {
        /// The loss is no larger than the rounding of the labels may make that of a network whose values they are.
        case ofRounding
        /// It is larger, and still as small as a loss is near such a network.
        case near
    }

    /// A computation in the format of the labels is off by some roundings, not by one: as many as these.
    private static let roundings = UpperBound(16)

    /// Nil for a loss that is far above the level.
    ///
    /// - Parameter isOfPoint: whether the loss is that of a certified point. Otherwise it is that of the candidate,
    ///   which lies off the point it was to stand for: then, as where the enclosure holds 0, it is near when it is
    ///   below u times that of a network that is 0.
    func level(of loss: Bounds, isOfPoint: Bool) -> Level? {
        let upper = loss.upper
        if upper <= (UpperBound(roundedLossUpper) * Self.roundings * Self.roundings).value { return .ofRounding }
        let near = UpperBound(zeroLossUpper) * format.unitRoundoff
        return (!isOfPoint || loss.lower <= 0) && upper <= near.value ? .near : nil
    }
}
