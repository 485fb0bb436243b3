import Foundation
import Testing

@testable import Rigor

/// Spectra by shifted factorizations, against matrices whose eigenvalues are known, pivots in 200 bits, and the bounds
/// through a basis of eigenvectors.
@Suite struct FactorizationSpectrumTests {
    /// Q diag(values) Q' with a product Q of three reflections, rounded to float64, and those roundings as radii.
    private static func matrix(_ values: [Double], seed: UInt64) -> MatrixEnclosure {
        let n = values.count
        var random = SplitMix(seed)
        var h = MatrixEnclosure.zero(rows: n, columns: n)
        for i in 0..<n { h.midpoint[i * n + i] = values[i] }
        for _ in 0..<3 {
            let v = (0..<n).map { _ in random.next() - 0.5 }, square = v.reduce(0) { $0 + $1 * $1 }
            var q = MatrixEnclosure.identity(n)
            for i in 0..<n { for j in 0..<n { q.midpoint[i * n + j] -= 2 * v[i] * v[j] / square } }
            h = (q * h) * q.transposed
        }
        for i in 0..<n {
            for j in 0..<i { h.midpoint[j * n + i] = h.midpoint[i * n + j] }
        }
        // what the reflections lack of being orthogonal moves eigenvalues by some n u |H|
        h.radius = h.radius.map { _ in 0 }
        return h
    }

    private struct SplitMix {
        var state: UInt64
        init(_ seed: UInt64) { state = seed }
        mutating func next() -> Double {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
        }
    }

    private static func intervals(_ h: MatrixEnclosure) -> SymmetricIntervalMatrix {
        var result = SymmetricIntervalMatrix(order: h.rows, precision: Precision(bits: 200))
        for i in 0..<h.rows {
            for j in i..<h.rows {
                let centre = Interval(exactly: h.midpoint[j * h.rows + i], precision: Precision(bits: 200))
                let r = Interval(exactly: h.radius[j * h.rows + i], precision: Precision(bits: 200))
                result[i, j] = (centre - r).hull(with: centre + r)
            }
        }
        return result
    }

    @Test(arguments: [1, 2, 3, 7, 16, 45])
    func inertiaAndExtremesOfPlantedSpectra(n: Int) throws {
        for seed in 0..<12 {
            var random = SplitMix(UInt64(1000 * n + seed))
            // graded sizes from 1e-9 to 10, signs at random; every third matrix definite
            let values = (0..<n).map { k in
                let size = 10 * (k == 0 ? 1 : pow(1e-9, random.next()))
                return seed % 3 == 0 || random.next() < 0.5 ? size : -size
            }
            let h = Self.matrix(values, seed: UInt64(seed))
            let spectrum = try h.spectrum()
            let negative = values.filter { $0 < 0 }.count
            #expect(spectrum.inertia == Inertia(positive: n - negative, negative: negative, zero: 0))
            let slack = 1e-13
            let sorted = values.sorted()
            for (bounds, value) in zip(spectrum.eigenvalues, sorted) {
                #expect(bounds.lower <= value + slack && value - slack <= bounds.upper)
            }
            #expect(spectrum.smallest.upper - spectrum.smallest.lower < 1e-11)
            #expect(spectrum.largest.upper - spectrum.largest.lower < 1e-11)
            let gap = spectrum.eigenvalues.map(\.mignitude).min() ?? 0
            let least = values.map { abs($0) }.min() ?? 0
            #expect(gap <= least + slack && gap > least - 1e-11)
            // the smallest eigenvalue of the matrix itself, by pivots in 200 bits
            let exact = Self.intervals(h)
            #expect(exact.sideOfSmallestEigenvalue(of: spectrum.smallest.lower) != .below)
            #expect(exact.sideOfSmallestEigenvalue(of: spectrum.smallest.upper) != .above)
        }
    }

