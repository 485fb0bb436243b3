import Certify
import Rigor

/// Streams over the data in blocks and sums in double-double what loss, gradient and Hessian need, four points at a
/// time. Owned by one thread; allocates only when made.
///
/// `TwoLayerDoubleDoubleEvaluator` bounds what the operations here lose; it counts them as they stand.
final class DoubleDoubleKernel {
    /// Vectors of four points in a block.
    static let block = 32
    let samples: DoubleDoubleSamples
    let layout: ParameterLayout
    let form: DoubleDoubleForm
    private let places: SumPlaces
    /// s, s' and s'' of every neuron, e and omega e of every output, the coordinates, 1 at the points of the block, two
    /// vectors to work in, s' x of every input weight.
    private let storage: UnsafeMutablePointer<DoubleDouble4>
    private let storageCount: Int
    /// exp(-t w_jc x) for every value of every axis of a grid.
    private let tables: UnsafeMutablePointer<DoubleDouble>
    private let tableOffsets: [Int]
    private let tableStride: Int
    /// Where the points of a block stand along every axis of a grid.
    private let indices: UnsafeMutablePointer<Int>
    private let indexCount: Int

    init(samples: DoubleDoubleSamples, layout: ParameterLayout, form: DoubleDoubleForm) {
        self.samples = samples
        self.layout = layout
        self.form = form
        places = SumPlaces(layout)
        let m = layout.width, d = samples.dimension
        storageCount = Self.block * (3 * m + 2 * layout.outputCount + d + 3 + m * d)
        storage = .allocate(capacity: storageCount)
        storage.initialize(repeating: .zero, count: storageCount)
        var offsets = [Int](), stride = 0
        for length in samples.axisLengths ?? [] {
            offsets.append(stride)
            stride += length
        }
        tableOffsets = offsets
        tableStride = stride
        tables = .allocate(capacity: max(1, stride * layout.width))
        tables.initialize(repeating: .zero, count: max(1, stride * layout.width))
        indexCount = Self.block * 4 * samples.dimension
        indices = .allocate(capacity: indexCount)
        indices.initialize(repeating: 0, count: indexCount)
    }

    deinit {
        storage.deallocate()
        tables.deallocate()
        indices.deallocate()
    }

    private func column(_ i: Int) -> UnsafeMutablePointer<DoubleDouble4> { storage + i * Self.block }
    func value(_ j: Int) -> UnsafeMutablePointer<DoubleDouble4> { column(j) }
    func slope(_ j: Int) -> UnsafeMutablePointer<DoubleDouble4> { column(layout.width + j) }
    func curvature(_ j: Int) -> UnsafeMutablePointer<DoubleDouble4> { column(2 * layout.width + j) }
    func residual(_ q: Int) -> UnsafeMutablePointer<DoubleDouble4> { column(3 * layout.width + q) }
    func weightedResidual(_ q: Int) -> UnsafeMutablePointer<DoubleDouble4> {
        samples.weights == nil ? residual(q) : column(3 * layout.width + layout.outputCount + q)
    }
    func input(_ c: Int) -> UnsafeMutablePointer<DoubleDouble4> {
        column(3 * layout.width + 2 * layout.outputCount + c)
    }
    /// 1 at the points of the block, 0 beyond.
    var ones: UnsafeMutablePointer<DoubleDouble4> { input(samples.dimension) }
    /// A vector to work in.
    var scratch: UnsafeMutablePointer<DoubleDouble4> { input(samples.dimension + 1) }
    private var secondScratch: UnsafeMutablePointer<DoubleDouble4> { input(samples.dimension + 2) }
    /// The column of the Gram matrix at a place of `SumPlaces.columns`.
    private func gramColumn(_ place: Int) -> UnsafeMutablePointer<DoubleDouble4> {
        let weights = layout.width * samples.dimension
        if place < weights { return input(samples.dimension + 3 + place) }
        return place < weights + layout.width ? value(place - weights) : ones
    }

