import Certify
import Rigor

/// Encloses the loss of a limit network over a ball in MPFR intervals, on the smallest box that holds the ball.
///
/// With g = grad f at a data point, whose blocks are
///
///     neuron:  a s' x, a = A mu               group:   sum mu s
///     pair:    ((c s' + (v·x) s'') x, s' x, s)             k: 1        u: x
///     triple:  ((c s' + (v·x) s'' + sigma (g·x)² s'''/2) x, s' x, s, sigma (g·x) s'' x)
///
/// and the block-diagonal second derivative
///
///     neuron:  ww: a s'' xx'   wA: mu s' x    pair:  ww: (c s'' + (v·x) s''') xx'   wv: s'' xx'   wc: s' x
///     triple:  as a pair, ww with sigma (g·x)² s''''/2 besides, and wg: sigma (g·x) s''' xx'   gg: sigma s'' xx'
///
///     grad L = (2/N) sum e g                  Hess L = (2/N) sum ( g g' + e D²f )
///
/// with sample weights omega inside the sums, and a and mu of neurons outside: a wide range of shares then widens only
/// what is left of a sum after cancellation, as in ``LimitNetworkMeans``.
final class LimitNetworkIntervalEvaluator: LandscapeEvaluator {
    private let limit: LimitIntervalNetwork
    private let shape: LimitNetworkShape
    private var kernel: IntervalKernel { limit.kernel }
    private let work: IntervalArray
    private let columns: IntervalArray

    init(network: LimitIntervalNetwork) {
        limit = network
        shape = network.shape
        work = IntervalArray(count: 6, precision: network.precision)
        columns = IntervalArray(count: network.shape.parameterCount, precision: network.precision)
    }

