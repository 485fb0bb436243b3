import Rigor

/// Sums over the data in one arithmetic, to be read by place (`SumPlaces`).
protocol SumsOverData {
    associatedtype Number: RealField
    var places: SumPlaces { get }
    func square(_ place: Int) -> Number
    func value(_ place: Int) -> Number
    func slope(_ place: Int) -> Number
    func curvature(_ place: Int) -> Number
    func gram(_ place: Int) -> Number
}

/// Loss, gradient and Hessian of a two-layer student from its sums over the data, by the formulas of
/// ``TwoLayerLandscape`` as they stand: one program for MPFR intervals, double-double balls and
/// plain float64.
/// `TwoLayerFloat64Evaluator`, whose bounds come once and at the end, is written by hand.
struct TwoLayerAssembly<Sums: SumsOverData> {
    typealias Number = Sums.Number

    private let sums: Sums
    private let layout: ParameterLayout
    private let zero: Number
    private let divisor: Number
    /// 2c, a_jq, and 2c a_jq.
    private let scale: Number
    private let outputs: [Number]
    private let scaled: [Number]
    private let decay: DecayTerms<Number>?

    /// - Parameters:
    ///   - outputs: a_jq, unit by unit; those of the constant are not used.
    ///   - divisor: 1/c.
    ///   - decay: what is added to the mean of squared residuals.
    ///   - number: makes integers.
    init(
        _ sums: Sums, outputs: [Number], divisor: Int, decay: DecayTerms<Number>? = nil,
        number: (Int) -> Number
    ) {
        self.decay = decay
        self.sums = sums
        layout = sums.places.layout
        zero = number(0)
        self.divisor = number(divisor)
        let scale = number(2) / self.divisor
        self.scale = scale
        self.outputs = outputs
        scaled = outputs.map { scale * $0 }
    }

    /// The sum of a term over the outputs.
    @inline(__always)
    private func sum(_ term: (Int) -> Number) -> Number {
        var result = term(0)
        for q in 1..<max(1, layout.outputCount) { result = result + term(q) }
        return result
    }

    var loss: Number {
        let mean = sum { sums.square($0) } / divisor
        return decay.map { mean + $0.value(zero) } ?? mean
    }

    /// n components.
    func gradient() -> [Number] {
        let places = sums.places
        var result = [Number](repeating: zero, count: layout.count)
        for j in 0..<layout.width {
            for c in 0..<layout.inputDimension {
                result[layout.weight(j, c)] = sum { q in scaled[places.value(j, q)] * sums.slope(places.slope(j, q, c))
                }
            }
        }
        for j in 0..<layout.units {
            for q in 0..<layout.outputCount { result[layout.output(j, q)] = scale * sums.value(places.value(j, q)) }
        }
        if let decay { for i in result.indices { result[i] = result[i] + decay.slope(i) } }
        return result
    }

    /// n by n, row-major; only the upper triangle is filled.
    func hessian() -> [Number] {
        let places = sums.places, columns = places.columns
        let m = layout.width, d = layout.inputDimension, k = layout.outputCount, n = layout.count
        var result = [Number](repeating: zero, count: n * n)
        for i in 0..<m {
            for j in i..<m {
                // a_i·a_j
                let product = sum { q in
                    let a = outputs[places.value(i, q)]
                    return i == j ? a.squared() : a * outputs[places.value(j, q)]
                }
                for c in 0..<d {
                    for b in (i == j ? c : 0)..<d {
                        var entry = scale * sums.gram(places.gram(columns.weight(i, c), columns.weight(j, b))) * product
                        if i == j {
                            entry =
                                entry
                                + sum { q in
                                    scaled[places.value(i, q)] * sums.curvature(places.curvature(i, q, c) + b - c)
                                }
                        }
                        result[layout.weight(i, c) * n + layout.weight(j, b)] = entry
                    }
                }
            }
            for c in 0..<d {
                let row = layout.weight(i, c) * n
                for j in 0..<layout.units {
                    let mixed = scale * sums.gram(places.gram(columns.weight(i, c), columns.output(j)))
                    for q in 0..<k {
                        var entry = mixed * outputs[places.value(i, q)]
                        if i == j { entry = entry + scale * sums.slope(places.slope(j, q, c)) }
                        result[row + layout.output(j, q)] = entry
                    }
                }
            }
        }
        for i in 0..<layout.units {
            for j in i..<layout.units {
                let values = scale * sums.gram(places.gram(columns.output(i), columns.output(j)))
                for q in 0..<k { result[layout.output(i, q) * n + layout.output(j, q)] = values }
            }
        }
        if let decay { for i in 0..<n { result[i * n + i] = result[i * n + i] + decay.curvature(i) } }
        return result
    }
}

extension TwoLayerAssembly {
    /// Hands over the entries of the Hessian on and above the diagonal, each with row and column.
    func forEachHessianEntry(_ take: (Int, Int, Number) -> Void) {
        let entries = hessian(), n = layout.count
        for row in 0..<n { for column in row..<n { take(row, column, entries[row * n + column]) } }
    }
}

/// sum_i lambda_i theta_i² and its derivatives in one arithmetic.
struct DecayTerms<Number: RealField> {
    /// lambda_i and theta_i of every parameter.
    let coefficients: [Number]
    let parameters: [Number]

    func value(_ zero: Number) -> Number {
        zip(coefficients, parameters).reduce(zero) { $0 + $1.0 * $1.1.squared() }
    }
    /// 2 lambda_i theta_i
    func slope(_ i: Int) -> Number { curvature(i) * parameters[i] }
    /// 2 lambda_i
    func curvature(_ i: Int) -> Number { coefficients[i] + coefficients[i] }
}

extension TwoLayerSums: SumsOverData {
    func square(_ place: Int) -> Double { squares[place] }
    func value(_ place: Int) -> Double { values[place] }
    func slope(_ place: Int) -> Double { slopes[place] }
    func curvature(_ place: Int) -> Double { curvatures[place] }
    func gram(_ place: Int) -> Double { gram[place] }
}