    /// Never wider than twice what eigenvectors give, away from where both are rounding.
    @Test func asSharpAsTheBasis() throws {
        for seed in 0..<8 {
            let n = 15
            var random = SplitMix(UInt64(77 + seed))
            var h = Self.matrix((0..<n).map { Double($0 - 3) + random.next() }, seed: UInt64(seed))
            for i in 0..<n { for j in 0..<n { h.radius[i * n + j] = 1e-14 } }
            let basis = try #require(ApproximateLinearAlgebra.symmetricEigenproblem(h.midpoint, order: n)).vectors
            let old = try h.spectrum(basis: basis), new = try h.spectrum()
            #expect(old.inertia == new.inertia)
            for (a, b) in [(old.smallest, new.smallest), (old.largest, new.largest)] {
                #expect(a.intersection(b) != nil)
                #expect(b.upper - b.lower <= 2 * (a.upper - a.lower))
            }
        }
    }

    @Test func singularMatricesAreNotRegular() throws {
        // J'J of integers: rank 3 of 4, exactly
        let j: [[Double]] = [[1, 2, 3, 4], [0, 1, 5, -2], [2, -1, 1, 1]]
        var h = MatrixEnclosure.zero(rows: 4, columns: 4)
        for a in 0..<4 { for b in 0..<4 { h.midpoint[a * 4 + b] = j.reduce(0) { $0 + $1[a] * $1[b] } } }
        let spectrum = try h.spectrum()
        #expect(spectrum.inertia == nil)
        #expect(spectrum.positiveAtLeast == 3 && spectrum.negativeAtLeast == 0)
        #expect(spectrum.smallest.contains(0))
        // -H
        h.midpoint = h.midpoint.map { -$0 }
        let opposite = try h.spectrum()
        #expect(opposite.positiveAtLeast == 0 && opposite.negativeAtLeast == 3)
        #expect(opposite.largest.contains(0))
        #expect(try MatrixEnclosure.zero(rows: 5, columns: 5).spectrum().positiveAtLeast == 0)
    }

    @Test func radiiAndPerturbationsCount() throws {
        // eigenvalues 1 and 3; radius 0.51 in each entry moves them by up to 1.02, a perturbation by itself
        let exact = MatrixEnclosure(rows: 2, columns: 2, exactly: [2, 1, 1, 2])
        #expect(try exact.spectrum().inertia == Inertia(positive: 2, negative: 0, zero: 0))
        #expect(try exact.widened(by: 0.51).spectrum().positiveAtLeast == 1)
        #expect(try exact.spectrum(perturbation: 1.001).positiveAtLeast == 1)
        #expect(try exact.spectrum(perturbation: 0.999).positiveAtLeast == 2)
        #expect(try exact.widened(by: 0.25).spectrum(perturbation: 0.6).positiveAtLeast == 1)
        let widened = try exact.widened(by: 0.25).spectrum()
        // the corners [2 ± 1/4, 1 ∓ 1/4]
        #expect(widened.smallest.lower <= 0.5 && widened.smallest.upper >= 1.5)
        #expect(widened.largest.lower <= 2.5 && widened.largest.upper >= 3.5)
        #expect(throws: SpectrumFailure.notFinite) { try exact.widened(by: .infinity).spectrum() }
    }

    /// Zero diagonals need pivots of two rows.
    @Test func blocksOfTwo() throws {
        let n = 6
        var h = MatrixEnclosure.zero(rows: n, columns: n)
        for i in 0..<n / 2 {
            h.midpoint[2 * i * n + 2 * i + 1] = Double(i + 1)
            h.midpoint[(2 * i + 1) * n + 2 * i] = Double(i + 1)
        }
        let factorization = try #require(ApproximateLinearAlgebra.pivotedFactorization(h.midpoint, order: n))
        #expect(factorization.subdiagonal.contains { $0 != 0 })
        #expect(h.residualNorm(of: factorization, shift: 0) < 1e-14)
        #expect(factorization.positiveAtLeast == 3)
        let spectrum = try h.spectrum()
        #expect(spectrum.inertia == Inertia(positive: 3, negative: 3, zero: 0))
        #expect(spectrum.smallest.contains(-3) && spectrum.largest.contains(3))
    }

