import Certify
import Rigor

extension LimitNetworkFloat64Evaluator {
    /// K0, K1, K2 by the formulas of ``LimitNetworkIntervalEvaluator``, from the jets at the centre and their error
    /// bounds over the ball. Of pairs s'''' is bounded by its supremum where float64 does not have it.
    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        let errors = try errors(on: ball), shape = shape, samples = samples
        let bounds = LimitPointBounds(errors, kernel: kernel), shares = errors.shares.map(\.value)
        let stretch = (1 + 2 * samples.inputRelativeError) * (1 + 2 * samples.inputRelativeError)
        var sums = LimitLipschitzSums(shape: shape)
        kernel.forEachBlock(errors.point, shares: shares, jetOrder: 3) { start, length, _ in
            for k in 0..<length {
                var squares = 0.0
                for column in samples.columns { squares += column[start + k] * column[start + k] }
                sums.begin(squaredNorm: squares * stretch)
                var residual = bounds.residual
                for g in shape.groups.indices { bounds.addGroup(g, k, to: &sums, &residual) }
                for p in 0..<shape.merged { bounds.addMerged(p, k, to: &sums, &residual) }
                sums.end(residual: bounds.magnitude(residual, k), weight: samples.weights?[start + k] ?? 1)
            }
        }
        return try sums.constants()
    }
}

/// Upper bounds over a ball of what a limit network is made of at one data point of the block under way.
///
/// Sums of products of non-negative bounds; `LimitLipschitzSums` counts their roundings.
private struct LimitPointBounds {
    /// Bounds of the error of a residual and of the sizes of its terms.
    struct Residual {
        var error: Double
        var size: Double
    }

    private let errors: LimitNetworkErrors
    private let kernel: LimitNetworkKernel
    private let shape: LimitNetworkShape
    private let firstOfGroup: [Int]
    private let hasHigherJets: Bool
    /// T_q of unit j at 6 j + q, for q = 4 the supremum where s'''' is not made, which then counts as 0.
    private let jetErrors: [Double]
    /// gamma of the roundings of a residual.
    private let rounding: Double
    /// The parts of a residual that are bounded alike at all data points.
    let residual: Residual

    init(_ errors: LimitNetworkErrors, kernel: LimitNetworkKernel) {
        let shape = errors.shape, samples = kernel.samples
        self.errors = errors
        self.kernel = kernel
        self.shape = shape
        firstOfGroup = shape.firstOfGroup
        hasHigherJets = kernel.activation.higherJetForm != nil
        jetErrors = errors.jetErrors.enumerated().flatMap { j, own in
            own.count == 6 ? own : own + [kernel.activation.suprema(reach: errors.reaches[j])[4], .infinity]
        }
        rounding = Directed.gamma(3 * shape.units + shape.dimension + 5)
        var residual = Residual(error: samples.labelError[0], size: samples.labelMaximum[0])
        if shape.hasConstant {
            residual.error += errors.pointErrors[shape.constant]
            residual.size += abs(errors.point[shape.constant])
        }
        if shape.hasLinearPart {
            for c in 0..<shape.dimension {
                let i = shape.linearPart + c, x = samples.coordinateMaximum[c]
                residual.error +=
                    (errors.pointErrors[i] + abs(errors.point[i]) * 2 * samples.inputRelativeError) * x
                residual.size += abs(errors.point[i]) * x
            }
        }
        self.residual = residual
    }

    /// s^(q) of unit j as made, and T_q.
    @inline(__always)
    private func jet(_ q: Int, _ j: Int, _ k: Int) -> (value: Double, error: Double, size: Double) {
        let value = q <= 3 || hasHigherJets ? kernel.jet(q, j)[k] : 0, error = jetErrors[6 * j + q]
        return (value, error, abs(value) + error)
    }

    @inline(__always)
    func magnitude(_ residual: Residual, _ k: Int) -> Double {
        abs(kernel.residuals[k]) + residual.error + rounding * residual.size
    }

