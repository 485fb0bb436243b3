import Rigor

/// A row of exact coefficients, most of them 0, with constants on the right side.
struct SparseRow {
    /// Ascending columns, no zeros.
    private var entries = [(column: Int, value: Rational)]()
    private(set) var constants: [Rational]

    init(constants: [Rational]) { self.constants = constants }

    var leading: (column: Int, value: Rational)? { entries.first }

    /// - Precondition: the column is beyond those that are there.
    mutating func append(_ column: Int, _ value: Rational) {
        if !value.isZero { entries.append((column, value)) }
    }

    func divided(by divisor: Rational) -> SparseRow {
        let factor = divisor.reciprocal
        var result = SparseRow(constants: constants.map { $0 * factor })
        result.entries = entries.map { ($0.column, $0.value * factor) }
        return result
    }

    mutating func subtract(_ other: SparseRow, times factor: Rational) {
        var merged = [(column: Int, value: Rational)](), rest = entries[...]
        for (column, value) in other.entries {
            while let first = rest.first, first.column < column {
                merged.append(first)
                rest.removeFirst()
            }
            var difference = -(value * factor)
            if let first = rest.first, first.column == column {
                difference = difference + first.value
                rest.removeFirst()
            }
            if !difference.isZero { merged.append((column, difference)) }
        }
        entries = merged + rest
        constants = zip(constants, other.constants).map { $0 - $1 * factor }
    }
}
