import Rigor

/// The sums of `TwoLayerSums` in MPFR intervals, and the loss, gradient and Hessian assembled from them.
final class TwoLayerIntervalSums {
    private let width: Int
    private let dimension: Int
    private let order: DerivativeOrder
    private let precision: Precision
    private let kernel: IntervalKernel
    private let squares: IntervalArray
    private let values: IntervalArray
    private let slopes: IntervalArray
    private let curvatures: IntervalArray
    private let gram: IntervalArray
    private let columns: IntervalArray

    init(width m: Int, dimension d: Int, order: DerivativeOrder, precision: Precision) {
        width = m
        dimension = d
        self.order = order
        self.precision = precision
        kernel = IntervalKernel(precision: precision)
        let n = m * (d + 1), second = order >= .hessian
        squares = IntervalArray(count: 1, precision: precision)
        values = IntervalArray(count: m, precision: precision)
        slopes = IntervalArray(count: m * d, precision: precision)
        curvatures = IntervalArray(count: second ? m * d * (d + 1) / 2 : 0, precision: precision)
        gram = IntervalArray(count: second ? n * (n + 1) / 2 : 0, precision: precision)
        columns = IntervalArray(count: n, precision: precision)
    }

    /// Adds the data point under way in `network`, whose residual is `e`.
    func add(_ network: IntervalNetwork, residual e: IntervalPointer, scratch: IntervalPointer) {
        let m = width, d = dimension
        kernel.square(scratch, e)
        kernel.add(squares.pointer(0), squares.pointer(0), scratch)
        guard order >= .gradient else { return }
        for j in 0..<m {
            kernel.multiplyAdd(values.pointer(j), e, network.jet(0, j))
            for c in 0..<d {
                // column s'_j x_c
                let column = columns.pointer(j * d + c)
                kernel.multiply(column, network.jet(1, j), network.inputs.pointer(c))
                kernel.multiplyAdd(slopes.pointer(j * d + c), e, column)
            }
        }
        guard order >= .hessian else { return }
        var index = 0
        for j in 0..<m {
            for c in 0..<d {
                kernel.multiply(scratch, e, network.jet(2, j))
                kernel.multiply(scratch, scratch, network.inputs.pointer(c))
                for b in c..<d {
                    kernel.multiplyAdd(curvatures.pointer(index), scratch, network.inputs.pointer(b))
                    index += 1
                }
            }
            kernel.set(columns.pointer(m * d + j), network.jet(0, j))
        }
        let n = m * (d + 1)
        index = 0
        for i in 0..<n {
            let left = columns.pointer(i)
            for k in i..<n {
                if i == k {
                    kernel.square(scratch, left)
                    kernel.add(gram.pointer(index), gram.pointer(index), scratch)
                } else {
                    kernel.multiplyAdd(gram.pointer(index), left, columns.pointer(k))
                }
                index += 1
            }
        }
    }

    /// Loss, gradient and Hessian, given the outputs a_j and N.
    ///
    ///     dL/da_j = (2/N) sum e s_j      dL/dw_j = (2/N) a_j sum e s'_j x      Hess = (2/N) [ J'J + sum e D²f ]
    func enclosure(outputs: IntervalArray, count: Int) throws(EvaluationFailure) -> LocalEnclosure {
        let m = width, d = dimension, n = m * (d + 1)
        let number = Interval(count, precision: precision), two = Interval(2, precision: precision)
        let loss = squares[0] / number
        var result = LocalEnclosure(loss: Bounds(lower: max(0, loss.lowerDouble), upper: loss.upperDouble))
        guard result.loss.upper.isFinite else { throw .outOfRange("the loss is not bounded at \(precision.bits) bits") }
        guard order >= .gradient else { return result }
        let a = (0..<m).map { outputs[$0] }
        let scale = two / number
        var gradient = [Interval]()
        for i in 0..<(m * d) { gradient.append(scale * a[i / d] * slopes[i]) }
        for j in 0..<m { gradient.append(scale * values[j]) }
        let pieces = gradient.map(\.midpointAndRadius)
        result.gradient = VectorEnclosure(midpoint: pieces.map(\.midpoint), radius: pieces.map(\.radius))
        guard order >= .hessian else { return result }

        var entries = [Interval]()
        entries.reserveCapacity(n * (n + 1) / 2)
        var position = [Int](repeating: 0, count: n * n), index = 0
        for i in 0..<n {
            for k in i..<n {
                // a_i a_k for the columns of input weights, into which the outputs were not multiplied
                var entry = scale * gram[index]
                switch (i < m * d, k < m * d) {
                case (true, true): entry = entry * (i / d == k / d ? a[i / d].squared() : a[i / d] * a[k / d])
                case (true, false): entry = entry * a[i / d]
                case (false, _): break
                }
                entries.append(entry)
                position[i * n + k] = index
                position[k * n + i] = index
                index += 1
            }
        }
        index = 0
        for j in 0..<m {
            for c in 0..<d {
                let mixed = position[(j * d + c) * n + m * d + j]
                entries[mixed] = entries[mixed] + scale * slopes[j * d + c]
                for b in c..<d {
                    let place = position[(j * d + c) * n + j * d + b]
                    entries[place] = entries[place] + scale * a[j] * curvatures[index]
                    index += 1
                }
            }
        }
        let halves = entries.map(\.midpointAndRadius)
        var hessian = MatrixEnclosure.zero(rows: n, columns: n)
        for i in 0..<(n * n) {
            hessian.midpoint[i] = halves[position[i]].midpoint
            hessian.radius[i] = halves[position[i]].radius
        }
        guard hessian.isFinite else { throw .outOfRange("the Hessian is not bounded at \(precision.bits) bits") }
        result.hessian = hessian
        return result
    }
}
