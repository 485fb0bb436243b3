import Certify
import Rigor

/// Streams over the data in blocks and accumulates `TwoLayerSums` in float64. Owned by one thread; allocates only when made.
///
/// Memory is m (4 + d) doubles for each point of a block, whatever N is.
final class TwoLayerKernel {
    static let block = 256
    let samples: Float64Samples
    let width: Int
    let activation: Activation
    let fill: ActivationFill

    /// How the activation and its derivatives are evaluated.
    enum ActivationFill {
        /// With the proved exponential: errors bounded by `ActivationError`.
        case rigorous
        /// With the C library: for search only.
        case approximate
    }

    private let storage: UnsafeMutablePointer<Double>
    private let storageCount: Int
    private let tables: UnsafeMutablePointer<Double>
    private let tableOffsets: [Int]
    private let tableStride: Int

    init(samples: Float64Samples, width: Int, activation: Activation, fill: ActivationFill) {
        self.samples = samples
        self.width = width
        self.activation = activation
        self.fill = fill
        let d = samples.dimension
        // per neuron: s, s', s'', s''' and d columns s' x_c; then e and one temporary
        storageCount = Self.block * (width * (4 + d) + 2)
        storage = .allocate(capacity: storageCount)
        storage.initialize(repeating: 0, count: storageCount)
        var offsets = [Int](), stride = 0
        for axis in samples.grid?.axes ?? [] {
            offsets.append(stride)
            stride += axis.count
        }
        tableOffsets = offsets
        tableStride = stride
        tables = .allocate(capacity: max(1, stride * width))
        tables.initialize(repeating: 0, count: max(1, stride * width))
    }

    deinit {
        storage.deallocate()
        tables.deallocate()
    }

    func jet(_ order: Int, _ j: Int) -> UnsafeMutablePointer<Double> { storage + (order * width + j) * Self.block }
    private func slopeColumn(_ j: Int, _ c: Int) -> UnsafeMutablePointer<Double> {
        storage + (4 * width + j * samples.dimension + c) * Self.block
    }
    var residuals: UnsafeMutablePointer<Double> { storage + width * (4 + samples.dimension) * Self.block }
    private var scratch: UnsafeMutablePointer<Double> { residuals + Self.block }

    /// Accumulates the sums for input weights `w` (m d, neuron-major) and outputs `a` (m).
    func sums(w: [Double], a: [Double], order: DerivativeOrder) -> TwoLayerSums {
        let m = width, d = samples.dimension
        var result = TwoLayerSums(width: m, dimension: d)
        var blocks = 0
        forEachBlock(w: w, a: a, jetOrder: order.rawValue) { start, length, padded in
            blocks += 1
            let e = residuals
            result.squares += dot(e, e, padded)
            for j in 0..<m {
                for q in 0...order.rawValue {
                    let values = jet(q, j)
                    var largest = result.maxima[j][q]
                    for k in 0..<length { largest = max(largest, abs(values[k])) }
                    result.maxima[j][q] = largest
                }
            }
            guard order >= .gradient else { return }
            for j in 0..<m {
                result.values[j] += dot(e, jet(0, j), padded)
                let slope = jet(1, j)
                for c in 0..<d {
                    let column = slopeColumn(j, c)
                    samples.columns[c].withUnsafeBufferPointer { x in
                        for k in 0..<padded { column[k] = slope[k] * x[start + k] }
                    }
                    result.slopes[j * d + c] += dot(e, column, padded)
                }
            }
            guard order >= .hessian else { return }
            accumulateSecondOrder(&result, start, padded)
        }
        // one rounding for each product, lanes in sequence, then the lanes, then the blocks; three products at most in a term
        result.roundings = Self.block / Float64Samples.lanes + Float64Samples.lanes + blocks + 4
        return result
    }

