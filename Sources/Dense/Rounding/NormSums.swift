import Rigor

/// What the Hessian may be off by in the Frobenius norm, and its size, from the norms of its factors alone: a model of
/// the rounding of others for networks of many parameters, no theorem.
///
/// The rows of a unit are a product A' C (`ProductSums`) of factors known with errors E and F. Of A' C that is |A| |F|
/// + |E| (|C| + |F|) and, for N products added up in any order, (N + 2) u |A| |C| (Cauchy and Schwarz).
final class NormSums<Arithmetic: NetworkArithmetic> {
    /// Squares of the Frobenius norms of a factor and of its errors.
    private struct Squares {
        var value = 0.0
        var error = 0.0

        mutating func add<Number: RealField>(_ number: Number) {
            let (midpoint, radius) = number.midpointAndRadius
            value += midpoint * midpoint
            error += radius * radius
        }
    }

    private let layout: DenseLayout
    private var rates: UnitRates<Arithmetic.Number>
    /// A of each layer.
    private var inputs: [Squares] = []
    /// C of each unit of each layer.
    private var factors: [[Squares]] = []
    private var diagonal = Squares()
    /// N.
    private var count = 0

    init(layout: DenseLayout) {
        self.layout = layout
        rates = UnitRates(layout: layout, inputs: [], delta: [])
    }

    func begin() {
        inputs = layout.widths.map { _ in Squares() }
        factors = layout.widths.map { [Squares](repeating: Squares(), count: $0) }
        diagonal = Squares()
        count = 0
    }

    func enter(_ pass: DensePass<Arithmetic>) {
        count += 1
        rates.inputs = pass.values
        rates.delta = pass.delta
        for p in inputs.indices {
            for value in pass.values[p] { inputs[p].add(value) }
            if layout.hasBias(p) { inputs[p].add(pass.one) }
        }
    }

    func add(layer p: Int, unit i: Int, _ direction: UnitDirection<Arithmetic>) {
        var squares = factors[p][i]
        rates.forEach(layer: p, unit: i, S: direction.delta, change: direction.values) { squares.add($1) }
        factors[p][i] = squares
    }

    func addDiagonal(_ value: Arithmetic.Number) { diagonal.add(value) }

    /// Size of the Hessian and of its error, both triangles of it.
    func norms(unitRoundoff u: Double) -> (value: Double, error: Double) {
        var value = diagonal.value, error = diagonal.error + diagonal.value * u * u
        for (A, units) in zip(inputs, factors) {
            let a = A.value.squareRoot(), e = A.error.squareRoot()
            for C in units {
                let c = C.value.squareRoot(), f = C.error.squareRoot()
                let off = a * f + e * (c + f) + Double(count + 2) * u * a * c
                value += 2 * a * a * c * c
                error += 2 * off * off
            }
        }
        return (value.squareRoot(), error.squareRoot())
    }
}
