import Rigor

/// The bounds of jets and of what is made of them at every point.
struct LimitNetworkJetBounds {
    private let errors: LimitNetworkErrors
    private var shape: LimitNetworkShape { errors.shape }
    /// S_q + T_q of unit j, and T_q.
    private let sizes: [[Double]]
    private let differences: [Double]

    /// - Parameters:
    ///   - maxima: S_q of unit j at 4 j + q.
    ///   - differences: the largest |s_j - s_first| as computed.
    init(_ errors: LimitNetworkErrors, maxima: [Double], differences maximalDifferences: [Double]) {
        self.errors = errors
        let shape = errors.shape
        sizes = (0..<shape.units).map { j in
            (0..<4).map { Directed.addUp(maxima[4 * j + $0], errors.jetErrors[j][$0]) }
        }
        let first = shape.firstOfGroup
        differences = (0..<shape.neurons).map { j in
            let i = first[shape.groupOfNeuron[j]]
            guard i != j else { return 0 }
            return Directed.addUp(
                maximalDifferences[j], Directed.addUp(errors.jetErrors[j][0], errors.jetErrors[i][0]))
        }
    }

    private func inflated(_ value: Double) -> Double {
        Directed.inflated(value, operations: 1 << 12, laterFactors: LimitNetworkMeans.laterFactors)
    }

    /// h_j D_j.
    private func shareSpread(_ j: Int) -> Double { errors.shareWidths[j] * differences[j] }

    private func product(_ a: LimitNetworkErrors.Number, _ q: Int, _ j: Int) -> Double {
        a.magnitude * errors.jetErrors[j][q] + a.error * sizes[j][q]
    }

    /// (g·x)²/2 of a triple.
    private func squaredBend(_ t: Int) -> LimitNetworkErrors.Number {
        let bend = errors.bends[t]
        var square = LimitNetworkErrors.Number(
            0,
            error: inflated(bend.magnitude * bend.error + 2 * Directed.unitRoundoff * bend.magnitude * bend.magnitude))
        square.magnitude = inflated(bend.magnitude * bend.magnitude)
        return square
    }

    /// E.
    func residualError(_ samples: Float64Samples) -> Double {
        let inputMaximum = samples.coordinateMaximum
        var error = samples.labelError[0], size = samples.labelMaximum[0], terms = shape.units + 3
        for j in 0..<shape.units {
            // A mu s - fl(A m) fl(s) = A mu (s - fl(s)) + (A m - fl(A m)) fl(s) + A (mu - m) fl(s)
            let output = errors.outputs[j].magnitude
            error += output * errors.jetErrors[j][0] + errors.fixedOutputs[j].error * sizes[j][0]
            size += output * sizes[j][0]
            if j < shape.neurons {
                let i = shape.output(j)
                error += (abs(errors.point[i]) + errors.pointErrors[i]) * shareSpread(j)
                continue
            }
            let gate = errors.gates[j - shape.neurons]
            error += product(gate, 1, j)
            size += gate.magnitude * sizes[j][1]
            terms += 1
            guard let t = shape.triple(j) else { continue }
            let square = squaredBend(t)
            error += product(square, 2, j)
            size += square.magnitude * sizes[j][2]
            terms += 1
        }
        if shape.hasConstant {
            error += errors.pointErrors[shape.constant]
            size += abs(errors.point[shape.constant])
        }
        if shape.hasLinearPart {
            for c in 0..<shape.dimension {
                let i = shape.linearPart + c
                error +=
                    errors.pointErrors[i] * inputMaximum[c]
                    + abs(errors.point[i]) * inputMaximum[c] * 2 * samples.inputRelativeError
                size += abs(errors.point[i]) * inputMaximum[c]
                terms += 1
            }
        }
        return inflated(error + Directed.gamma(terms + 2) * size * 1.01)
    }

    /// Of c s^(q) + (v·x) s^(q+1) + (sigma/2)(g·x)² s^(q+2): its error, and a bound of its size.
    private func amplitude(_ q: Int, _ j: Int) -> (error: Double, size: Double) {
        let output = errors.outputs[j], gate = errors.gates[j - shape.neurons]
        var error = product(output, q, j) + product(gate, q + 1, j)
        var size = output.magnitude * sizes[j][q] + gate.magnitude * sizes[j][q + 1]
        if let t = shape.triple(j) {
            let square = squaredBend(t)
            let (fourthError, fourthSize) = q + 2 <= 3 ? (errors.jetErrors[j][q + 2], sizes[j][q + 2]) : fourth(j)
            error += square.magnitude * fourthError + square.error * fourthSize
            size += square.magnitude * fourthSize
        }
        return (inflated(error + 4 * Directed.unitRoundoff * size * 1.01), inflated(size))
    }

    /// T_4 and a bound of |s''''| of a triple: |s''''| <= t³ |s'|.
    private func fourth(_ j: Int) -> (error: Double, size: Double) {
        let errors = errors.jetErrors[j]
        guard errors.count > 4 else { return (.infinity, .infinity) }
        return (errors[4], inflated(8 * sizes[j][1] + errors[4]))
    }

    /// err(q) and Q of the columns.
    func columnFactors(valueMaxima: [Double]) -> [(error: Double, size: Double)] {
        var result = [(error: Double, size: Double)](repeating: (0, 1), count: shape.parameterCount)
        let d = shape.dimension
        func fill(_ place: Int, _ factor: (error: Double, size: Double)) {
            for c in 0..<d { result[place + c] = factor }
        }
        func jet(_ q: Int, _ j: Int) -> (error: Double, size: Double) { (errors.jetErrors[j][q], sizes[j][q]) }
        for j in 0..<shape.neurons { fill(shape.weight(j), jet(1, j)) }
        var j = 0
        for (g, count) in shape.groups.enumerated() {
            var error = 0.0, size = 0.0
            for i in j..<(j + count) {
                let share = errors.shares[i]
                error += share.magnitude * errors.jetErrors[i][0] + shareSpread(i)
                size += share.magnitude * sizes[i][0]
            }
            // the sum, and what rounding lost of the first share
            let lost =
                Directed.gamma(4 * count + 2) * (1 + (j..<(j + count)).reduce(0) { $0 + errors.shares[$1].magnitude })
            let largest = (j..<(j + count)).reduce(0) { Directed.maximum($0, sizes[$1][0]) }
            result[shape.groupOutput(g)] = (
                inflated(error + lost * largest * 1.01), Directed.addUp(valueMaxima[g], inflated(error))
            )
            j += count
        }
        for p in 0..<shape.merged {
            let j = shape.neurons + p, w = shape.weight(j)
            fill(w, amplitude(1, j))
            fill(w + d, jet(1, j))
            result[shape.output(j)] = jet(0, j)
            guard let t = shape.triple(j) else { continue }
            let bend = errors.bends[t], size = bend.magnitude * sizes[j][2]
            fill(
                shape.tripleBend(t),
                (inflated(product(bend, 2, j) + 4 * Directed.unitRoundoff * size * 1.01), inflated(size)))
        }
        return result
    }

    /// err(q) of the families of curvatures.
    func curvatureErrors() -> [Double] {
        (0..<shape.units).map { j in j < shape.neurons ? errors.jetErrors[j][2] : amplitude(2, j).error }
            + (0..<shape.merged).map { errors.jetErrors[shape.neurons + $0][2] }
            + shape.tripleSigns.indices.map { t in
                let j = shape.neurons + shape.pairs + t, bend = errors.bends[t], size = bend.magnitude * sizes[j][3]
                return inflated(product(bend, 3, j) + 4 * Directed.unitRoundoff * size * 1.01)
            }
    }
}