    /// A factorization that is wrong proves less, never something false: its residual is the true one.
    @Test func wrongFactorizationsAreMeasured() throws {
        let h = MatrixEnclosure(rows: 2, columns: 2, exactly: [3, 1, 1, 3])
        let identity = SymmetricFactorization(
            permutation: [0, 1], lower: [1, 0, 0, 1], diagonal: [1, 1], subdiagonal: [0, 0])
        // H - I has the eigenvalues 1 and 3
        let residual = h.residualNorm(of: identity, shift: 0)
        #expect(residual >= 3 && residual < 3.01)
        #expect(identity.positiveAtLeast == 2)
        let singular = SymmetricFactorization(
            permutation: [0, 1], lower: [0, 0, 0, 1], diagonal: [1, 1], subdiagonal: [0, 0])
        #expect(singular.positiveAtLeast == 0)
        for seed in 0..<40 {
            let n = 6
            var random = SplitMix(UInt64(seed))
            let values = (0..<n).map { _ in 4 * random.next() - 2 }
            let h = Self.matrix(values, seed: UInt64(seed)), t = random.next()
            let right = try #require(
                ApproximateLinearAlgebra.pivotedFactorization(
                    (0..<n * n).map { h.midpoint[$0] - ($0 % (n + 1) == 0 ? t : 0) }, order: n))
            var lower = right.lower, diagonal = right.diagonal
            lower[3 * n + 1] += random.next() - 0.5
            diagonal[seed % n] *= -1
            let wrong = SymmetricFactorization(
                permutation: right.permutation, lower: lower, diagonal: diagonal, subdiagonal: right.subdiagonal)
            let bound = t - h.residualNorm(of: wrong, shift: t)
            #expect(wrong.positiveAtLeast <= values.filter { $0 >= bound - 1e-13 }.count)
        }
    }

    /// The residual bounds the norm of the true one, made of exact rationals, for every order of blocks.
    @Test func residualContainsTheExactOne() throws {
        for seed in 0..<20 {
            let n = 5
            var random = SplitMix(UInt64(900 + seed))
            let values = (0..<n).map { _ in 2 * random.next() - 1 }
            let h = Self.matrix(values, seed: UInt64(seed)), t = 0.125
            let f = try #require(
                ApproximateLinearAlgebra.pivotedFactorization(
                    (0..<n * n).map { h.midpoint[$0] - ($0 % (n + 1) == 0 ? t : 0) }, order: n))
            let precision = Precision(bits: 300)
            func exact(_ x: Double) -> Interval { Interval(exactly: x, precision: precision) }
            var largest = 0.0
            for i in 0..<n {
                for j in 0..<n {
                    var sum = Interval.zero(precision: precision)
                    for k in 0..<n {
                        for l in 0..<n {
                            let d =
                                k == l
                                ? f.diagonal[k] : abs(k - l) == 1 ? f.subdiagonal[min(k, l)] : 0
                            sum = sum + exact(f.lower[i * n + k]) * exact(d) * exact(f.lower[j * n + l])
                        }
                    }
                    let row = max(f.permutation[i], f.permutation[j]), column = min(f.permutation[i], f.permutation[j])
                    sum = sum - exact(h.midpoint[row * n + column])
                    if i == j { sum = sum + exact(t) }
                    largest = max(largest, sum.magnitudeUpper)
                }
            }
            // an entry is at most the norm
            #expect(largest <= h.residualNorm(of: f, shift: t))
        }
    }

    @Test(arguments: [1, 2, 5, 33, 70])
    func triangularProducts(n: Int) {
        var random = SplitMix(UInt64(n))
        var a = MatrixEnclosure.zero(rows: n, columns: n), b = a
        for i in 0..<n {
            for j in 0...i {
                a.midpoint[i * n + j] = random.next() - 0.5
                a.radius[i * n + j] = n % 2 == 0 ? 1e-3 : 0
                b.midpoint[j * n + i] = random.next() - 0.5
            }
            if i > 0 { b.midpoint[i * n + i - 1] = random.next() }
        }
        let kernel = MatrixProductKernel(b, gamma: Directed.gamma(n + 1))
        let full = kernel.multiply(a), half = kernel.multiply(a, triangular: true)
        for i in 0..<n {
            for j in 0...i {
                #expect(full.sums[i * n + j] == half.sums[i * n + j])
                #expect(full.bounds[i * n + j] == half.bounds[i * n + j])
            }
        }
    }
}
