import Certify
import Rigor

/// Streams over the data in blocks and accumulates `LimitNetworkSums` in float64, for search and for bounds alike.
/// Owned by one thread; allocates only when made.
///
/// The jets and the part of the residual that a two-layer network has come from a `TwoLayerKernel` of all units: the
/// neurons with the outputs A mu_j, and one neuron (w, c) for each pair and triple.
final class LimitNetworkKernel {
    static let block = TwoLayerKernel.block
    let samples: Float64Samples
    let shape: LimitNetworkShape
    let activation: Activation
    private let higherJets: (any HigherJetForm)?
    private let units: TwoLayerKernel
    private let storage: UnsafeMutablePointer<Double>
    private let storageCount: Int
    /// The first neuron of each group.
    private let firstOfGroup: [Int]

    init(samples: Float64Samples, shape: LimitNetworkShape, activation: Activation) {
        self.samples = samples
        self.shape = shape
        self.activation = activation
        higherJets = activation.higherJetForm
        units = TwoLayerKernel(samples: samples, width: shape.units, activation: activation)
        firstOfGroup = shape.firstOfGroup
        // the columns; for each pair and triple v·x, its first two derivatives by z, s'''' and s'''''; for each triple
        // sigma g·x, sigma (g·x)²/2 and sigma (g·x) s'''; 1; omega e, and two temporaries
        storageCount = Self.block * (shape.parameterCount + 5 * shape.merged + 3 * shape.tripleSigns.count + 4)
        storage = .allocate(capacity: storageCount)
        storage.initialize(repeating: 0, count: storageCount)
    }

    deinit { storage.deallocate() }

    func jet(_ q: Int, _ j: Int) -> UnsafeMutablePointer<Double> {
        q <= 3 ? units.jet(q, j) : merged(q - 1, j - shape.neurons)
    }
    var residuals: UnsafeMutablePointer<Double> { units.residuals(0) }
    /// The derivative of f by parameter i; without the factor A mu_j for the input weights of neurons.
    func column(_ i: Int) -> UnsafeMutablePointer<Double> { storage + i * Self.block }
    private func merged(_ kind: Int, _ p: Int) -> UnsafeMutablePointer<Double> {
        storage + (shape.parameterCount + kind * shape.merged + p) * Self.block
    }
    /// v·x of a pair or triple.
    func gate(_ p: Int) -> UnsafeMutablePointer<Double> { merged(0, p) }
    /// The first and second derivative of a pair or triple by its preactivation.
    func amplitude(_ q: Int, _ p: Int) -> UnsafeMutablePointer<Double> { merged(q, p) }
    private func triple(_ kind: Int, _ t: Int) -> UnsafeMutablePointer<Double> {
        storage
            + (shape.parameterCount + 5 * shape.merged + kind * shape.tripleSigns.count + t) * Self.block
    }
    /// sigma g·x, sigma (g·x)²/2, and sigma (g·x) s'''.
    func bend(_ t: Int) -> UnsafeMutablePointer<Double> { triple(0, t) }
    func squaredBend(_ t: Int) -> UnsafeMutablePointer<Double> { triple(1, t) }
    private func bentThird(_ t: Int) -> UnsafeMutablePointer<Double> { triple(2, t) }
    private func temporary(_ i: Int) -> UnsafeMutablePointer<Double> {
        storage + storageCount - (4 - i) * Self.block
    }
    /// 1 at the points of the block, 0 beyond.
    private var ones: UnsafeMutablePointer<Double> { temporary(0) }
    /// omega e.
    private var weightedResiduals: UnsafeMutablePointer<Double> { samples.weights == nil ? residuals : temporary(1) }

    /// Accumulates the sums.
    ///
    /// - Parameters:
    ///   - point: the parameters of the limit network.
    ///   - shares: mu_j of every unit, 1 for a pair or triple.
    ///   - measuring: whether the largest values are wanted, which bounds need and search does not.
    func sums(
        _ point: [Double], shares: [Double], order: DerivativeOrder, measuring: Bool
    ) -> LimitNetworkSums {
        let n = shape.parameterCount
        var result = LimitNetworkSums(shape: shape)
        var blocks = 0
        forEachBlock(point, shares: shares, jetOrder: min(3, order.rawValue + shape.jetsAhead)) {
            start, length, padded in
            blocks += 1
            weighResiduals(start, padded)
            result.square += dot(weightedResiduals, residuals, padded)
            fillGroupValues(shares, padded)
            if measuring { measure(&result, order, padded) }
            guard order >= .gradient else { return }
            fillColumns(point, start, padded)
            for i in 0..<n { result.slopes[i] += dot(weightedResiduals, column(i), padded) }
            guard order >= .hessian else { return }
            addGram(&result, start, padded)
            addCurvatures(&result, point, start, padded)
            if measuring { measureCurvatures(&result, padded) }
        }
        // lanes in sequence, then the lanes, then the blocks; at most four products in a term, and with sample weights
        // one more and the rounding of the weight
        result.roundings = Self.block / Float64Samples.lanes + Float64Samples.lanes + blocks + 8
        return result
    }

