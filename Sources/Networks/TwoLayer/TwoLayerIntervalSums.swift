import Certify
import Rigor

/// The sums of `TwoLayerSums` in MPFR intervals, for students with k outputs, and the loss, gradient and Hessian assembled from them.
///
/// The residuals e_o, o < k, take the place of e: `values`, `slopes` and `curvatures` are k times as many; the Gram matrix does not know of outputs.
/// Order of the parameters: input weights neuron by neuron, then the outputs a_jo neuron by neuron. k = 1 is MATHEMATICS section 1,
/// `MultipleOutputLandscape` states the formulas for every k.
final class TwoLayerIntervalSums {
    private let width: Int
    private let dimension: Int
    private let outputCount: Int
    private let order: DerivativeOrder
    private let precision: Precision
    private let kernel: IntervalKernel
    private let squares: IntervalArray
    private let values: IntervalArray
    private let slopes: IntervalArray
    private let curvatures: IntervalArray
    private let gram: IntervalArray
    private let columns: IntervalArray

    init(width m: Int, dimension d: Int, outputs k: Int = 1, order: DerivativeOrder, precision: Precision) {
        width = m
        dimension = d
        outputCount = k
        self.order = order
        self.precision = precision
        kernel = IntervalKernel(precision: precision)
        let n = m * (d + 1), second = order >= .hessian
        squares = IntervalArray(count: 1, precision: precision)
        values = IntervalArray(count: m * k, precision: precision)
        slopes = IntervalArray(count: m * k * d, precision: precision)
        curvatures = IntervalArray(count: second ? m * k * d * (d + 1) / 2 : 0, precision: precision)
        gram = IntervalArray(count: second ? n * (n + 1) / 2 : 0, precision: precision)
        columns = IntervalArray(count: n, precision: precision)
    }

    /// Adds the data point under way in `network`, whose residuals are the k cells from `residuals` on.
    func add(_ network: IntervalNetwork, residuals: IntervalPointer, scratch: IntervalPointer) {
        let m = width, d = dimension, k = outputCount
        for o in 0..<k {
            kernel.square(scratch, residuals + o)
            kernel.add(squares.pointer(0), squares.pointer(0), scratch)
        }
        guard order >= .gradient else { return }
        for j in 0..<m {
            for o in 0..<k { kernel.multiplyAdd(values.pointer(j * k + o), residuals + o, network.jet(0, j)) }
            for c in 0..<d {
                // column s'_j x_c
                let column = columns.pointer(j * d + c)
                kernel.multiply(column, network.jet(1, j), network.inputs.pointer(c))
                for o in 0..<k { kernel.multiplyAdd(slopes.pointer((j * k + o) * d + c), residuals + o, column) }
            }
        }
        guard order >= .hessian else { return }
        var index = 0
        for j in 0..<m {
            for o in 0..<k {
                for c in 0..<d {
                    kernel.multiply(scratch, residuals + o, network.jet(2, j))
                    kernel.multiply(scratch, scratch, network.inputs.pointer(c))
                    for b in c..<d {
                        kernel.multiplyAdd(curvatures.pointer(index), scratch, network.inputs.pointer(b))
                        index += 1
                    }
                }
            }
            kernel.set(columns.pointer(m * d + j), network.jet(0, j))
        }
        let n = m * (d + 1)
        index = 0
        for i in 0..<n {
            let left = columns.pointer(i)
            for l in i..<n {
                if i == l {
                    kernel.square(scratch, left)
                    kernel.add(gram.pointer(index), gram.pointer(index), scratch)
                } else {
                    kernel.multiplyAdd(gram.pointer(index), left, columns.pointer(l))
                }
                index += 1
            }
        }
    }

    /// Loss, gradient and Hessian, given the outputs a_jo and what the sum of squares is divided by.
    ///
    ///     dL/da_j = (2/N) sum e s_j      dL/dw_j = (2/N) a_j sum e s'_j x      Hess = (2/N) [ J'J + sum e D²f ]
    func enclosure(outputs: IntervalArray, divisor: Int) throws(EvaluationFailure) -> LocalEnclosure {
        let m = width, d = dimension, k = outputCount
        let number = Interval(divisor, precision: precision), two = Interval(2, precision: precision)
        let loss = squares[0] / number
        var result = LocalEnclosure(loss: Bounds(lower: Directed.maximum(0, loss.lowerDouble), upper: loss.upperDouble))
        guard result.loss.upper.isFinite else { throw .outOfRange("the loss is not bounded at \(precision.bits) bits") }
        guard order >= .gradient else { return result }
        let scale = two / number
        let a = (0..<(m * k)).map { outputs[$0] }, scaled = a.map { scale * $0 }
        var gradient = [Interval]()
        for j in 0..<m { for c in 0..<d { gradient.append(sum(over: j) { o in scaled[j * k + o] * slopes[(j * k + o) * d + c] }) } }
        for i in 0..<(m * k) { gradient.append(scale * values[i]) }
        let pieces = gradient.map(\.midpointAndRadius)
        result.gradient = VectorEnclosure(midpoint: pieces.map(\.midpoint), radius: pieces.map(\.radius))
        guard order >= .hessian else { return result }
        let intervals = self.hessian(a, scaled, scale), hessian = MatrixEnclosure(intervals)
        guard hessian.isFinite else { throw .outOfRange("the Hessian is not bounded at \(precision.bits) bits") }
        result.hessian = hessian
        result.hessianIntervals = intervals
        return result
    }

    private func sum(over j: Int, _ term: (Int) -> Interval) -> Interval {
        (1..<max(1, outputCount)).reduce(term(0)) { $0 + term($1) }
    }

    private func hessian(_ a: [Interval], _ scaled: [Interval], _ scale: Interval) -> SymmetricIntervalMatrix {
        let m = width, d = dimension, k = outputCount, n = m * (d + k), columnCount = m * (d + 1)
        // a_i·a_j for the columns of input weights, into which the outputs were not multiplied
        var products = [Interval]()
        for i in 0..<m {
            for j in 0..<m { products.append(sum(over: i) { i == j ? a[i * k + $0].squared() : a[i * k + $0] * a[j * k + $0] }) }
        }
        var hessian = SymmetricIntervalMatrix(order: n, precision: precision)
        /// The entry of two columns of the Gram matrix, i <= l.
        func gramEntry(_ i: Int, _ l: Int) -> Interval { gram[i * columnCount - i * (i - 1) / 2 + l - i] }
        for i in 0..<m {
            for c in 0..<d {
                let row = i * d + c
                for l in row..<(m * d) {
                    var entry = scale * gramEntry(row, l) * products[i * m + l / d]
                    if l / d == i {
                        // curvatures of one output: c <= b, rows of falling length
                        let b = l % d, place = c * d - c * (c - 1) / 2 + b - c
                        entry = entry + sum(over: i) { scaled[i * k + $0] * curvatures[(i * k + $0) * (d * (d + 1) / 2) + place] }
                    }
                    hessian[row, l] = entry
                }
                for j in 0..<m {
                    let mixed = scale * gramEntry(row, m * d + j)
                    for o in 0..<k {
                        var entry = mixed * a[i * k + o]
                        if i == j { entry = entry + scale * slopes[(j * k + o) * d + c] }
                        hessian[row, m * d + j * k + o] = entry
                    }
                }
            }
            for j in i..<m {
                let entry = scale * gramEntry(m * d + i, m * d + j)
                for o in 0..<k { hessian[m * d + i * k + o, m * d + j * k + o] = entry }
            }
        }
        return hessian
    }
}