    /// The sums of `TwoLayerSums` as computed; those of second order only where a Hessian is asked for.
    struct Sums {
        var squares: [DoubleDouble]
        var values: [DoubleDouble]
        var slopes: [DoubleDouble]
        var curvatures: [DoubleDouble]
        var gram: [DoubleDouble]
        /// max |s_j|, max |s'_j| and max |s''_j| as computed, by their high parts.
        var valueMaximum: [Double]
        var slopeMaximum: [Double]
        var curvatureMaximum: [Double]
        /// Number of blocks.
        var blocks = 0
    }

    /// Sums for input weights `w` (m d) and the outputs `a` of all units, both unit by unit.
    func sums(w: [DoubleDouble], a: [DoubleDouble], order: DerivativeOrder) -> Sums {
        let m = layout.width, d = samples.dimension, k = layout.outputCount, isSecond = order >= .hessian
        var result = Sums(
            squares: .init(repeating: .zero, count: places.squareCount),
            values: .init(repeating: .zero, count: places.valueCount),
            slopes: .init(repeating: .zero, count: places.slopeCount),
            curvatures: .init(repeating: .zero, count: isSecond ? places.curvatureCount : 0),
            gram: .init(repeating: .zero, count: isSecond ? places.gramCount : 0),
            valueMaximum: .init(repeating: 0, count: m), slopeMaximum: .init(repeating: 0, count: m),
            curvatureMaximum: .init(repeating: 0, count: m))
        forEachBlock(w, orders: [DerivativeOrder](repeating: order, count: m)) { start, length, vectors in
            for j in 0..<m {
                result.valueMaximum[j] = max(result.valueMaximum[j], largest(value(j), vectors))
                if order >= .gradient {
                    result.slopeMaximum[j] = max(result.slopeMaximum[j], largest(slope(j), vectors))
                }
                if isSecond {
                    result.curvatureMaximum[j] = max(result.curvatureMaximum[j], largest(curvature(j), vectors))
                }
            }
            for q in 0..<k {
                fillOutputs(a, q, start, length, vectors)
                weighResidual(q, start, length, vectors)
                let e = weightedResidual(q)
                result.squares[q] = result.squares[q] + dot(e, residual(q), vectors)
                guard order >= .gradient else { continue }
                for j in 0..<m {
                    result.values[places.value(j, q)] = result.values[places.value(j, q)] + dot(e, value(j), vectors)
                    let slope = slope(j)
                    for i in 0..<vectors { scratch[i] = e[i] * slope[i] }
                    for c in 0..<d {
                        let place = places.slope(j, q, c)
                        result.slopes[place] = result.slopes[place] + inputDot(scratch, c, vectors)
                    }
                }
                if layout.hasOutputBias {
                    result.values[places.value(m, q)] = result.values[places.value(m, q)] + shortDot(e, ones, vectors)
                }
            }
            if isSecond { addSecondOrder(&result, start, length, vectors) }
            result.blocks += 1
        }
        return result
    }

    /// Fills the coordinates, and for each neuron the jets that its order asks for, for one block after the other.
    ///
    /// `body` receives the first point of the block, the number of its points, and that of vectors.
    @inline(__always)
    func forEachBlock(_ w: [DoubleDouble], orders: [DerivativeOrder], _ body: (Int, Int, Int) -> Void) {
        fillTables(w)
        var start = 0
        while start < samples.count {
            let length = min(4 * Self.block, samples.count - start), vectors = (length + 3) / 4
            fillInputs(start, length, vectors)
            for j in 0..<layout.width { fillJets(w, j, vectors, orders[j]) }
            body(start, length, vectors)
            start += length
        }
    }

    /// Adds omega e_q s'' x_c x_b and omega g_r g_t over the points of a block.
    private func addSecondOrder(_ result: inout Sums, _ start: Int, _ length: Int, _ vectors: Int) {
        let m = layout.width, d = samples.dimension, columns = places.columns
        for j in 0..<m {
            for q in 0..<layout.outputCount {
                let e = weightedResidual(q), second = curvature(j)
                for c in 0..<d {
                    let x = input(c), place = places.curvature(j, q, c)
                    for i in 0..<vectors { scratch[i] = e[i] * second[i] * x[i] }
                    for b in c..<d {
                        result.curvatures[place + b - c] =
                            result.curvatures[place + b - c] + dot(scratch, input(b), vectors)
                    }
                }
            }
            for c in 0..<d {
                let column = gramColumn(columns.weight(j, c)), slope = slope(j), x = input(c)
                for i in 0..<vectors { column[i] = slope[i] * x[i] }
            }
        }
        let weights = secondScratch
        if let column = samples.weights { fill(weights, column, start, length, vectors) }
        for r in 0..<columns.count {
            let column = gramColumn(r), left = scratch, place = places.gram(r)
            // 0 beyond the points of the block
            for i in 0..<vectors { left[i] = column[i].scaled(by: ones[i].high) }
            if samples.weights != nil { for i in 0..<vectors { left[i] = left[i] * weights[i] } }
            for t in r..<columns.count {
                result.gram[place + t - r] = result.gram[place + t - r] + dot(left, gramColumn(t), vectors)
            }
        }
    }