    private func accumulateSecondOrder(_ result: inout TwoLayerSums, _ start: Int, _ padded: Int) {
        let m = width, d = samples.dimension, n = m * (d + 1), e = residuals
        var index = 0
        for j in 0..<m {
            let second = jet(2, j)
            for c in 0..<d {
                samples.columns[c].withUnsafeBufferPointer { x in
                    for k in 0..<padded { scratch[k] = e[k] * second[k] * x[start + k] }
                }
                for b in c..<d {
                    samples.columns[b].withUnsafeBufferPointer { x in
                        result.curvatures[index] += dot(scratch, x.baseAddress.unsafelyUnwrapped + start, padded)
                    }
                    index += 1
                }
            }
        }
        result.gram.withUnsafeMutableBufferPointer { gram in
            for i in 0..<n {
                let left = i < m * d ? slopeColumn(i / d, i % d) : jet(0, i - m * d)
                for k in i..<n {
                    let right = k < m * d ? slopeColumn(k / d, k % d) : jet(0, k - m * d)
                    gram[i * n + k] += dot(left, right, padded)
                }
            }
        }
    }

    /// Fills s, s', .. up to `jetOrder` and the residuals for one block after the other.
    ///
    /// `body` receives the first point of the block, the number of points, and that number padded to whole vectors; beyond the
    /// points the residuals and the jets are 0.
    func forEachBlock(w: [Double], a: [Double], jetOrder: Int, _ body: (Int, Int, Int) -> Void) {
        let m = width, lanes = Float64Samples.lanes
        fillTables(w)
        var start = 0
        while start < samples.count {
            let length = min(Self.block, samples.count - start)
            let padded = (length + lanes - 1) / lanes * lanes
            let e = residuals
            samples.labels.withUnsafeBufferPointer { y in
                for k in 0..<padded { e[k] = -y[start + k] }
            }
            for j in 0..<m {
                fillJets(w, j, start, length, jetOrder)
                for q in 0...jetOrder { for k in length..<padded { jet(q, j)[k] = 0 } }
                let values = jet(0, j), output = a[j]
                for k in 0..<length { e[k] += output * values[k] }
            }
            body(start, length, padded)
            start += length
        }
    }

    /// exp(-t w_jc x) along every axis of a grid, t = 1 (2 for tanh, -1 for exp): exp factors on a grid.
    private func fillTables(_ w: [Double]) {
        guard let grid = samples.grid, let rate = activation.exponentialRate else { return }
        let d = samples.dimension
        for j in 0..<width {
            for c in 0..<d {
                let table = tables + j * tableStride + tableOffsets[c], weight = -rate * w[j * d + c]
                for (i, x) in grid.axes[c].enumerated() { table[i] = exponential(clamped(weight * x)) }
            }
        }
    }

    private func fillJets(_ w: [Double], _ j: Int, _ start: Int, _ length: Int, _ jetOrder: Int) {
        let d = samples.dimension
        if fill == .approximate && activation.exponentialRate == nil {
            for k in 0..<length {
                var z = 0.0
                for c in 0..<d { z += w[j * d + c] * samples.columns[c][start + k] }
                let values = activation.approximateJet(z)
                jet(0, j)[k] = values.0
                if jetOrder >= 1 { jet(1, j)[k] = values.1 }
                if jetOrder >= 2 { jet(2, j)[k] = values.2 }
                if jetOrder >= 3 { jet(3, j)[k] = values.3 }
            }
            return
        }
        guard let rate = activation.exponentialRate else { preconditionFailure("no float64 enclosure for \(activation)") }
        // scratch: E = exp(-rate z)
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
            for k in 0..<length { decay[k] = 0 }
            for c in 0..<d {
                let weight = -rate * w[j * d + c]
                samples.columns[c].withUnsafeBufferPointer { x in
                    for k in 0..<length { decay[k] += weight * x[start + k] }
                }
            }
            for k in 0..<length { decay[k] = exponential(clamped(decay[k])) }
        }
        activation.fillJets(
            fromDecay: decay, count: length, order: jetOrder,
            value: jet(0, j), first: jet(1, j), second: jet(2, j), third: jet(3, j))
    }
}

/// Keeps approximate evaluations within the range of `exponential`; enclosures check beforehand that nothing is clamped.
@inline(__always)
private func clamped(_ x: Double) -> Double { max(-exponentialRange, min(exponentialRange, x)) }

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