    var precision: Precision? { limit.precision }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        limit.setParameters(ball)
        let n = shape.parameterCount, precision = limit.precision
        let squares = IntervalArray(count: 1, precision: precision)
        let gradient = IntervalArray(count: n, precision: precision)
        let hessian = IntervalArray(count: order >= .hessian ? n * n : 0, precision: precision)
        let curvatures = IntervalArray(count: hessian.count, precision: precision)
        let e = work.pointer(0), term = work.pointer(1)
        for k in 0..<limit.count {
            limit.evaluate(point: k, jetOrder: order.rawValue + 1, residual: e)
            let weight = limit.sampleWeight(k)
            kernel.square(term, e)
            if let weight { kernel.multiply(term, term, weight) }
            kernel.add(squares.pointer(0), squares.pointer(0), term)
            guard order >= .gradient else { continue }
            // omega e
            var residual = e
            if let weight {
                residual = work.pointer(4)
                kernel.multiply(residual, e, weight)
            }
            fillColumns()
            for i in 0..<n { kernel.multiplyAdd(gradient.pointer(i), residual, columns.pointer(i)) }
            guard order >= .hessian else { continue }
            for i in 0..<n {
                var left = columns.pointer(i)
                kernel.square(term, left)
                if let weight {
                    kernel.multiply(term, term, weight)
                    left = work.pointer(5)
                    kernel.multiply(left, columns.pointer(i), weight)
                }
                kernel.add(hessian.pointer(i * n + i), hessian.pointer(i * n + i), term)
                for l in (i + 1)..<max(n, i + 1) {
                    kernel.multiplyAdd(hessian.pointer(i * n + l), left, columns.pointer(l))
                }
            }
            addSecondDerivatives(curvatures, residual: residual)
        }
        if order >= .hessian { combine(hessian, curvatures) }
        for j in 0..<shape.neurons {
            for c in 0..<shape.dimension {
                let component = gradient.pointer(shape.weight(j) + c)
                kernel.multiply(component, component, limit.network.output(j))
            }
        }
        return try assemble(squares, gradient, hessian, order)
    }

    /// hessian = sum f_i f_l g_i g_l + sum e D²f, with the factors f = a of input weights of neurons that neither sum
    /// has
    /// yet, and a or mu of the second.
    private func combine(_ hessian: IntervalArray, _ curvatures: IntervalArray) {
        let d = shape.dimension, n = shape.parameterCount, product = work.pointer(1)
        /// The neuron whose input weight parameter i is.
        func neuron(_ i: Int) -> Int? { i < shape.neurons * d ? i / d : nil }
        for i in 0..<n {
            let left = neuron(i)
            for l in i..<n {
                let entry = hessian.pointer(i * n + l), curvature = curvatures.pointer(i * n + l), right = neuron(l)
                switch (left, right) {
                case (let j?, let m?):
                    kernel.multiply(product, limit.network.output(j), limit.network.output(m))
                    kernel.multiply(entry, entry, product)
                    if j == m { kernel.multiplyAdd(entry, limit.network.output(j), curvature) }
                case (let j?, nil):
                    kernel.multiply(entry, entry, limit.network.output(j))
                    kernel.multiplyAdd(entry, limit.shares.pointer(j), curvature)
                default: kernel.add(entry, entry, curvature)
                }
            }
        }
    }

    /// The columns g, those of input weights of neurons without the factor a.
    private func fillColumns() {
        let d = shape.dimension, slope = work.pointer(1)
        for j in 0..<shape.units {
            if j < shape.neurons { kernel.set(slope, limit.network.jet(1, j)) } else { limit.amplitude(slope, 1, j) }
            for c in 0..<d {
                kernel.multiply(columns.pointer(shape.weight(j) + c), slope, limit.network.inputs.pointer(c))
                if j >= shape.neurons {
                    kernel.multiply(
                        columns.pointer(shape.weight(j) + d + c), limit.network.jet(1, j),
                        limit.network.inputs.pointer(c))
                }
            }
            if j >= shape.neurons { kernel.set(columns.pointer(shape.output(j)), limit.network.jet(0, j)) }
            guard let t = shape.triple(j) else { continue }
            kernel.multiply(slope, limit.bends.pointer(t), limit.network.jet(2, j))
            for c in 0..<d {
                kernel.multiply(columns.pointer(shape.tripleBend(t) + c), slope, limit.network.inputs.pointer(c))
            }
        }
        for g in shape.groups.indices {
            kernel.set(columns.pointer(shape.groupOutput(g)), limit.groupValues.pointer(g))
        }
        if shape.hasConstant { kernel.setInteger(columns.pointer(shape.constant), 1) }
        if shape.hasLinearPart {
            for c in 0..<d { kernel.set(columns.pointer(shape.linearPart + c), limit.network.inputs.pointer(c)) }
        }
    }

    /// Adds e D²f to the upper triangle, of neurons without a and mu.
    private func addSecondDerivatives(_ hessian: IntervalArray, residual e: IntervalPointer) {
        let d = shape.dimension, n = shape.parameterCount
        let bend = work.pointer(1), cross = work.pointer(2), factor = work.pointer(3)
        for j in 0..<shape.units {
            let w = shape.weight(j)
            if j < shape.neurons { kernel.set(bend, limit.network.jet(2, j)) } else { limit.amplitude(bend, 2, j) }
            kernel.multiply(bend, bend, e)
            for c in 0..<d {
                kernel.multiply(factor, bend, limit.network.inputs.pointer(c))
                for b in c..<d {
                    kernel.multiplyAdd(hessian.pointer((w + c) * n + w + b), factor, limit.network.inputs.pointer(b))
                }
                kernel.multiply(factor, limit.network.jet(1, j), limit.network.inputs.pointer(c))
                kernel.multiplyAdd(hessian.pointer((w + c) * n + shape.output(j)), e, factor)
                guard j >= shape.neurons else { continue }
                kernel.multiply(cross, e, limit.network.jet(2, j))
                kernel.multiply(cross, cross, limit.network.inputs.pointer(c))
                for b in 0..<d {
                    kernel.multiplyAdd(hessian.pointer((w + c) * n + w + d + b), cross, limit.network.inputs.pointer(b))
                }
            }
            if let t = shape.triple(j) { addSecondDerivatives(ofTriple: t, hessian, residual: e) }
        }
    }

    /// The blocks wg and gg.
    private func addSecondDerivatives(ofTriple t: Int, _ hessian: IntervalArray, residual e: IntervalPointer) {
        let d = shape.dimension, n = shape.parameterCount, j = shape.neurons + shape.pairs + t
        let w = shape.weight(j), g = shape.tripleBend(t)
        let cross = work.pointer(1), square = work.pointer(2), factor = work.pointer(3)
        kernel.multiply(square, e, limit.network.jet(2, j))
        if shape.tripleSigns[t] < 0 { kernel.negate(square, square) }
        kernel.multiply(cross, e, limit.bends.pointer(t))
        kernel.multiply(cross, cross, limit.network.jet(3, j))
        for c in 0..<d {
            kernel.multiply(factor, cross, limit.network.inputs.pointer(c))
            for b in 0..<d {
                kernel.multiplyAdd(hessian.pointer((w + c) * n + g + b), factor, limit.network.inputs.pointer(b))
            }
            kernel.multiply(factor, square, limit.network.inputs.pointer(c))
            for b in c..<d {
                kernel.multiplyAdd(hessian.pointer((g + c) * n + g + b), factor, limit.network.inputs.pointer(b))
            }
        }
    }

    private func assemble(
        _ squares: IntervalArray, _ gradient: IntervalArray, _ hessian: IntervalArray, _ order: DerivativeOrder
    ) throws(EvaluationFailure) -> LocalEnclosure {
        let n = shape.parameterCount, precision = limit.precision
        let number = Interval(limit.count, precision: precision)
        let scale = Interval(2, precision: precision) / number
        let loss = squares[0] / number
        var result = LocalEnclosure(loss: Bounds(lower: Directed.maximum(0, loss.lowerDouble), upper: loss.upperDouble))
        guard result.loss.upper.isFinite else { throw .outOfRange("the loss is not bounded at \(precision.bits) bits") }
        guard order >= .gradient else { return result }
        let components = (0..<n).map { (scale * gradient[$0]).midpointAndRadius }
        result.gradient = VectorEnclosure(midpoint: components.map(\.midpoint), radius: components.map(\.radius))
        guard order >= .hessian else { return result }
        var matrix = MatrixEnclosure.zero(rows: n, columns: n)
        for i in 0..<n {
            for l in i..<n {
                let entry = (scale * hessian[i * n + l]).midpointAndRadius
                for place in [i * n + l, l * n + i] { (matrix.midpoint[place], matrix.radius[place]) = entry }
            }
        }
        guard matrix.isFinite else { throw .outOfRange("the Hessian is not bounded at \(precision.bits) bits") }
        result.hessian = matrix
        return result
    }

    /// K0, K1, K2 of MATHEMATICS section 2 with the blocks of a pair besides. Along a unit direction (om, be, ga) of a
    /// pair, p = om·x, q = be·x:
    ///
    ///     f'   = ga s + q s' + (c s' + (v·x) s'') p
    ///     f''  = 2 ga s' p + 2 q s'' p + (c s'' + (v·x) s''') p²
    ///     f''' = 3 ga s'' p² + 3 q s''' p² + (c s''' + (v·x) s'''') p³
    ///
    /// Of a triple, with ka for g, r = ka·x and y = sigma g·x, besides
    ///
    ///     f'   + y r s'' + (sigma/2)(g·x)² s''' p
    ///     f''  + 2 y r s''' p + sigma r² s'' + (sigma/2)(g·x)² s'''' p²
    ///     f''' + 3 y r s'''' p² + 3 sigma r² s''' p + (sigma/2)(g·x)² s''''' p³
    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        limit.setParameters(ball)
        let e = work.pointer(0), amplitude = work.pointer(1)
        func magnitude(_ q: Int, _ j: Int) -> Double {
            limit.amplitude(amplitude, q, j)
            return kernel.magnitudeUpper(amplitude)
        }
        var first = [Int](), next = 0
        for size in shape.groups {
            first.append(next)
            next += size
        }
        var sums = LimitLipschitzSums(shape: shape)
        for k in 0..<limit.count {
            limit.evaluate(point: k, jetOrder: 3, residual: e)
            sums.begin(squaredNorm: limit.network.squaredInputNorm)
            for (g, size) in shape.groups.enumerated() {
                sums.beginGroup(value: kernel.magnitudeUpper(limit.groupValues.pointer(g)))
                for j in first[g]..<(first[g] + size) {
                    let share = kernel.magnitudeUpper(limit.shares.pointer(j))
                    sums.addNeuron(
                        amplitudes: (magnitude(1, j), magnitude(2, j), magnitude(3, j)),
                        mixed: (
                            Directed.multiplyUp(share, kernel.magnitudeUpper(limit.network.jet(1, j))),
                            Directed.multiplyUp(share, kernel.magnitudeUpper(limit.network.jet(2, j)))
                        ))
                }
                sums.endGroup()
            }
            for j in shape.neurons..<shape.units {
                let jets = (0...3).map { kernel.magnitudeUpper(limit.jet($0, j)) }
                guard let t = shape.triple(j) else {
                    sums.addPair(
                        amplitudes: (magnitude(1, j), magnitude(2, j), fourthAmplitude(j)),
                        jets: (jets[0], jets[1], jets[2], jets[3]))
                    continue
                }
                sums.addTriple(
                    amplitudes: (magnitude(1, j), magnitude(2, j), magnitude(3, j)),
                    jets: (jets[0], jets[1], jets[2], jets[3], kernel.magnitudeUpper(limit.jet(4, j))),
                    bend: kernel.magnitudeUpper(limit.bends.pointer(t)))
            }
            sums.end(
                residual: kernel.magnitudeUpper(e),
                weight: limit.sampleWeight(k).map { kernel.magnitudeUpper($0) } ?? 1)
        }
        return try sums.constants()
    }

    /// Upper bound of |c s''' + (v·x) s''''| at the point under way.
    private func fourthAmplitude(_ j: Int) -> Double {
        let result = work.pointer(1), fourth = work.pointer(2)
        limit.fourthDerivative(fourth, j)
        kernel.multiply(result, limit.network.output(j), limit.network.jet(3, j))
        kernel.multiplyAdd(result, limit.gates.pointer(j - shape.neurons), fourth)
        return kernel.magnitudeUpper(result)
    }
}
