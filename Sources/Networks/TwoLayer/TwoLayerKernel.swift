import Certify
import Rigor

/// Streams over the data in blocks and accumulates `TwoLayerSums` in float64. Owned by one thread; allocates only when
/// made.
///
/// The jets and the Gram matrix are computed once, whatever the number k of outputs. Memory is m (4 + d) + 2 k + 2
/// doubles for each point of a block, whatever N is; from `BlockedSecondOrder.smallestOrder` columns on the Gram matrix
/// and the curvatures are made by BLAS, which takes some more.
final class TwoLayerKernel {
    static let block = 256
    let samples: Float64Samples
    let layout: ParameterLayout
    private let places: SumPlaces
    /// How the activation and its derivatives are made.
    let form: Float64Form

    private let storage: UnsafeMutablePointer<Double>
    private let storageCount: Int
    /// How many columns stand before the residuals.
    private let residualPlace: Int
    /// The columns g of the Gram matrix, in its order.
    private let gramColumns: [UnsafeMutablePointer<Double>]
    private let tables: UnsafeMutablePointer<Double>
    /// max |t z| over the data, as computed, for each neuron.
    private let argumentMaxima: UnsafeMutablePointer<Double>
    private let blocked: BlockedSecondOrder?
    private let tableOffsets: [Int]
    private let tableStride: Int

    init(
        samples: Float64Samples, width: Int, activation: Activation, hasOutputBias: Bool = false
    ) {
        self.samples = samples
        layout = ParameterLayout(
            width: width, inputDimension: samples.dimension, outputCount: samples.labels.count,
            hasOutputBias: hasOutputBias)
        places = SumPlaces(layout)
        form = activation.float64Form
        let d = samples.dimension, k = samples.labels.count
        blocked = BlockedSecondOrder(columns: places.columns, samples: samples)
        // per neuron: s, s', s'', s''' and d columns s' x_c; then, for BLAS, s again and 1, so that all columns of the
        // Gram matrix are neighbours; then e for each output, omega e for each output where
        // there are sample weights, the constant 1, and one temporary
        let copies = blocked == nil ? 0 : places.columns.count - width * d
        residualPlace = width * (4 + d) + copies
        storageCount = Self.block * (residualPlace + 2 * k + 2)
        storage = .allocate(capacity: storageCount)
        storage.initialize(repeating: 0, count: storageCount)
        let storage = storage, columns = places.columns, ones = storage + (residualPlace + 2 * k) * Self.block
        gramColumns = (0..<columns.count).map { r in
            switch columns.parameter(r) {
            case .weight: storage + (4 * width + r) * Self.block
            case .output(let j, _): storage + j * Self.block
            case .outputBias: ones
            }
        }
        var offsets = [Int](), stride = 0
        for axis in samples.grid?.axes ?? [] {
            offsets.append(stride)
            stride += axis.count
        }
        tableOffsets = offsets
        tableStride = stride
        tables = .allocate(capacity: max(1, stride * width))
        tables.initialize(repeating: 0, count: max(1, stride * width))
        argumentMaxima = .allocate(capacity: width)
        argumentMaxima.initialize(repeating: 0, count: width)
    }

    deinit {
        storage.deallocate()
        tables.deallocate()
        argumentMaxima.deallocate()
    }

    var width: Int { layout.width }

    /// At least |t z_j| on the data, as it was computed in the last pass, 1 for t where s is made from z; nil where
    /// exponentials of the axes are multiplied and no z is computed.
    func argumentMaximum(_ j: Int) -> Double? {
        if samples.grid != nil, case .ofDecay = form { return nil }
        return argumentMaxima[j]
    }

    func jet(_ order: Int, _ j: Int) -> UnsafeMutablePointer<Double> { storage + (order * width + j) * Self.block }
    private func slopeColumn(_ j: Int, _ c: Int) -> UnsafeMutablePointer<Double> {
        storage + (4 * width + layout.weight(j, c)) * Self.block
    }
    /// e of output q at the points of the block.
    func residuals(_ q: Int) -> UnsafeMutablePointer<Double> {
        storage + (residualPlace + q) * Self.block
    }
    /// omega e of output q, the same as e where there are no sample weights.
    private func weightedResiduals(_ q: Int) -> UnsafeMutablePointer<Double> {
        residuals(samples.weights == nil ? q : layout.outputCount + q)
    }
    /// 1 at the points of the block, 0 beyond.
    private var ones: UnsafeMutablePointer<Double> { residuals(2 * layout.outputCount) }
    private var scratch: UnsafeMutablePointer<Double> { residuals(2 * layout.outputCount + 1) }