    @inline(__always)
    func addGroup(_ g: Int, _ k: Int, to sums: inout LimitLipschitzSums, _ residual: inout Residual) {
        let first = firstOfGroup[g], members = first..<(first + shape.groups[g]), place = shape.groupOutput(g)
        let output = abs(errors.point[place]) + errors.pointErrors[place], one = jet(0, first, k)
        var value = 0.0
        for j in members {
            let s = jet(0, j, k)
            value += errors.shares[j].magnitude * s.size
            residual.error += errors.outputs[j].magnitude * s.error + errors.fixedOutputs[j].error * s.size
            residual.size += errors.outputs[j].magnitude * s.size
            // what the range of the share does
            if j > first {
                residual.error += output * errors.shareWidths[j] * (abs(s.value - one.value) + s.error + one.error)
            }
        }
        sums.beginGroup(value: value)
        for j in members {
            let a = errors.outputs[j].magnitude, mu = errors.shares[j].magnitude
            let s1 = jet(1, j, k).size, s2 = jet(2, j, k).size, s3 = jet(3, j, k).size
            sums.addNeuron(amplitudes: (a * s1, a * s2, a * s3), mixed: (mu * s1, mu * s2))
        }
        sums.endGroup()
    }

    @inline(__always)
    func addMerged(_ p: Int, _ k: Int, to sums: inout LimitLipschitzSums, _ residual: inout Residual) {
        let j = shape.neurons + p, output = errors.outputs[j], gateError = errors.gates[p].error
        let gate = kernel.gate(p)[k], reach = abs(gate) + gateError
        let s0 = jet(0, j, k), s1 = jet(1, j, k), s2 = jet(2, j, k), s3 = jet(3, j, k), s4 = jet(4, j, k)
        /// |c s^(q) + (v·x) s^(q+1)| as made, its error, and the size of its terms.
        @inline(__always)
        func amplitude(
            _ s: (value: Double, error: Double, size: Double), _ next: (value: Double, error: Double, size: Double)
        ) -> (value: Double, error: Double, size: Double) {
            (
                output.value * s.value + gate * next.value,
                output.magnitude * s.error + output.error * s.size + reach * next.error + gateError * next.size,
                output.magnitude * s.size + reach * next.size
            )
        }
        var a1 = amplitude(s1, s2), a2 = amplitude(s2, s3), a3 = amplitude(s3, s4)
        residual.error +=
            output.magnitude * s0.error + output.error * s0.size + reach * s1.error + gateError * s1.size
        residual.size += output.magnitude * s0.size + reach * s1.size
        let u = 8 * Directed.unitRoundoff
        guard let t = shape.triple(j) else {
            sums.addPair(
                amplitudes: (
                    abs(a1.value) + a1.error + u * a1.size, abs(a2.value) + a2.error + u * a2.size,
                    abs(a3.value) + a3.error + u * a3.size
                ), jets: (s0.size, s1.size, s2.size, s3.size))
            return
        }
        let bendError = errors.bends[t].error, bend = abs(kernel.bend(t)[k]) + bendError
        let square = kernel.squaredBend(t)[k], squareError = bend * bendError + u * bend * bend
        let largest = abs(square) + squareError
        /// Adds (sigma/2)(g·x)² s^(q).
        @inline(__always)
        func add(
            _ s: (value: Double, error: Double, size: Double),
            to amplitude: inout (value: Double, error: Double, size: Double)
        ) {
            amplitude.value += square * s.value
            amplitude.error += largest * s.error + squareError * s.size
            amplitude.size += largest * s.size
        }
        add(s3, to: &a1)
        add(s4, to: &a2)
        add(jet(5, j, k), to: &a3)
        residual.error += largest * s2.error + squareError * s2.size
        residual.size += largest * s2.size
        sums.addTriple(
            amplitudes: (
                abs(a1.value) + a1.error + u * a1.size, abs(a2.value) + a2.error + u * a2.size,
                abs(a3.value) + a3.error + u * a3.size
            ), jets: (s0.size, s1.size, s2.size, s3.size, s4.size), bend: bend)
    }
}
