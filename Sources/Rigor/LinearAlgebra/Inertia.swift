/// The numbers of positive, negative and zero eigenvalues of a symmetric matrix.
public struct Inertia: Sendable, Hashable, CustomStringConvertible {
    public let positive: Int
    public let negative: Int
    public let zero: Int

    public init(positive: Int, negative: Int, zero: Int) {
        self.positive = positive
        self.negative = negative
        self.zero = zero
    }

    public var order: Int { positive + negative + zero }
    public var description: String { "(+\(positive), -\(negative), 0:\(zero))" }

    /// Inertia of a block-diagonal matrix.
    public static func + (a: Inertia, b: Inertia) -> Inertia {
        Inertia(positive: a.positive + b.positive, negative: a.negative + b.negative, zero: a.zero + b.zero)
    }
}

/// What is proved about the spectrum of every symmetric matrix in an enclosure.
public struct SpectrumEnclosure: Sendable {
    /// Lower bounds of the numbers of positive and negative eigenvalues; they add up to the order when all signs are
    /// known.
    public let positiveAtLeast: Int
    public let negativeAtLeast: Int
    public let order: Int
    /// Enclosures of the eigenvalues in ascending order.
    public let eigenvalues: [Bounds]

    /// The inertia when all signs are accounted for, otherwise nil.
    public var inertia: Inertia? {
        positiveAtLeast + negativeAtLeast == order
            ? Inertia(positive: positiveAtLeast, negative: negativeAtLeast, zero: 0) : nil
    }

    /// Enclosure of the smallest eigenvalue.
    public var smallest: Bounds { eigenvalues.first ?? .entireLine }

    /// Enclosure of the largest eigenvalue.
    public var largest: Bounds { eigenvalues.last ?? .entireLine }
}

/// Why the spectrum of an enclosure could not be bounded.
public enum SpectrumFailure: Error, Sendable, Equatable {
    /// The enclosure, or the basis, holds an infinite or undefined number.
    case notFinite
    /// ‖I - VV'‖ < 1 could not be shown; the upper bound reached.
    case basisNotRegular(defect: Double)
}

extension MatrixEnclosure {
    /// Bounds the spectrum of every symmetric matrix H in this enclosure through a basis V, whose rows approximate
    /// eigenvectors.
    ///
    /// Hypotheses and conclusions, in this order:
    /// 1. ‖I - VV'‖ <= delta < 1, so V is regular and T = VHV' has the inertia of H (Sylvester).
    /// 2. Signs: scaled by s_i = |T_ii|^(-1/2), a congruence again, T has diagonal ±1; Gershgorin discs of radius < 1
    ///    do not reach 0 and those of one sign are disjoint from those of the other, so they count the signs.
    ///    When a row fails, the principal submatrix of the rows that pass still bounds the counts from below (Cauchy
    ///    interlacing).
    /// 3. Values: the k-th eigenvalue of T lies within the norm of its off-diagonal part of the k-th diagonal entry
    ///    (Weyl), and lambda_k(T) = theta lambda_k(H) with 1 - delta <= theta <= 1 + delta (Ostrowski).
    ///
    /// Sources: Horn & Johnson, Matrix Analysis, theorems 4.3.1, 4.3.28, 4.5.8, 4.5.9, 6.1.1.
    ///
    /// - Parameters:
    ///   - basis: V, row-major, exact float64 entries; any matrix is admissible, a good one gives sharp bounds.
    ///   - perturbation: the result also holds for H + E for every symmetric E with spectral norm at most this.
    public func spectrum(basis: [Double], perturbation: Double = 0) throws(SpectrumFailure) -> SpectrumEnclosure {
        let n = rows
        precondition(columns == n && basis.count == n * n)
        guard isFinite, basis.allSatisfy(\.isFinite), perturbation >= 0, perturbation.isFinite else { throw .notFinite }
        let v = MatrixEnclosure(rows: n, columns: n, exactly: basis)
        let vt = v.transposed
        // 1. regularity of the basis
        let defect = (v * vt - .identity(n)).spectralNormUpper
        guard defect < 1 else { throw .basisNotRegular(defect: defect) }
        // |V E V'| entries are bounded by ‖V‖² ‖E‖ <= (1 + defect) ‖E‖; so is the norm of the whole perturbation.
        let shift = Directed.multiplyUp(Directed.addUp(1, defect), perturbation)
        let product = (v * self) * vt
        guard product.isFinite else { throw .notFinite }

        // 2. signs, with the perturbation added to each disc: ‖S V E V' S‖ row sums are bounded through |e_ij| <=
        //    shift.
        var diagonal = [Bounds](), scale = [Double](repeating: 0, count: n)
        for i in 0..<n {
            diagonal.append(product.bounds(i, i))
            // any positive number will do
            let size = Directed.maximum(abs(product.midpoint[i * n + i]), 1e-300)
            scale[i] = 1 / size.squareRoot()
        }
        var accepted = (0..<n).filter { diagonal[$0].mignitude > shift }
        var passes = false
        while !passes {
            passes = true
            for i in accepted {
                // |T_ii| s_i² > sum_j |T_ij| s_i s_j, divided by s_i > 0; S need only be some positive diagonal matrix.
                var row = Directed.multiplyUp(shift, scale[i])
                for j in accepted where j != i {
                    let size = Directed.addUp(product.bounds(min(i, j), max(i, j)).magnitude, shift)
                    row = Directed.addUp(row, Directed.multiplyUp(size, scale[j]))
                }
                if !(Directed.multiplyDown(diagonal[i].mignitude, scale[i]) > row) {
                    accepted.removeAll { $0 == i }
                    passes = false
                    break
                }
            }
        }
        let positive = accepted.filter { diagonal[$0].isCertainlyPositive }.count
        let negative = accepted.filter { diagonal[$0].isCertainlyNegative }.count

        // 3. values
        var offDiagonal = product
        for i in 0..<n {
            offDiagonal.midpoint[i * n + i] = 0
            // the radius of the diagonal stays: T = diag(midpoints) + rest
        }
        let rest = Directed.addUp(offDiagonal.spectralNormUpper, shift)
        let centres = (0..<n).map { product.midpoint[$0 * n + $0] }.sorted()
        let eigenvalues = centres.map { centre in
            let low = Directed.subtractDown(centre, rest), high = Directed.addUp(centre, rest)
            let shrink = Directed.subtractDown(1, defect), stretch = Directed.addUp(1, defect)
            return Bounds(
                lower: low >= 0 ? Directed.divideDown(low, stretch) : Directed.divideDown(low, shrink),
                upper: high >= 0 ? Directed.divideUp(high, shrink) : Directed.divideUp(high, stretch))
        }
        return SpectrumEnclosure(
            positiveAtLeast: positive, negativeAtLeast: negative, order: n, eigenvalues: eigenvalues)
    }
}