    /// Fills the jets up to `jetOrder`, s'''' and s''''' of pairs and triples at order 3, v·x and g·x, and the
    /// residuals, for one block after the other.
    ///
    /// `body` receives the first point of the block, the number of points, and that number padded to whole vectors;
    /// beyond the points the residuals and the jets are 0.
    @inline(__always)
    func forEachBlock(_ point: [Double], shares: [Double], jetOrder: Int, _ body: (Int, Int, Int) -> Void) {
        let d = shape.dimension
        let w = (0..<shape.units).flatMap { j in point[shape.weight(j)..<(shape.weight(j) + d)] }
        let a = (0..<shape.units).map { point[shape.output($0)] * shares[$0] }
        units.forEachBlock(w: w, a: a, jetOrder: jetOrder) { start, length, padded in
            let e = residuals
            for k in 0..<padded { ones[k] = k < length ? 1 : 0 }
            for p in 0..<shape.merged {
                let j = shape.neurons + p, gate = gate(p), first = jet(1, j)
                fillProduct(gate, point, shape.mergedSlope(p), start, padded)
                for k in 0..<padded { e[k] += gate[k] * first[k] }
                guard jetOrder >= 3 else { continue }
                fillHigherJets(point, j, start, length, padded)
            }
            for t in shape.tripleSigns.indices {
                let bend = bend(t), square = squaredBend(t), second = jet(2, shape.neurons + shape.pairs + t)
                let sign = Double(shape.tripleSigns[t])
                fillProduct(bend, point, shape.tripleBend(t), start, padded)
                for k in 0..<padded {
                    bend[k] *= sign
                    square[k] = 0.5 * sign * (bend[k] * bend[k])
                    e[k] += square[k] * second[k]
                }
            }
            if shape.hasConstant {
                let constant = point[shape.constant]
                for k in 0..<length { e[k] += constant }
            }
            if shape.hasLinearPart {
                let linear = temporary(2)
                fillProduct(linear, point, shape.linearPart, start, padded)
                for k in 0..<padded { e[k] += linear[k] }
            }
            body(start, length, padded)
        }
    }

    /// result = v·x, v the parameters from `place` on.
    private func fillProduct(
        _ result: UnsafeMutablePointer<Double>, _ point: [Double], _ place: Int, _ start: Int, _ padded: Int
    ) {
        for c in 0..<shape.dimension {
            let factor = point[place + c]
            samples.columns[c].withUnsafeBufferPointer { x in
                if c == 0 {
                    for k in 0..<padded { result[k] = factor * x[start + k] }
                } else {
                    for k in 0..<padded { result[k] += factor * x[start + k] }
                }
            }
        }
    }

    private func fillHigherJets(_ point: [Double], _ j: Int, _ start: Int, _ length: Int, _ padded: Int) {
        let fourth = jet(4, j)
        if let higherJets {
            higherJets.fillHigherJets(
                from: Float64Jets(value: jet(0, j), first: jet(1, j), second: jet(2, j), third: jet(3, j)),
                count: padded, HigherJets(fourth: fourth, fifth: jet(5, j)))
        } else if shape.triple(j) != nil {
            // only search gets here, and only triples need it
            let z = temporary(3)
            fillProduct(z, point, shape.weight(j), start, length)
            for k in 0..<padded {
                fourth[k] = k < length ? activation.approximateFourthDerivative(z[k]) : 0
            }
        }
    }

    private func weighResiduals(_ start: Int, _ padded: Int) {
        guard let weights = samples.weights else { return }
        let e = residuals, weighted = weightedResiduals
        weights.withUnsafeBufferPointer { weights in
            for k in 0..<padded { weighted[k] = weights[start + k] * e[k] }
        }
    }

    /// sum mu_j s(w_j·x), which is the column of A.
    private func fillGroupValues(_ shares: [Double], _ padded: Int) {
        for (g, size) in shape.groups.enumerated() {
            let column = column(shape.groupOutput(g)), first = firstOfGroup[g]
            for j in first..<(first + size) {
                let value = jet(0, j), share = shares[j]
                if j == first {
                    for k in 0..<padded { column[k] = share * value[k] }
                } else {
                    for k in 0..<padded { column[k] += share * value[k] }
                }
            }
        }
    }

