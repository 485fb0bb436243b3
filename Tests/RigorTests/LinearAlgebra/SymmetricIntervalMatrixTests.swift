import Rigor
import Testing

/// The smallest eigenvalue told from numbers by the pivots of an elimination in intervals.
@Suite struct SymmetricIntervalMatrixTests {
    static let precision = Precision(bits: 128)

    static func matrix(_ rows: [[Interval]]) -> SymmetricIntervalMatrix {
        var result = SymmetricIntervalMatrix(order: rows.count, precision: precision)
        for i in rows.indices { for j in i..<rows.count { result[i, j] = rows[i][j] } }
        return result
    }

    static func matrix(_ rows: [[Double]]) -> SymmetricIntervalMatrix {
        matrix(rows.map { $0.map { Interval(lower: $0, upper: $0, precision: precision) } })
    }

    /// [[1, 1], [1, 1 + h]] has the smallest eigenvalue h/2 - h²/8 + .., far below the resolution of float64 entries.
    @Test func farBelowFloat64() {
        let one = Interval(1, precision: Self.precision),
            h = Interval(lower: 0x1p-80, upper: 0x1p-80, precision: Self.precision)
        let positive = Self.matrix([[one, one], [one, one + h]]),
            negative = Self.matrix([[one, one], [one, one - h]])
        #expect(
            positive.sideOfSmallestEigenvalue(of: 0) == .above && negative.sideOfSmallestEigenvalue(of: 0) == .below)
        #expect(
            positive.sideOfSmallestEigenvalue(of: 0x1.fp-82) == .above
                && positive.sideOfSmallestEigenvalue(of: 0x1.1p-81) == .below)
        #expect(
            negative.sideOfSmallestEigenvalue(of: -0x1.fp-82) == .below
                && negative.sideOfSmallestEigenvalue(of: -0x1.1p-81) == .above)
        // the same entries in float64 are [[1, 1], [1, 1]] to within 2^-53
        let coarse = MatrixEnclosure(positive)
        #expect(coarse.midpoint == [1, 1, 1, 1] && coarse.radius[3] >= 0x1p-80)

        let found = positive.smallestEigenvalue(in: Bounds(lower: -1, upper: 1), toldFrom: [0, 0x1p-82, 0x1p-80])
        #expect(found == Bounds(lower: 0x1p-82, upper: 0x1p-80))
        let sharper = positive.smallestEigenvalue(in: found, halvings: 8)
        #expect(sharper.contains(0x1p-81) && sharper.upper - sharper.lower < 0x1p-87)
    }

    /// Every position of the negative pivot, and a matrix whose leading entries are 0.
    @Test func positions() {
        for n in 1...4 {
            for place in 0..<n {
                var rows = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
                for i in 0..<n { rows[i][i] = i == place ? -1 : 2 }
                let matrix = Self.matrix(rows)
                #expect(
                    matrix.sideOfSmallestEigenvalue(of: -1.5) == .above
                        && matrix.sideOfSmallestEigenvalue(of: -0.5) == .below)
            }
        }
        // a pivot 0 tells nothing, though the eigenvalues are ±1
        #expect(Self.matrix([[0, 1], [1, 0]]).sideOfSmallestEigenvalue(of: 0) == nil)
        #expect(Self.matrix([[0, 1], [1, 0]]).sideOfSmallestEigenvalue(of: -1.5) == .above)
    }

    /// B B' with B 6 by 3 has the eigenvalue 0 three times. Rows that are nearly equal come one after the other: in
    /// that order the elimination divides by 2^-56 three times, and the radii of the entries grow beyond all
    /// eigenvalues.
    @Test func largestPivotsComeFirst() {
        let h = 0x1p-30
        let B: [[Double]] = [[1, 0, 0], [1, h, 0], [0, 1, 0], [0, 1, h], [0, 0, 1], [h, 0, 1]]
        let radius = Interval(lower: -0x1p-93, upper: 0x1p-93, precision: Self.precision)
        let matrix = Self.matrix(
            B.map { u in
                B.map { v in
                    zip(u, v).reduce(radius) {
                        $0 + Interval(exactly: $1.0, precision: Self.precision)
                            * Interval(exactly: $1.1, precision: Self.precision)
                    }
                }
            })
        #expect(matrix.sideOfSmallestEigenvalue(of: -0x1p-56) == .above)
        #expect(matrix.sideOfSmallestEigenvalue(of: 0x1p-56) == .below)
        // 0 is an eigenvalue of one of the matrices
        #expect(matrix.sideOfSmallestEigenvalue(of: 0) == nil)
    }

    /// What is not known is not told: the entries, the number itself, and the smallest eigenvalue where it is.
    @Test func open() {
        let wide = Interval(lower: 0.5, upper: 1.5, precision: Self.precision)
        let matrix = Self.matrix([[wide]])
        #expect(matrix.sideOfSmallestEigenvalue(of: 1) == nil)
        #expect(matrix.sideOfSmallestEigenvalue(of: 0.5) == nil && matrix.sideOfSmallestEigenvalue(of: 0.4) == .above)
        #expect(
            matrix.sideOfSmallestEigenvalue(of: .nan) == nil && matrix.sideOfSmallestEigenvalue(of: .infinity) == nil)
        #expect(
            matrix.smallestEigenvalue(in: Bounds(lower: 0, upper: 2), toldFrom: [0.25, 0.75, 1, 1.75])
                == Bounds(lower: 0.25, upper: 1.75))
        #expect(matrix.smallestEigenvalue(in: Bounds(lower: 0, upper: 2), halvings: 5) == Bounds(lower: 0, upper: 2))
        #expect(SymmetricIntervalMatrix(order: 0, precision: Self.precision).sideOfSmallestEigenvalue(of: 0) == nil)
    }
}
