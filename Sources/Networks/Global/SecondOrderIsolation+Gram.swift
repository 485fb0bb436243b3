import Certify
import Rigor

/// The matrix [J, G]'[J, G] of `SecondOrderIsolation`, by whose eigenvalues the rank of [J, G] is counted.
///
/// The rows of [J, G] are those of data points and outputs. All of its entries at one point are combinations of the
/// columns
///
///     s'_j x_c (all neurons j, c = 1 .. d),     s_j,     1 with an output bias,     s''_p x_c x_e (pairs p, c <= e)
///
/// which know nothing of outputs. With B the Gram matrix of these columns over the data, and D_q the rational matrix
/// that makes the rows of output q of them (a_jq for the input weights, 1 for the outputs q and the output bias q, h_pq
/// for G), it is sum_q D_q' B D_q. Sample weights, being positive, would not change the rank, and are left out.
extension SecondOrderIsolation {
    /// Number of columns of B.
    private var columnCount: Int {
        network.width * (dimension + 1) + (network.outputBias.isEmpty ? 0 : 1) + extraColumns
    }

    /// An enclosure of [J, G]'[J, G] over the data.
    package func gram(
        _ landscape: TwoLayerLandscape, level: EvaluationLevel
    ) throws(EvaluationFailure) -> MatrixEnclosure {
        let columns: MatrixEnclosure
        if case .multiple(let precision) = level {
            columns = multiplePrecisionGram(landscape, max(precision, Precision(bits: 64)))
        } else {
            let values = try float64Columns(landscape)
            columns = values.transposed * values
        }
        return (0..<network.outputCount).reduce(nil) { (sum: MatrixEnclosure?, q) in
            let combination = combination(ofOutput: q)
            let part = combination.transposed * (columns * combination)
            return sum.map { $0 + part } ?? part
        } ?? columns
    }

    /// D_q.
    private func combination(ofOutput q: Int) -> MatrixEnclosure {
        let m = network.width, d = dimension, k = network.outputCount, biases = network.outputBias.count
        var result = MatrixEnclosure.zero(rows: columnCount, columns: network.parameters.count + extraColumns)
        func set(_ row: Int, _ column: Int, _ value: Rational) {
            let place = result.index(row, column)
            (result.midpoint[place], result.radius[place]) =
                Interval(enclosing: value, precision: Precision(bits: 64)).midpointAndRadius
        }
        for j in 0..<m {
            for c in 0..<d { set(j * d + c, j * d + c, network.outputs[j][q]) }
            set(m * d + j, m * d + j * k + q, .one)
        }
        let constants = biases == 0 ? 0 : 1
        if biases > 0 { set(m * (d + 1), m * (d + k) + q, .one) }
        let products = d * (d + 1) / 2
        for (p, pair) in pairs.enumerated() {
            for i in (p * products)..<((p + 1) * products) {
                set(m * (d + 1) + constants + i, m * (d + k) + biases + i, pair.direction[q])
            }
        }
        return result
    }

    /// B, every sum in MPFR.
    private func multiplePrecisionGram(_ landscape: TwoLayerLandscape, _ precision: Precision) -> MatrixEnclosure {
        let problem = landscape.problem, m = network.width, d = dimension, size = columnCount
        let values = IntervalNetwork(
            activation: problem.activation, data: problem.data, axes: landscape.sampleCache.samples(precision).axes,
            width: m, outputCount: network.outputCount, hasOutputBias: !network.outputBias.isEmpty,
            precision: precision)
        values.setParameters(network.parameters.map { Interval(enclosing: $0, precision: precision) })
        let kernel = values.kernel
        let columns = IntervalArray(count: size, precision: precision)
        let sums = IntervalArray(count: size * (size + 1) / 2, precision: precision)
        for i in 0..<(size * (size + 1) / 2) { kernel.setZero(sums.pointer(i)) }
        for i in 0..<problem.data.count {
            values.evaluate(point: i, jetOrder: 2)
            for j in 0..<m {
                for c in 0..<d {
                    kernel.multiply(columns.pointer(j * d + c), values.jet(1, j), values.inputs.pointer(c))
                }
                kernel.set(columns.pointer(m * d + j), values.jet(0, j))
            }
            var place = m * (d + 1)
            if !network.outputBias.isEmpty {
                columns[place] = Interval(1, precision: precision)
                place += 1
            }
            for pair in pairs {
                for c in 0..<d {
                    for e in c..<d {
                        let cell = columns.pointer(place)
                        kernel.multiply(cell, values.jet(2, pair.upright), values.inputs.pointer(c))
                        kernel.multiply(cell, cell, values.inputs.pointer(e))
                        place += 1
                    }
                }
            }
            var index = 0
            for r in 0..<size {
                for t in r..<size {
                    kernel.multiplyAdd(sums.pointer(index), columns.pointer(r), columns.pointer(t))
                    index += 1
                }
            }
        }
        var result = MatrixEnclosure.zero(rows: size, columns: size), index = 0
        for r in 0..<size {
            for t in r..<size {
                let entry = sums[index].midpointAndRadius
                for place in [r * size + t, t * size + r] {
                    (result.midpoint[place], result.radius[place]) = entry
                }
                index += 1
            }
        }
        return result
    }