    private func fillColumns(_ point: [Double], _ start: Int, _ padded: Int) {
        for j in 0..<shape.neurons { fillColumns(shape.weight(j), jet(1, j), start, padded) }
        for p in 0..<shape.merged {
            let j = shape.neurons + p, c = point[shape.output(j)], w = shape.weight(j)
            let amplitude = amplitude(1, p), gate = gate(p)
            let value = jet(0, j), first = jet(1, j), second = jet(2, j), output = column(shape.output(j))
            for k in 0..<padded {
                amplitude[k] = c * first[k] + gate[k] * second[k]
                output[k] = value[k]
            }
            if let t = shape.triple(j) {
                let square = squaredBend(t), third = jet(3, j), bend = bend(t), bent = temporary(2)
                for k in 0..<padded {
                    amplitude[k] += square[k] * third[k]
                    bent[k] = bend[k] * second[k]
                }
                fillColumns(shape.tripleBend(t), bent, start, padded)
            }
            fillColumns(w, amplitude, start, padded)
            fillColumns(w + shape.dimension, first, start, padded)
        }
        if shape.hasConstant {
            let column = column(shape.constant)
            for k in 0..<padded { column[k] = ones[k] }
        }
        if shape.hasLinearPart { fillColumns(shape.linearPart, ones, start, padded) }
    }

    /// The columns q x_c from `place` on.
    private func fillColumns(_ place: Int, _ q: UnsafeMutablePointer<Double>, _ start: Int, _ padded: Int) {
        for c in 0..<shape.dimension {
            let column = column(place + c)
            samples.columns[c].withUnsafeBufferPointer { x in
                for k in 0..<padded { column[k] = q[k] * x[start + k] }
            }
        }
    }

    private func addGram(_ result: inout LimitNetworkSums, _ start: Int, _ padded: Int) {
        let n = shape.parameterCount, left = temporary(2)
        result.gram.withUnsafeMutableBufferPointer { gram in
            var place = 0
            for i in 0..<n {
                var factor = column(i)
                if let weights = samples.weights {
                    weights.withUnsafeBufferPointer { weights in
                        for k in 0..<padded { left[k] = weights[start + k] * factor[k] }
                    }
                    factor = left
                }
                for l in i..<n {
                    gram[place] += dot(factor, column(l), padded)
                    place += 1
                }
            }
        }
    }

    private func addCurvatures(_ result: inout LimitNetworkSums, _ point: [Double], _ start: Int, _ padded: Int) {
        for p in 0..<shape.merged {
            let j = shape.neurons + p, c = point[shape.output(j)]
            let amplitude = amplitude(2, p), gate = gate(p), second = jet(2, j), third = jet(3, j)
            for k in 0..<padded { amplitude[k] = c * second[k] + gate[k] * third[k] }
            guard let t = shape.triple(j) else { continue }
            let square = squaredBend(t), fourth = jet(4, j), bend = bend(t), bent = bentThird(t)
            for k in 0..<padded {
                amplitude[k] += square[k] * fourth[k]
                bent[k] = bend[k] * third[k]
            }
        }
        let left = temporary(2), e = weightedResiduals
        var place = 0
        for family in 0..<shape.curvatureFamilies {
            let q = curvatureFactor(family)
            for c in 0..<shape.dimension {
                samples.columns[c].withUnsafeBufferPointer { x in
                    for k in 0..<padded { left[k] = e[k] * q[k] * x[start + k] }
                }
                for b in c..<shape.dimension {
                    samples.columns[b].withUnsafeBufferPointer { x in
                        result.curvatures[place] += dot(left, x.baseAddress.unsafelyUnwrapped + start, padded)
                    }
                    place += 1
                }
            }
        }
    }

    /// q in sum e q x x' of each family of curvatures.
    private func curvatureFactor(_ family: Int) -> UnsafeMutablePointer<Double> {
        let units = shape.units
        if family < shape.neurons { return jet(2, family) }
        if family < units { return amplitude(2, family - shape.neurons) }
        if family < units + shape.merged { return jet(2, family - units + shape.neurons) }
        return bentThird(family - units - shape.merged)
    }

    private func measure(_ result: inout LimitNetworkSums, _ order: DerivativeOrder, _ padded: Int) {
        for j in 0..<shape.units {
            for q in 0...min(3, order.rawValue + shape.jetsAhead) {
                raise(&result.jetMaxima[4 * j + q], largestMagnitude(jet(q, j), padded))
            }
        }
        for g in shape.groups.indices {
            raise(&result.valueMaxima[g], largestMagnitude(column(shape.groupOutput(g)), padded))
            for j in firstOfGroup[g]..<(firstOfGroup[g] + shape.groups[g]) where j > firstOfGroup[g] {
                raise(
                    &result.differenceMaxima[j],
                    largestDifference(jet(0, j), jet(0, firstOfGroup[g]), padded))
            }
        }
    }

    private func measureCurvatures(_ result: inout LimitNetworkSums, _ padded: Int) {
        for family in 0..<shape.curvatureFamilies {
            raise(&result.curvatureMaxima[family], largestMagnitude(curvatureFactor(family), padded))
        }
    }

    private func raise(_ maximum: inout Double, _ value: Double) { maximum = Directed.maximum(maximum, value) }
}

/// max |x_k - y_k|, rounded up.
@inline(__always)
private func largestDifference(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int) -> Double {
    var largest = 0.0
    for k in 0..<count { largest = Directed.maximum(largest, abs(x[k] - y[k])) }
    return largest.nextUp
}
