import Rigor

/// The Hessian as a sum of verified matrix products, for networks of many parameters.
///
/// **Formula.** The rows of unit (p, i), from the column of its first weight on, are
///
///     H_(p,i) = sum_k (h_(p-1), 1)_k c_k'  =  A' C
///
/// with c_k the rates of the gradient at point k (`UnitRates`), one product of matrices for each unit: A has a row for
/// every point and a column for every weight of the unit and its bias, the same for all units of a layer, C a row for
/// every point. (`DenseProgram` proves H = h c; the sum over points is the product.) Both factors are enclosed, from
/// what the arithmetic of the program gives, as midpoints and radii, and `MatrixEnclosure` multiplies and adds with
/// proved bounds. About N P²/2 products, of float64 numbers whatever the arithmetic of the factors; so no entry is
/// sharper than float64 makes it.
final class ProductSums<Arithmetic: NetworkArithmetic> {
    private let layout: DenseLayout
    /// Where the units of layer l begin, counting all units.
    private let firstUnits: [Int]
    /// Of each unit the rows of its weights and its bias, from the column of its first weight on.
    private var rows: [MatrixEnclosure?]
    /// Added to the diagonal.
    private var diagonal: [Float64Interval]
    /// Of each point of the block.
    private var rates: [UnitRates<Float64Interval>]
    /// A' of the layer that is worked on.
    private var inputs: (layer: Int, matrix: MatrixEnclosure)?
    /// C of the unit that is worked on, row by row.
    private var midpoints: [Double] = []
    private var radii: [Double] = []

    /// Fewer parameters cost less entry by entry.
    static var smallestOrder: Int { 48 }

    let block = 256

    init(layout: DenseLayout) {
        self.layout = layout
        firstUnits = layout.widths.indices.map { layout.widths[..<$0].reduce(0, +) }
        rows = []
        diagonal = []
        rates = [UnitRates](
            repeating: UnitRates(layout: layout, inputs: [], delta: []), count: block)
    }

    func begin() {
        rows = [MatrixEnclosure?](repeating: nil, count: layout.widths.reduce(0, +))
        diagonal = [Float64Interval](repeating: Float64Interval(0, 0), count: layout.count)
        inputs = nil
    }

    func enter(point k: Int, _ pass: DensePass<Arithmetic>) {
        rates[k].inputs = Self.enclosed(pass.values)
        rates[k].delta = Self.enclosed(pass.delta)
        inputs = nil
    }

    private static func enclosed(_ values: [[Arithmetic.Number]]) -> [[Float64Interval]] {
        values.map { $0.map { Float64Interval($0.lowerDouble, $0.upperDouble) } }
    }

    func add(point k: Int, layer p: Int, unit i: Int, _ direction: UnitDirection<Arithmetic>) {
        let first = layout.row(p, i), columns = layout.count - first, needed = block * columns
        if midpoints.count < needed {
            midpoints = [Double](repeating: 0, count: needed)
            radii = midpoints
        }
        let start = k * columns - first
        let S = Self.enclosed(direction.delta), change = Self.enclosed(direction.values)
        midpoints.withUnsafeMutableBufferPointer { midpoints in
            radii.withUnsafeMutableBufferPointer { radii in
                rates[k].forEach(layer: p, unit: i, S: S, change: change) { place, rate in
                    (midpoints[start + place], radii[start + place]) = rate.midpointAndRadius
                }
            }
        }
    }

    func close(layer p: Int, unit i: Int, count: Int) {
        let columns = layout.count - layout.row(p, i), unit = firstUnits[p] + i
        let factors = MatrixEnclosure(
            rows: count, columns: columns, midpoint: Array(midpoints[..<(count * columns)]),
            radius: Array(radii[..<(count * columns)]))
        let product = transposedInputs(p, count) * factors
        rows[unit] = rows[unit].map { $0 + product } ?? product
    }

    /// A' of layer p: a row for every weight of a unit and one for its bias, a column for every point.
    private func transposedInputs(_ p: Int, _ count: Int) -> MatrixEnclosure {
        if let inputs, inputs.layer == p { return inputs.matrix }
        let width = layout.width(p - 1)
        var matrix = MatrixEnclosure.zero(rows: width + (layout.hasBias(p) ? 1 : 0), columns: count)
        for k in 0..<count {
            for a in 0..<width {
                let place = a * count + k
                (matrix.midpoint[place], matrix.radius[place]) = rates[k].inputs[p][a].midpointAndRadius
            }
            if layout.hasBias(p) { matrix.midpoint[width * count + k] = 1 }
        }
        inputs = (p, matrix)
        return matrix
    }

    func addDiagonal(_ place: Int, _ value: Arithmetic.Number) {
        diagonal[place] = diagonal[place] + Float64Interval(value.lowerDouble, value.upperDouble)
    }

    /// The sum, P by P, symmetric.
    func matrix() -> MatrixEnclosure {
        let P = layout.count
        var result = MatrixEnclosure.zero(rows: P, columns: P)
        for p in 0..<layout.depth {
            let width = layout.width(p - 1)
            for i in 0..<layout.width(p) {
                // without points there are no products
                guard let own = rows[firstUnits[p] + i] else { continue }
                let first = layout.row(p, i)
                for a in 0..<own.rows {
                    let row = a < width ? first + a : layout.bias(p, i)
                    for column in row..<P {
                        let place = own.index(a, column - first)
                        for entry in [row * P + column, column * P + row] {
                            result.midpoint[entry] = own.midpoint[place]
                            result.radius[entry] = own.radius[place]
                        }
                    }
                }
            }
        }
        for place in 0..<P {
            let (midpoint, radius) = diagonal[place].midpointAndRadius
            let sum =
                MatrixEnclosure(rows: 1, columns: 1, midpoint: [midpoint], radius: [radius])
                + result.principalSubmatrix([place])
            result.midpoint[place * P + place] = sum.midpoint[0]
            result.radius[place * P + place] = sum.radius[0]
        }
        return result
    }
}