    /// Accumulates the sums for input weights `w` (m d) and the outputs `a` of all units, both unit by unit.
    func sums(w: [Double], a: [Double], order: DerivativeOrder) -> TwoLayerSums {
        let m = width, d = samples.dimension, k = layout.outputCount
        var result = TwoLayerSums(places: places)
        var blocks = 0
        if order >= .hessian { blocked?.begin() }
        forEachBlock(w: w, a: a, jetOrder: order.rawValue) { start, length, padded in
            blocks += 1
            weighResiduals(start, padded)
            for q in 0..<k { result.squares[q] += dot(weightedResiduals(q), residuals(q), padded) }
            for j in 0..<m {
                for q in 0...order.rawValue {
                    let values = jet(q, j)
                    var largest = result.maxima[j][q]
                    for i in 0..<length { largest = max(largest, abs(values[i])) }
                    result.maxima[j][q] = largest
                }
            }
            guard order >= .gradient else { return }
            for j in 0..<m {
                for q in 0..<k { result.values[places.value(j, q)] += dot(weightedResiduals(q), jet(0, j), padded) }
                let slope = jet(1, j)
                for c in 0..<d {
                    let column = slopeColumn(j, c)
                    samples.columns[c].withUnsafeBufferPointer { x in
                        for i in 0..<padded { column[i] = slope[i] * x[start + i] }
                    }
                    for q in 0..<k {
                        result.slopes[places.slope(j, q, c)] += dot(weightedResiduals(q), column, padded)
                    }
                }
            }
            if layout.hasOutputBias {
                for q in 0..<k { result.values[places.value(m, q)] += dot(weightedResiduals(q), ones, padded) }
            }
            guard order >= .hessian else { return }
            accumulateSecondOrder(&result, start, padded)
        }
        // one rounding for each product, lanes in sequence, then the lanes, then the blocks; three products at most in
        // a term, and with sample weights one more and the rounding of the weight
        result.roundings =
            Self.block / Float64Samples.lanes + Float64Samples.lanes + blocks + (samples.weights == nil ? 4 : 6)
        if order >= .hessian, let blocked {
            blocked.finish(&result)
            result.roundings = max(result.roundings, blocked.roundings + (samples.weights == nil ? 4 : 6))
        }
        return result
    }

    /// Multiplies the residuals of the block by the sample weights.
    private func weighResiduals(_ start: Int, _ padded: Int) {
        guard let weights = samples.weights else { return }
        weights.withUnsafeBufferPointer { weights in
            for q in 0..<layout.outputCount {
                let e = residuals(q), weighted = weightedResiduals(q)
                for i in 0..<padded { weighted[i] = weights[start + i] * e[i] }
            }
        }
    }

    private func accumulateSecondOrder(_ result: inout TwoLayerSums, _ start: Int, _ padded: Int) {
        let m = width, d = samples.dimension
        if let blocked {
            accumulate(blocked, start, padded)
            return
        }
        for j in 0..<m {
            let second = jet(2, j)
            for q in 0..<layout.outputCount {
                let e = weightedResiduals(q)
                for c in 0..<d {
                    samples.columns[c].withUnsafeBufferPointer { x in
                        for i in 0..<padded { scratch[i] = e[i] * second[i] * x[start + i] }
                    }
                    let place = places.curvature(j, q, c)
                    for b in c..<d {
                        samples.columns[b].withUnsafeBufferPointer { x in
                            result.curvatures[place + b - c] += dot(
                                scratch, x.baseAddress.unsafelyUnwrapped + start, padded)
                        }
                    }
                }
            }
        }
        result.gram.withUnsafeMutableBufferPointer { gram in
            gramColumns.withUnsafeBufferPointer { columns in
                var place = 0
                for r in columns.indices {
                    let left = weighted(columns[r], start, padded)
                    for t in r..<columns.count {
                        gram[place] += dot(left, columns[t], padded)
                        place += 1
                    }
                }
            }
        }
    }

    /// The same by BLAS.
    private func accumulate(_ blocked: BlockedSecondOrder, _ start: Int, _ padded: Int) {
        let m = width, d = samples.dimension
        // s and 1 beside the columns s' x_c
        let columns = storage + 4 * m * Self.block
        for j in 0..<m { (columns + (m * d + j) * Self.block).update(from: jet(0, j), count: padded) }
        if layout.hasOutputBias { (columns + (m * d + m) * Self.block).update(from: ones, count: padded) }
        blocked.addGram(columns, start, padded)
        for q in 0..<layout.outputCount {
            let e = weightedResiduals(q)
            blocked.addCurvatures(output: q, start, padded) { j, factor in
                let second = jet(2, j)
                for i in 0..<padded { factor[i] = e[i] * second[i] }
            }
        }
    }

    /// The column times the sample weights, in `scratch` where there are any.
    private func weighted(
        _ column: UnsafeMutablePointer<Double>, _ start: Int, _ padded: Int
    ) -> UnsafeMutablePointer<Double> {
        guard let weights = samples.weights else { return column }
        weights.withUnsafeBufferPointer { weights in
            for i in 0..<padded { scratch[i] = weights[start + i] * column[i] }
        }
        return scratch
    }

