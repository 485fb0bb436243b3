import Dispatch

/// The inner loops of verified products: two rows by four columns at a time, in registers; a panel of four columns
/// stays
/// in the cache for all rows of a task.
///
/// Every entry is summed over k in ascending order whatever the blocking and the number of threads, so the bytes never
/// depend on them.
struct MatrixProductKernel {
    private static let width = 4
    /// Rows given to a thread at a time.
    private static let rowsPerTask = 32
    /// Below this many multiplications threads cost more than they gain.
    private static let smallestThreadedWork = 1 << 20

    private let inner: Int
    private let columns: Int
    /// The right factor in panels of four columns: for each panel and each k the vectors b, gamma |b| + s and |b| + s,
    /// where s is the radius; the sums rounded up, but 0 where b and s are, which keeps subnormal numbers out of the
    /// loops.
    private let panels: [SIMD4<Double>]

    init(_ b: MatrixEnclosure, gamma: Double) {
        let inner = b.rows, columns = b.columns, width = Self.width
        var panels = [SIMD4<Double>](repeating: .zero, count: (columns + width - 1) / width * inner * 3)
        for k in 0..<inner {
            for j in 0..<columns {
                let y = b.midpoint[k * columns + j], s = b.radius[k * columns + j]
                let position = (j / width * inner + k) * 3
                panels[position][j % width] = y
                if y == 0 && s == 0 { continue }
                panels[position + 1][j % width] = Directed.addUp(Directed.multiplyUp(gamma, abs(y)), s)
                panels[position + 2][j % width] = Directed.addUp(abs(y), s)
            }
        }
        (self.inner, self.columns, self.panels) = (inner, columns, panels)
    }

    /// sum_k a_ik b_kj, and the bound sum_k |a_ik| (gamma |b_kj| + s_kj) + r_ik (|b_kj| + s_kj), both as float64 gives
    /// them.
    ///
    /// - Parameter triangular: `a` is lower triangular, b is 0 below the first diagonal under its main one, and nothing
    /// is
    ///   asked above the diagonal of the product: zeros are not multiplied, entries above the diagonal not to be read.
    func multiply(_ a: MatrixEnclosure, triangular: Bool = false) -> (sums: [Double], bounds: [Double]) {
        var sums = [Double](repeating: 0, count: a.rows * columns), bounds = sums
        let isExact = a.radius.allSatisfy { $0 == 0 }
        a.midpoint.withUnsafeBufferPointer { midpoint in
            a.radius.withUnsafeBufferPointer { radius in
                panels.withUnsafeBufferPointer { panels in
                    sums.withUnsafeMutableBufferPointer { sums in
                        bounds.withUnsafeMutableBufferPointer { bounds in
                            let block = Block(
                                inner: inner, columns: columns, isTriangular: triangular, midpoint: midpoint,
                                radius: radius, panels: panels, sums: sums, bounds: bounds)
                            let tasks = (a.rows + Self.rowsPerTask - 1) / Self.rowsPerTask
                            let threads = min(tasks, WorkerPool.spareThreads)
                            if threads == 1 || a.rows * inner * columns < Self.smallestThreadedWork {
                                block.run(rows: 0..<a.rows, isExact: isExact)
                            } else {
                                DispatchQueue.concurrentPerform(iterations: threads) { thread in
                                    for task in stride(from: thread, to: tasks, by: threads) {
                                        let first = task * Self.rowsPerTask
                                        block.run(rows: first..<min(first + Self.rowsPerTask, a.rows), isExact: isExact)
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return (sums, bounds)
    }

    /// Pointers into both factors and the result. Sharing it between threads is sound because they write to disjoint
    /// rows.
    private struct Block: @unchecked Sendable {
        let inner: Int
        let columns: Int
        let isTriangular: Bool
        let midpoint: UnsafeBufferPointer<Double>
        let radius: UnsafeBufferPointer<Double>
        let panels: UnsafeBufferPointer<SIMD4<Double>>
        let sums: UnsafeMutableBufferPointer<Double>
        let bounds: UnsafeMutableBufferPointer<Double>

        func run(rows: Range<Int>, isExact: Bool) {
            for start in stride(from: 0, to: columns, by: MatrixProductKernel.width) {
                for i in stride(from: rows.lowerBound, to: rows.upperBound, by: 2) {
                    // an odd last row is paired with itself
                    let j = min(i + 1, rows.upperBound - 1)
                    var terms = inner
                    if isTriangular {
                        if start > j { continue }
                        terms = min(inner, j + 1, start + MatrixProductKernel.width + 1)
                    }
                    if isExact { multiplyExact(i, j, start, terms) } else { multiply(i, j, start, terms) }
                }
            }
        }

        @inline(__always)
        private func multiply(_ i: Int, _ j: Int, _ start: Int, _ terms: Int) {
            var firstSum = SIMD4<Double>.zero, secondSum = firstSum, firstBound = firstSum, secondBound = firstSum
            var panel = start / MatrixProductKernel.width * inner * 3
            for k in 0..<terms {
                let y = panels[panel], far = panels[panel + 1], near = panels[panel + 2]
                panel += 3
                let x = midpoint[i * inner + k], z = midpoint[j * inner + k]
                firstSum += x * y
                firstBound += abs(x) * far + radius[i * inner + k] * near
                secondSum += z * y
                secondBound += abs(z) * far + radius[j * inner + k] * near
            }
            store(i, start, firstSum, firstBound)
            store(j, start, secondSum, secondBound)
        }

        @inline(__always)
        private func multiplyExact(_ i: Int, _ j: Int, _ start: Int, _ terms: Int) {
            var firstSum = SIMD4<Double>.zero, secondSum = firstSum, firstBound = firstSum, secondBound = firstSum
            var panel = start / MatrixProductKernel.width * inner * 3
            for k in 0..<terms {
                let y = panels[panel], far = panels[panel + 1]
                panel += 3
                let x = midpoint[i * inner + k], z = midpoint[j * inner + k]
                firstSum += x * y
                firstBound += abs(x) * far
                secondSum += z * y
                secondBound += abs(z) * far
            }
            store(i, start, firstSum, firstBound)
            store(j, start, secondSum, secondBound)
        }

        private func store(_ i: Int, _ start: Int, _ sum: SIMD4<Double>, _ bound: SIMD4<Double>) {
            for lane in 0..<min(MatrixProductKernel.width, columns - start) {
                sums[i * columns + start + lane] = sum[lane]
                bounds[i * columns + start + lane] = bound[lane]
            }
        }
    }
}