    func largest(_ x: UnsafePointer<DoubleDouble4>, _ vectors: Int) -> Double {
        var most = SIMD4<Double>()
        for i in 0..<vectors { most = pointwiseMax(most, x[i].high.magnitudes()) }
        return most.max()
    }

    func dot(_ x: UnsafePointer<DoubleDouble4>, _ y: UnsafePointer<DoubleDouble4>, _ vectors: Int)
        -> DoubleDouble
    {
        var sum = CompensatedSum<SIMD4<Double>>()
        for i in 0..<vectors { sum.add(x[i] * y[i]) }
        return sum.value.sumOfLanes()
    }

    /// The same where y is float64.
    func shortDot(
        _ x: UnsafePointer<DoubleDouble4>, _ y: UnsafePointer<DoubleDouble4>, _ vectors: Int
    ) -> DoubleDouble {
        var sum = CompensatedSum<SIMD4<Double>>()
        for i in 0..<vectors { sum.add(x[i] * y[i].high) }
        return sum.value.sumOfLanes()
    }

    /// The same with coordinate c.
    func inputDot(_ x: UnsafePointer<DoubleDouble4>, _ c: Int, _ vectors: Int) -> DoubleDouble {
        samples.inputs[c].low == nil ? shortDot(x, input(c), vectors) : dot(x, input(c), vectors)
    }

    /// Four numbers of a column from `start` on; beyond `end` the last one again.
    @inline(__always)
    private func vector(_ values: UnsafePointer<Double>, _ start: Int, _ end: Int) -> SIMD4<Double> {
        if start + 4 <= end { return SIMD4(values[start], values[start + 1], values[start + 2], values[start + 3]) }
        let last = end - 1
        return SIMD4(
            values[min(start, last)], values[min(start + 1, last)], values[min(start + 2, last)],
            values[min(start + 3, last)])
    }

    private func fill(
        _ target: UnsafeMutablePointer<DoubleDouble4>, _ source: DoubleDoubleSamples.Column, _ start: Int,
        _ length: Int,
        _ vectors: Int
    ) {
        source.high.withUnsafeBufferPointer { high in
            let high = high.baseAddress.unsafelyUnwrapped
            for i in 0..<vectors { target[i] = DoubleDouble4(vector(high, start + 4 * i, start + length)) }
        }
        source.low?.withUnsafeBufferPointer { low in
            let low = low.baseAddress.unsafelyUnwrapped
            for i in 0..<vectors { target[i].low = vector(low, start + 4 * i, start + length) }
        }
    }

    private func fillInputs(_ start: Int, _ length: Int, _ vectors: Int) {
        let d = samples.dimension, points = 4 * Self.block
        for i in 0..<vectors {
            for lane in 0..<4 { ones[i].high[lane] = 4 * i + lane < length ? 1 : 0 }
        }
        guard let lengths = samples.axisLengths else {
            for c in 0..<d { fill(input(c), samples.inputs[c], start, length, vectors) }
            return
        }
        // the last axis varies fastest
        var divisor = 1
        for c in (0..<d).reversed() {
            let index = indices + c * points, axis = samples.inputs[c], column = input(c)
            // beyond the last point the first ones follow
            var place = start / divisor % lengths[c], left = divisor - start % divisor
            for i in 0..<(4 * vectors) {
                index[i] = place
                left -= 1
                if left == 0 {
                    place = place + 1 == lengths[c] ? 0 : place + 1
                    left = divisor
                }
            }
            for i in 0..<vectors {
                for lane in 0..<4 {
                    let x = axis[index[4 * i + lane]]
                    column[i].high[lane] = x.high
                    column[i].low[lane] = x.low
                }
            }
            divisor *= lengths[c]
        }
    }