    /// The columns of B in float64, a row for each data point: jets at the rounded parameters, with their error bounds
    /// over a ball that holds the exact ones.
    private func float64Columns(_ landscape: TwoLayerLandscape) throws(EvaluationFailure) -> MatrixEnclosure {
        let m = network.width, d = dimension, size = columnCount, samples = landscape.float64Samples
        let evaluator = try TwoLayerFloat64Evaluator(problem: landscape.problem, samples: samples, width: m)
        let (point, distance) = GlobalMinimumArgument.Uniqueness.centre(network.parameters)
        let parameters = try evaluator.parameters(of: Ball(centre: point, radius: distance))
        // how large the arguments are, on which the errors depend, is seen in a pass of its own
        evaluator.kernel.forEachBlock(w: parameters.w, a: parameters.a, jetOrder: 0) { _, _, _ in }
        let errors = try evaluator.jetErrors(parameters)
        var result = MatrixEnclosure.zero(rows: samples.count, columns: size)
        evaluator.kernel.forEachBlock(w: parameters.w, a: parameters.a, jetOrder: 2) { start, length, _ in
            for i in 0..<length {
                var place = (start + i) * size
                func append(_ entry: EnclosedFactor) {
                    (result.midpoint[place], result.radius[place]) = (entry.value, entry.error.value)
                    place += 1
                }
                func jet(_ order: Int, _ j: Int) -> EnclosedFactor {
                    EnclosedFactor(
                        value: evaluator.kernel.jet(order, j)[i], error: UpperBound(errors[j][order]))
                }
                func input(_ c: Int) -> EnclosedFactor {
                    let x = samples.columns[c][start + i]
                    return EnclosedFactor(
                        value: x, error: UpperBound(abs(x)) * UpperBound(samples.inputRelativeError))
                }
                for j in 0..<m {
                    let slope = jet(1, j)
                    for c in 0..<d { append(slope * input(c)) }
                }
                for j in 0..<m { append(jet(0, j)) }
                if !network.outputBias.isEmpty { append(EnclosedFactor(value: 1, error: 0)) }
                for pair in pairs {
                    for c in 0..<d {
                        let partial = jet(2, pair.upright) * input(c)
                        for e in c..<d { append(partial * input(e)) }
                    }
                }
            }
        }
        guard result.isFinite else { throw .outOfRange("float64 overflows") }
        return result
    }
}

/// A real number known to within an error.
private struct EnclosedFactor {
    let value: Double
    let error: UpperBound

    /// (x ± r)(y ± s) is within |x| s + |y| r + r s of x y, and x y within two units in the last place of its rounding.
    static func * (a: EnclosedFactor, b: EnclosedFactor) -> EnclosedFactor {
        let value = Directed.multiplyUp(a.value, b.value)
        let rounding = UpperBound(abs(value)) * UpperBound(0x1p-51) + UpperBound(0x1p-1070)
        return EnclosedFactor(
            value: value,
            error: UpperBound(abs(a.value)) * b.error + UpperBound(abs(b.value)) * a.error + a.error * b.error
                + rounding)
    }
}
