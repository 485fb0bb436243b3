import Certify
import Rigor

/// A critical point of the Gaussian ReLU landscape, n = d = k, that is fixed by a ``DiagonalSymmetry``, proved in as
/// many
/// unknowns as the symmetry has.
///
/// **Theorem.** Let x be values of the unknowns, X the box of half-width rho around them, g(y) the gradient of the loss
/// at the fixed matrix of values y, read at one place of each unknown, J(y) its derivative, C any matrix. Let
/// 1. the loss be smooth on X: no neuron 0, no two vectors parallel;
/// 2. |C g(x)|_a + sum_b |(I - C J(X))_ab| rho < rho for every a, where J(X) encloses J on X.
///
/// Then exactly one y* in X has g(y*) = 0, |y* - x|_a <= delta_a := the left side of 2, and the matrix W* of values y*
/// is a
/// critical point. Its Hessian has the eigenvalues of the matrices of the isotypic blocks (``IsotypicBlock``), each
/// with
/// the dimension of the representation as multiplicity; enclosed on the box of half-widths delta.
///
/// *Proof.* Krawczyk (1969): by the mean value theorem y -> y - C g(y) maps X into the box of 2 around x, and it is a
/// contraction of X in the maximum norm, as the row sums of |I - C J| are below 1 by 2; so it has exactly one fixed
/// point, and C is regular, because C J(y) is: a fixed point is a zero of g. The loss is invariant under the group,
/// which
/// permutes neurons and renames coordinates together with targets; so its gradient at a fixed matrix is a fixed matrix
/// (Palais), whose entries are those of g: all are 0. The Hessian at W* commutes with the group, and
/// ``IsotypicBlock`` says what its eigenvalues are. ∎
public struct SymmetricReLUPoint: Sendable {
    public let symmetry: DiagonalSymmetry
    /// Upper bounds of |y* - x|, in the order of the unknowns.
    public let distances: [Double]
    /// Enclosure of the loss at W*.
    public let loss: Bounds
    /// Upper bound of |grad F| at the centre, over all k² parameters.
    public let gradientNormUpper: Double
    /// All eigenvalues of the Hessian at W*, by representation.
    public let spectrum: [Part]

    /// The eigenvalues on one isotypic part.
    public struct Part: Sendable {
        public let kind: IsotypicKind
        /// Of each eigenvalue.
        public let multiplicity: Int
        /// Ascending.
        public let eigenvalues: [Bounds]
    }

    /// - Parameters:
    ///   - centre: x, in the order of the unknowns.
    ///   - radius: rho, positive.
    /// - Throws: the hypothesis that could not be verified.
    public init(
        _ symmetry: DiagonalSymmetry, centre: [Dyadic], radius: Double, precision: Precision,
        ledger: ProofLedger? = nil
    ) throws(Refusal) {
        let count = symmetry.unknowns.count
        guard symmetry.order <= DiagonalSymmetry.largestOrder else {
            throw .inequality("more than \(DiagonalSymmetry.largestOrder) targets")
        }
        guard centre.count == count else { throw .dimension(expected: count, found: centre.count) }
        guard radius.isFinite, radius > 0 else { throw .notANumber("radius") }
        let arithmetic = IntervalArithmetic(precision: precision)
        // 1. and what is enclosed on X and at x; the forms refuse where the loss is not smooth
        func forms(_ radii: [Double]) throws(Refusal) -> SymmetricReLUForms<IntervalArithmetic> {
            let values = zip(centre, radii).map { arithmetic.number($0, radius: $1) }
            do { return try SymmetricReLUForms(symmetry, values: values, arithmetic: arithmetic) } catch {
                throw .evaluation(error)
            }
        }
        let there = try forms(Array(repeating: 0, count: count))
        let gradient = there.fixedGradient()
        let derivative = try forms(Array(repeating: radius, count: count)).fixedHessian()
        ledger?.hypothesis("the loss is smooth on X: no neuron 0, no two vectors parallel", .exactly("enclosed"))
        // 2. the Krawczyk operator; any C will do
        let preconditioner = try Self.preconditioner(there.fixedHessian(), order: count)
        func exact(_ value: Double) -> Interval { Interval(lower: value, upper: value, precision: precision) }
        var distances = [Double](), slack = Double.infinity
        for a in 0..<count {
            var step = Interval.zero(precision: precision), rest = 0.0
            for b in 0..<count { step = step + exact(preconditioner[a * count + b]) * gradient[b] }
            for b in 0..<count {
                var product = Interval.zero(precision: precision)
                for c in 0..<count {
                    product = product + exact(preconditioner[a * count + c]) * derivative[c * count + b]
                }
                let defect = arithmetic.number(a == b ? 1 : 0) - product
                rest = Directed.addUp(rest, defect.magnitudeUpper)
            }
            let distance = Directed.addUp(step.magnitudeUpper, Directed.multiplyUp(rest, radius))
            guard distance < radius else {
                throw .inequality(
                    "the Krawczyk operator does not map the box into itself: \(distance) against \(radius)")
            }
            slack = Directed.minimum(slack, Directed.subtractDown(radius, distance))
            distances.append(distance)
        }
        ledger?.hypothesis(
            "|C g(x)|_a + sum_b |(I - C J(X))_ab| rho < rho, all \(count) unknowns",
            .below(Directed.maximum(of: distances) ?? 0, radius))
        // Conclusions on the box in which the zero lies
        let near = try forms(distances)
        self.symmetry = symmetry
        self.distances = distances
        let value = near.loss()
        loss = Bounds(lower: Directed.maximum(0, value.lowerDouble), upper: value.upperDouble)
        gradientNormUpper = symmetry.normUpper(gradient.map(\.magnitudeUpper))
        var spectrum = [Part]()
        for block in symmetry.isotypicBlocks {
            spectrum.append(
                Part(
                    kind: block.kind, multiplicity: block.dimension,
                    eigenvalues: try Self.eigenvalues(near.matrix(of: block), order: block.copies.count)))
        }
        // the dimensions of the parts add up to that of the space: none was left out
        guard spectrum.reduce(0, { $0 + $1.multiplicity * $1.eigenvalues.count }) == symmetry.order * symmetry.order
        else { throw .inequality("the isotypic parts do not add up to the space of all parameters") }
        self.spectrum = spectrum
        if let ledger {
            for part in spectrum {
                let values = part.eigenvalues.map { OutwardDecimal.interval($0, digits: 8) }
                ledger.note(
                    "Eigenvalues of the Hessian, \(part.kind.words), each \(part.multiplicity) times: "
                        + values.joined(separator: ", "))
            }
            ledger.conclusion("Hence exactly one fixed critical point W* in X, and all eigenvalues of Hess F(W*).")
        }
    }