    /// exp(-t w_jc x) along every axis of a grid, four values at a time: exp factors on a grid.
    private func fillTables(_ w: [DoubleDouble]) {
        guard samples.axisLengths != nil, case .ofDecay(let form) = form else { return }
        for j in 0..<layout.width {
            for c in 0..<samples.dimension {
                let table = tables + j * tableStride + tableOffsets[c], axis = samples.inputs[c]
                let weight = DoubleDouble4(repeating: w[layout.weight(j, c)] * -form.rate)
                for start in stride(from: 0, to: axis.high.count, by: 4) {
                    var x = DoubleDouble4.zero
                    for lane in 0..<min(4, axis.high.count - start) {
                        x.high[lane] = axis[start + lane].high
                        x.low[lane] = axis[start + lane].low
                    }
                    let values = (weight * x).exponential()
                    for lane in 0..<min(4, axis.high.count - start) {
                        table[start + lane] = DoubleDouble(high: values.high[lane], low: values.low[lane])
                    }
                }
            }
        }
    }

    private func fillJets(_ w: [DoubleDouble], _ j: Int, _ vectors: Int, _ order: DerivativeOrder) {
        let jets = DoubleDoubleJets(value: value(j), first: slope(j), second: curvature(j)), d = samples.dimension,
            work = scratch
        switch form {
        case .ofArgument(let form):
            fillArguments(w, j, vectors)
            form.fillJets(from: work, count: vectors, order: order, jets)
        case .ofDecay(let form):
            if samples.axisLengths == nil {
                fillArguments(w, j, vectors)
                let rate = SIMD4<Double>(repeating: -form.rate)
                for i in 0..<vectors { work[i] = (work[i] * rate).exponential() }
            } else {
                for c in 0..<d {
                    let table = tables + j * tableStride + tableOffsets[c], index = indices + c * 4 * Self.block
                    for i in 0..<vectors {
                        let p = index + 4 * i
                        let x = table[p[0]], y = table[p[1]], z = table[p[2]], t = table[p[3]]
                        let factor = DoubleDouble4(
                            high: SIMD4(x.high, y.high, z.high, t.high), low: SIMD4(x.low, y.low, z.low, t.low))
                        work[i] = c == 0 ? factor : work[i] * factor
                    }
                }
            }
            form.fillJets(from: work, count: vectors, order: order, jets)
        }
    }

    /// scratch: z.
    private func fillArguments(_ w: [DoubleDouble], _ j: Int, _ vectors: Int) {
        let work = scratch
        for c in 0..<samples.dimension {
            let weight = DoubleDouble4(repeating: w[layout.weight(j, c)]), x = input(c)
            for i in 0..<vectors { work[i] = c == 0 ? weight * x[i] : work[i] + weight * x[i] }
        }
    }

    /// e_q, the last one again beyond the points of the block.
    func fillOutputs(_ a: [DoubleDouble], _ q: Int, _ start: Int, _ length: Int, _ vectors: Int) {
        let e = residual(q)
        fill(e, samples.labels[q], start, length, vectors)
        for i in 0..<vectors { e[i] = -e[i] }
        for j in 0..<layout.units {
            let output = DoubleDouble4(repeating: a[places.value(j, q)])
            if j == layout.width {
                for i in 0..<vectors { e[i] = e[i] + output }
            } else {
                let values = value(j)
                for i in 0..<vectors { e[i] = e[i] + output * values[i] }
            }
        }
    }

    /// e_q made 0 beyond the points of the block, and omega e_q.
    func weighResidual(_ q: Int, _ start: Int, _ length: Int, _ vectors: Int) {
        let e = residual(q)
        for i in 0..<vectors { e[i] = e[i].scaled(by: ones[i].high) }
        guard let weights = samples.weights else { return }
        let weighted = weightedResidual(q)
        fill(weighted, weights, start, length, vectors)
        for i in 0..<vectors { weighted[i] = weighted[i] * e[i] }
    }
}
