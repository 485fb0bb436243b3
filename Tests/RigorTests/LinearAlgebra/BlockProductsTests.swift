import Rigor
import Testing

/// Sums of products by BLAS stand where they are said to stand: integers, whose sums are exact in any order.
@Suite struct BlockProductsTests {
    @Test(arguments: [(1, 3, 1), (5, 2, 7), (41, 50, 64), (60, 3, 61)]) func integerSums(
        n: Int, m: Int, count: Int
    ) {
        let stride = 70, offset = 4
        func value(_ column: Int, _ row: Int, _ seed: Int) -> Double {
            Double((column * 31 + row * 17 + seed * 7) % 23 - 11)
        }
        let a = (0..<n * stride).map { value($0 / stride, $0 % stride, 1) }
        let b = (0..<m * stride).map { value($0 / stride, $0 % stride, 2) }
        var gram = [Double](repeating: 5, count: n * n), products = [Double](repeating: -3, count: n * m)
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress, let b = b.baseAddress else { return }
                let left = BlockProducts.Columns(a, count: n, stride: stride).dropping(offset)
                let right = BlockProducts.Columns(b, count: m, stride: stride).dropping(offset)
                for _ in 0..<2 {
                    gram.withUnsafeMutableBufferPointer { gram in
                        if let start = gram.baseAddress { BlockProducts.addGram(start, left, count: count) }
                    }
                    products.withUnsafeMutableBufferPointer { products in
                        if let start = products.baseAddress {
                            BlockProducts.addProducts(start, left, right, count: count)
                        }
                    }
                }
            }
        }
        for r in 0..<n {
            for t in 0..<n {
                let sum = (offset..<offset + count).reduce(0) { $0 + a[r * stride + $1] * a[t * stride + $1] }
                #expect(gram[r * n + t] == (r <= t ? 5 + 2 * sum : 5))
            }
            for t in 0..<m {
                let sum = (offset..<offset + count).reduce(0) { $0 + a[r * stride + $1] * b[t * stride + $1] }
                #expect(products[r * m + t] == -3 + 2 * sum)
            }
        }
    }
}
