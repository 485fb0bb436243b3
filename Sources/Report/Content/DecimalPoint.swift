import Certify
import Rigor

/// A point in decimals that hold it: every coordinate of the point lies within `margin` of the decimal printed for it.
struct DecimalPoint {
    let coordinates: [String]
    let margin: Double

    /// - Parameter radius: the point meant lies in the ball of this radius around `centre`.
    init(_ centre: [Dyadic], radius: Double, digits: Int = 12) {
        var worst = Rational.zero, isReadable = true
        coordinates = centre.map { value in
            let text = BigFloat(value, precision: Precision(bits: 128), rounding: .nearest).decimal(
                digits: digits, rounding: .nearest)
            // whatever the roundings on the way here: the margin compares the text itself with the exact value
            if let printed = try? Rational(decimal: text) {
                let difference = printed - Rational(value)
                worst = max(worst, difference < .zero ? -difference : difference)
            } else {
                isReadable = false
            }
            return text
        }
        margin = isReadable ? Directed.addUp(worst.upperDouble, radius) : .infinity
    }
}
