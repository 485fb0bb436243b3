/// Numbers L, D and a permutation such that L D L' is to be near a symmetric matrix whose rows and columns are
/// permuted.
///
/// How near is for ``MatrixEnclosure`` to bound: nothing is assumed of where the numbers come from.
struct SymmetricFactorization: Sendable {
    /// Row i of L D L' belongs to row `permutation[i]` of the matrix.
    let permutation: [Int]
    /// L, row-major, lower triangular with zeros above its diagonal.
    let lower: [Double]
    /// The diagonal of D.
    let diagonal: [Double]
    /// D_(k+1)k: not 0 where k and k + 1 make a block of two, which overlaps no other.
    let subdiagonal: [Double]

    var order: Int { diagonal.count }

    /// L is regular: no 0 on its diagonal.
    private var isRegular: Bool { (0..<order).allSatisfy { lower[$0 * order + $0] != 0 } }

    /// Whether D is block diagonal with blocks of one and two, as both members below read it.
    var hasSeparateBlocks: Bool {
        (1..<max(order, 1)).allSatisfy { subdiagonal[$0 - 1] == 0 || subdiagonal[$0] == 0 }
    }

    /// A lower bound of the number of positive eigenvalues of L D L'.
    ///
    /// With L regular it is that of D (Sylvester), block by block: of a block of two with determinant D_kk D_ll - D_lk²
    /// < 0 one eigenvalue is positive, with determinant > 0 both are when D_kk > 0. A block whose determinant is not
    /// told from 0 counts as none.
    var positiveAtLeast: Int {
        guard isRegular else { return 0 }
        var count = 0, k = 0
        while k < order {
            let below = subdiagonal[k]
            if below == 0 || k + 1 == order {
                if diagonal[k] > 0 { count += 1 }
                k += 1
                continue
            }
            let left = diagonal[k], right = diagonal[k + 1]
            let product = Bounds(
                lower: Directed.multiplyDown(left, right), upper: Directed.multiplyUp(left, right))
            let square = Bounds(lower: Directed.multiplyDown(below, below), upper: Directed.multiplyUp(below, below))
            if product.upper < square.lower {
                count += 1
            } else if product.lower > square.upper, left > 0 {
                count += 2
            }
            k += 2
        }
        return count
    }

    /// D L' with the error of its products and sums; D, not L, may hold anything.
    var scaledTranspose: MatrixEnclosure {
        let n = order
        var result = MatrixEnclosure.zero(rows: n, columns: n)
        for k in 0..<n {
            // the one entry beside the diagonal of row k of D, if there is any
            let (beside, column) =
                k + 1 < n && subdiagonal[k] != 0
                ? (subdiagonal[k], k + 1) : k > 0 && subdiagonal[k - 1] != 0 ? (subdiagonal[k - 1], k - 1) : (0, k)
            for j in min(k, column)..<n {
                let place = k * n + j, entry = lower[j * n + k]
                guard diagonal[k] != 1 || beside != 0 else {
                    result.midpoint[place] = entry
                    continue
                }
                let own = Self.product(diagonal[k], entry), other = Self.product(beside, lower[j * n + column])
                let sum = own.value + other.value
                result.midpoint[place] = sum
                let rounding = other.value == 0 ? 0 : Directed.multiplyUp(abs(sum), Directed.unitRoundoff)
                result.radius[place] =
                    own.error + other.error + rounding == 0
                    ? 0 : Directed.addUp(Directed.addUp(own.error, other.error), rounding)
            }
        }
        return result
    }

    /// x y and a bound of its rounding, which is 0 for a factor 0.
    private static func product(_ x: Double, _ y: Double) -> (value: Double, error: Double) {
        guard x != 0, y != 0 else { return (0, 0) }
        let value = x * y
        return (value, Directed.addUp(Directed.multiplyUp(abs(value), Directed.unitRoundoff), 0x1p-1074))
    }
}