    static func eigenvalues(_ matrix: [Interval], order: Int) throws(Refusal) -> [Bounds] {
        let parts = matrix.map(\.midpointAndRadius)
        let enclosure = MatrixEnclosure(
            rows: order, columns: order, midpoint: parts.map(\.midpoint), radius: parts.map(\.radius))
        guard let basis = ApproximateLinearAlgebra.symmetricEigenproblem(enclosure.midpoint, order: order)?.vectors
        else { throw .spectrum(.notFinite) }
        do { return try enclosure.spectrum(basis: basis).eigenvalues } catch { throw .spectrum(error) }
    }

    /// A float64 matrix near the inverse.
    private static func preconditioner(_ matrix: [Interval], order: Int) throws(Refusal) -> [Double] {
        let approximate = matrix.map(\.approximateMidpoint)
        var result = [Double](repeating: 0, count: order * order)
        for b in 0..<order {
            let unit = (0..<order).map { $0 == b ? 1.0 : 0 }
            guard let column = ApproximateLinearAlgebra.solve(approximate, order: order, unit) else {
                throw .inequality("the restricted Hessian is singular")
            }
            for a in 0..<order { result[a * order + b] = column[a] }
        }
        return result
    }

    /// The numbers of negative and positive eigenvalues with multiplicity; nil where a sign is open.
    public var inertia: Inertia? {
        var positive = 0, negative = 0
        for part in spectrum {
            for value in part.eigenvalues {
                if value.lower > 0 {
                    positive += part.multiplicity
                } else if value.upper < 0 {
                    negative += part.multiplicity
                } else {
                    return nil
                }
            }
        }
        return Inertia(positive: positive, negative: negative, zero: 0)
    }

    /// Enclosure of the smallest eigenvalue.
    public var smallestEigenvalue: Bounds { extreme { $0.first }.reduce(nil, Self.least) ?? .entireLine }

    /// Enclosure of the largest eigenvalue.
    public var largestEigenvalue: Bounds {
        let negated = extreme { $0.last }.map { Bounds(lower: -$0.upper, upper: -$0.lower) }
        return negated.reduce(nil, Self.least).map { Bounds(lower: -$0.upper, upper: -$0.lower) } ?? .entireLine
    }

    private func extreme(_ select: ([Bounds]) -> Bounds?) -> [Bounds] { spectrum.compactMap { select($0.eigenvalues) } }

    /// Enclosure of the smaller of two numbers.
    private static func least(_ a: Bounds?, _ b: Bounds) -> Bounds? {
        guard let a else { return b }
        return Bounds(lower: Directed.minimum(a.lower, b.lower), upper: Directed.minimum(a.upper, b.upper))
    }

    /// Upper bound of |W* - W(x)|, the Euclidean norm over all k² parameters.
    public var distanceUpper: Double { symmetry.normUpper(distances) }
}