    /// Fills s, s', .. up to `jetOrder` and the residuals for one block after the other.
    ///
    /// `body` receives the first point of the block, the number of points, and that number padded to whole vectors;
    /// beyond the points the residuals and the jets are 0.
    @inline(__always)
    func forEachBlock(w: [Double], a: [Double], jetOrder: Int, _ body: (Int, Int, Int) -> Void) {
        let m = width, lanes = Float64Samples.lanes
        fillTables(w)
        argumentMaxima.update(repeating: 0, count: m)
        var start = 0
        while start < samples.count {
            let length = min(Self.block, samples.count - start)
            let padded = (length + lanes - 1) / lanes * lanes
            for i in 0..<padded { ones[i] = i < length ? 1 : 0 }
            for q in 0..<layout.outputCount {
                let e = residuals(q), bias = layout.hasOutputBias ? a[places.value(m, q)] : 0
                samples.labels[q].withUnsafeBufferPointer { y in
                    for i in 0..<length { e[i] = bias - y[start + i] }
                }
                for i in length..<padded { e[i] = 0 }
            }
            for j in 0..<m {
                fillJets(w, j, start, length, jetOrder)
                let values = jet(0, j)
                for order in 0...jetOrder { for i in length..<padded { jet(order, j)[i] = 0 } }
                for q in 0..<layout.outputCount {
                    let e = residuals(q), output = a[places.value(j, q)]
                    for i in 0..<length { e[i] += output * values[i] }
                }
            }
            body(start, length, padded)
            start += length
        }
    }

    /// exp(-t w_jc x) along every axis of a grid: exp factors on a grid.
    private func fillTables(_ w: [Double]) {
        guard let grid = samples.grid, case .ofDecay(let form) = form else { return }
        let d = samples.dimension, rate = form.rate
        for j in 0..<width {
            for c in 0..<d {
                let table = tables + j * tableStride + tableOffsets[c], weight = -rate * w[layout.weight(j, c)]
                for (i, x) in grid.axes[c].enumerated() { table[i] = exponential(clamped(weight * x)) }
            }
        }
    }

    private func fillJets(_ w: [Double], _ j: Int, _ start: Int, _ length: Int, _ jetOrder: Int) {
        let d = samples.dimension
        let jets = Float64Jets(value: jet(0, j), first: jet(1, j), second: jet(2, j), third: jet(3, j))
        // scratch: z, or E = exp(-rate z)
        guard case .ofDecay(let form) = form else {
            fillArguments(w, j, start, length, rate: -1)
            if case .ofArgument(let form) = form {
                form.fillJets(from: scratch, count: length, order: jetOrder, jets)
            }
            return
        }
        let decay = scratch
        if let grid = samples.grid {
            for c in 0..<d {
                let table = tables + j * tableStride + tableOffsets[c]
                grid.indices[c].withUnsafeBufferPointer { index in
                    if c == 0 {
                        for k in 0..<length { decay[k] = table[Int(index[start + k])] }
                    } else {
                        for k in 0..<length { decay[k] *= table[Int(index[start + k])] }
                    }
                }
            }
        } else {
            fillArguments(w, j, start, length, rate: form.rate)
            for k in 0..<length { decay[k] = exponential(clamped(decay[k])) }
        }
        form.fillJets(from: decay, count: length, order: jetOrder, jets)
    }

    /// scratch: -rate z.
    private func fillArguments(_ w: [Double], _ j: Int, _ start: Int, _ length: Int, rate: Double) {
        let arguments = scratch
        for k in 0..<length { arguments[k] = 0 }
        for c in 0..<samples.dimension {
            let weight = -rate * w[layout.weight(j, c)]
            samples.columns[c].withUnsafeBufferPointer { x in
                for k in 0..<length { arguments[k] += weight * x[start + k] }
            }
        }
        argumentMaxima[j] = max(argumentMaxima[j], largestMagnitude(arguments, length))
    }
}

/// max |x_k|, of numbers that are no NaN; 0 of none.
@inline(__always)
func largestMagnitude(_ x: UnsafePointer<Double>, _ count: Int) -> Double {
    var even = SIMD2<Double>(), odd = SIMD2<Double>()
    var k = 0
    while k + 4 <= count {
        even = pointwiseMax(even, pointwiseMax(SIMD2(x[k], x[k + 1]), -SIMD2(x[k], x[k + 1])))
        odd = pointwiseMax(odd, pointwiseMax(SIMD2(x[k + 2], x[k + 3]), -SIMD2(x[k + 2], x[k + 3])))
        k += 4
    }
    let lanes = pointwiseMax(even, odd)
    var largest = max(lanes.x, lanes.y)
    while k < count {
        largest = max(largest, abs(x[k]))
        k += 1
    }
    return largest
}

/// Dot product over `count` elements, a multiple of the lane number.
@inline(__always)
func dot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int) -> Double {
    var even = SIMD2<Double>(), odd = SIMD2<Double>()
    var k = 0
    while k < count {
        even += SIMD2(x[k], x[k + 1]) * SIMD2(y[k], y[k + 1])
        odd += SIMD2(x[k + 2], x[k + 3]) * SIMD2(y[k + 2], y[k + 3])
        k += 4
    }
    let lanes = even + odd
    return lanes.x + lanes.y
}
