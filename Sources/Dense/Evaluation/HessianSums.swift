import Rigor

/// Where the Hessian of `DenseProgram` is added up: entry by entry, by products of matrices, or as norms alone.
///
/// Points come in blocks. For each block all its points are entered; then, for each unit (p, i), every point is handed
/// over, and the unit is closed.
enum HessianSums<Arithmetic: NetworkArithmetic> {
    case triangle(TriangleSums<Arithmetic>)
    case products(ProductSums<Arithmetic>)
    case norms(NormSums<Arithmetic>)

    /// Points in a block.
    var block: Int {
        switch self {
        case .triangle, .norms: 1
        case .products(let sums): sums.block
        }
    }

    /// Forgets everything.
    func begin() {
        switch self {
        case .triangle(let sums): sums.begin()
        case .products(let sums): sums.begin()
        case .norms(let sums): sums.begin()
        }
    }

    /// Values and derivatives of point k of the block are those of the pass.
    func enter(point k: Int, _ pass: DensePass<Arithmetic>) {
        switch self {
        case .triangle(let sums): sums.enter(pass)
        case .products(let sums): sums.enter(point: k, pass)
        case .norms(let sums): sums.enter(pass)
        }
    }

    /// The rows of unit (p, i), of point k of the block.
    func add(point k: Int, layer p: Int, unit i: Int, _ direction: UnitDirection<Arithmetic>) {
        switch self {
        case .triangle(let sums): sums.add(layer: p, unit: i, direction)
        case .products(let sums): sums.add(point: k, layer: p, unit: i, direction)
        case .norms(let sums): sums.add(layer: p, unit: i, direction)
        }
    }

    /// All `count` points of the block were handed over for this unit.
    func close(layer p: Int, unit i: Int, count: Int) {
        switch self {
        case .triangle, .norms: break
        case .products(let sums): sums.close(layer: p, unit: i, count: count)
        }
    }

    /// Adds to an entry on the diagonal.
    func addDiagonal(_ place: Int, _ value: Arithmetic.Number) {
        switch self {
        case .triangle(let sums): sums.addDiagonal(place, value)
        case .products(let sums): sums.addDiagonal(place, value)
        case .norms(let sums): sums.addDiagonal(value)
        }
    }
}

/// Every entry a number of the arithmetic, on and above the diagonal.
final class TriangleSums<Arithmetic: NetworkArithmetic> {
    typealias Number = Arithmetic.Number
    private let layout: DenseLayout
    private let zero: Number
    private var rates: UnitRates<Number>
    /// Row by row, from the diagonal on.
    private var entries: [Number] = []
    /// Of one unit, at the places from its first weight on.
    private var row: [Number] = []

    init(layout: DenseLayout, arithmetic: Arithmetic) {
        self.layout = layout
        zero = arithmetic.number(0)
        rates = UnitRates(layout: layout, inputs: [], delta: [])
    }

    func begin() {
        let P = layout.count
        entries = [Number](repeating: zero, count: P * (P + 1) / 2)
        row = [Number](repeating: zero, count: P)
    }

    func enter(_ pass: DensePass<Arithmetic>) {
        rates.inputs = pass.values
        rates.delta = pass.delta
    }

    func add(layer p: Int, unit i: Int, _ direction: UnitDirection<Arithmetic>) {
        let P = layout.count, first = layout.row(p, i), width = layout.width(p - 1), inputs = rates.inputs[p]
        rates.forEach(layer: p, unit: i, S: direction.delta, change: direction.values) { row[$0] = $1 }
        entries.withUnsafeMutableBufferPointer { entries in
            row.withUnsafeBufferPointer { row in
                for a in 0..<width {
                    let factor = inputs[a], start = place(first + a, 0)
                    for column in (first + a)..<P {
                        entries[start + column] = entries[start + column] + factor * row[column]
                    }
                }
                guard layout.hasBias(p) else { return }
                let bias = layout.bias(p, i), start = place(bias, 0)
                for column in bias..<P { entries[start + column] = entries[start + column] + row[column] }
            }
        }
    }

    func addDiagonal(_ place: Int, _ value: Number) {
        let index = self.place(place, place)
        entries[index] = entries[index] + value
    }

    /// Where an entry on or above the diagonal stands.
    private func place(_ row: Int, _ column: Int) -> Int { row * layout.count - row * (row + 1) / 2 + column }

    subscript(row: Int, column: Int) -> Number { entries[place(min(row, column), max(row, column))] }
}
