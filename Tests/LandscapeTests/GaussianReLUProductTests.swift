import Gaussian
import Rigor
import TestSupport
import Testing

/// Verified products of the sizes that this landscape needs.
@Suite struct GaussianReLUProductTests {
    private func matrix(_ rows: Int, _ columns: Int, radius: Double, _ generator: inout SeededGenerator)
        -> MatrixEnclosure
    {
        let midpoint = (0..<(rows * columns)).map { _ in Double.random(in: -1...1, using: &generator) }
        return MatrixEnclosure(
            rows: rows, columns: columns, midpoint: midpoint,
            radius: midpoint.map { _ in radius * Double.random(in: 0...1, using: &generator) })
    }

    /// Products of members of both factors, computed exactly, lie in the product of the enclosures.
    @Test(arguments: [(1, 1, 1), (1, 5, 4), (3, 2, 7), (2, 9, 5), (5, 17, 3)], [0, 1e-3])
    func productsContainExactProducts(_ shape: (Int, Int, Int), radius: Double) {
        var generator = SeededGenerator(seed: 61)
        let a = matrix(shape.0, shape.1, radius: radius, &generator),
            b = matrix(shape.1, shape.2, radius: radius, &generator)
        let product = a * b
        for corner in [-1.0, 0, 1] {
            for i in 0..<shape.0 {
                for j in 0..<shape.2 {
                    var sum = Rational(0)
                    for k in 0..<shape.1 {
                        let x =
                            Rational(exactly: a.midpoint[i * shape.1 + k])! + Rational(
                                exactly: corner * a.radius[i * shape.1 + k])!
                        let y =
                            Rational(exactly: b.midpoint[k * shape.2 + j])! - Rational(
                                exactly: corner * b.radius[k * shape.2 + j])!
                        sum = sum + x * y
                    }
                    let error = sum - Rational(exactly: product.midpoint[i * shape.2 + j])!
                    let limit = Rational(exactly: product.radius[i * shape.2 + j])!
                    #expect(error <= limit && Rational(0) - error <= limit)
                }
            }
        }
        #expect(
            (product.radius.max() ?? 1) <= (radius == 0 ? 1e-14 : Double(2 * shape.1 + 1) * 1.1e-3),
            "sharp enough to be of use")
    }

    /// A product large enough for threads has the bytes of its rows computed one at a time.
    @Test func threadsDoNotChangeBytes() {
        var generator = SeededGenerator(seed: 62)
        let n = 131
        for radius in [0, 1e-9] {
            let a = matrix(n, n, radius: radius, &generator), b = matrix(n, n, radius: 1e-9, &generator)
            let whole = a * b
            for i in 0..<n {
                let row =
                    MatrixEnclosure(
                        rows: 1, columns: n, midpoint: Array(a.midpoint[(i * n)..<((i + 1) * n)]),
                        radius: Array(a.radius[(i * n)..<((i + 1) * n)])) * b
                #expect(row.midpoint == Array(whole.midpoint[(i * n)..<((i + 1) * n)]))
                #expect(row.radius == Array(whole.radius[(i * n)..<((i + 1) * n)]))
            }
        }
    }
}
