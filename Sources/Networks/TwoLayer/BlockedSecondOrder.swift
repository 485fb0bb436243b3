import Rigor

/// The Gram matrix and the curvatures of `TwoLayerSums` by BLAS, from blocks of points: for wide students, where their
/// n² N products are nearly all the work. Owned by one thread.
///
/// A product meets at most `roundings` roundings on its way into its sum (`BlockProducts`): those of its own call, over
/// at most `chunk` points, and one for each later call.
final class BlockedSecondOrder {
    /// The least number of columns for which BLAS pays.
    static let smallestOrder = 40

    private let columns: ParameterLayout
    private let samples: Float64Samples
    /// Points for each call: fewer make fewer roundings, as long as there are few calls.
    private let chunk: Int
    /// n by n, of which the upper triangle is made.
    private let gram: UnsafeMutablePointer<Double>
    /// For each output: m d by d.
    private let curvatures: UnsafeMutablePointer<Double>
    private let curvatureCount: Int
    /// A block of n columns, times weights, and of the d inputs.
    private let factors: UnsafeMutablePointer<Double>
    private let inputs: UnsafeMutablePointer<Double>
    private var calls = 0
    private var inputStart = -1

    /// nil for fewer columns than ``smallestOrder``.
    init?(columns: ParameterLayout, samples: Float64Samples) {
        guard columns.count >= Self.smallestOrder else { return nil }
        self.columns = columns
        self.samples = samples
        let block = TwoLayerKernel.block, n = columns.count, d = samples.dimension, outputs = samples.labels.count
        chunk = samples.count <= 1 << 14 ? 64 : block
        gram = .allocate(capacity: n * n)
        curvatureCount = columns.width * d * d
        curvatures = .allocate(capacity: outputs * curvatureCount)
        factors = .allocate(capacity: block * n)
        factors.initialize(repeating: 0, count: block * n)
        inputs = .allocate(capacity: block * d)
        inputs.initialize(repeating: 0, count: block * d)
        begin()
    }

    deinit {
        gram.deallocate()
        curvatures.deallocate()
        factors.deallocate()
        inputs.deallocate()
    }

    /// The roundings that one product meets in the sums since `begin`, itself included.
    var roundings: Int { chunk + 1 + calls }

    func begin() {
        gram.initialize(repeating: 0, count: columns.count * columns.count)
        curvatures.initialize(repeating: 0, count: samples.labels.count * curvatureCount)
        calls = 0
        inputStart = -1
    }

    /// Adds g_r g_t over the points of a block.
    ///
    /// - Parameter g: all n columns, one block after the other.
    func addGram(_ g: UnsafePointer<Double>, _ start: Int, _ count: Int) {
        let block = TwoLayerKernel.block, n = columns.count
        let all = BlockProducts.Columns(g, count: n, stride: block)
        if let weights = samples.weights {
            weights.withUnsafeBufferPointer { weights in
                for r in 0..<n {
                    let column = g + r * block, weighted = factors + r * block
                    for i in 0..<count { weighted[i] = weights[start + i] * column[i] }
                }
            }
        }
        forEachChunk(count) { offset, length in
            calls += 1
            if samples.weights == nil {
                BlockProducts.addGram(gram, all.dropping(offset), count: length)
            } else {
                let weighted = BlockProducts.Columns(factors, count: n, stride: block)
                BlockProducts.addProducts(
                    gram, weighted.dropping(offset), all.dropping(offset), count: length)
            }
        }
    }

    /// Adds e_q s'' x_c x_b over the points of a block.
    ///
    /// - Parameter fill: writes e_q s'' of a neuron at those points.
    func addCurvatures(
        output q: Int, _ start: Int, _ count: Int, fill: (_ neuron: Int, UnsafeMutablePointer<Double>) -> Void
    ) {
        let block = TwoLayerKernel.block, m = columns.width, d = samples.dimension
        if inputStart != start {
            for c in 0..<d {
                samples.columns[c].withUnsafeBufferPointer { x in
                    for i in 0..<count { inputs[c * block + i] = x[start + i] }
                }
            }
            inputStart = start
        }
        for j in 0..<m {
            let own = factors + j * d * block
            // the last column of the neuron last, where its factor stands until then
            let factor = own + (d - 1) * block
            fill(j, factor)
            for c in 0..<d {
                let column = own + c * block, x = inputs + c * block
                for i in 0..<count { column[i] = factor[i] * x[i] }
            }
        }
        let left = BlockProducts.Columns(factors, count: m * d, stride: block)
        let right = BlockProducts.Columns(inputs, count: d, stride: block)
        forEachChunk(count) { offset, length in
            BlockProducts.addProducts(
                curvatures + q * curvatureCount, left.dropping(offset), right.dropping(offset), count: length)
        }
    }

    private func forEachChunk(_ count: Int, _ body: (_ offset: Int, _ length: Int) -> Void) {
        for offset in stride(from: 0, to: count, by: chunk) { body(offset, min(chunk, count - offset)) }
    }

    /// Hands the sums over.
    func finish(_ sums: inout TwoLayerSums) {
        let n = columns.count, m = columns.width, d = samples.dimension, places = sums.places
        for r in 0..<n { for t in r..<n { sums.gram[places.gram(r, t)] = gram[r * n + t] } }
        for q in samples.labels.indices {
            for j in 0..<m {
                for c in 0..<d {
                    let place = places.curvature(j, q, c)
                    let row = curvatures + q * curvatureCount + (j * d + c) * d
                    for b in c..<d { sums.curvatures[place + b - c] = row[b] }
                }
            }
        }
    }
}
