import Certify
import Rigor

extension SymmetricReLUPoint {
    /// What becomes of this point when one neuron of a block is cut in two, ``GaussianReLUSplit``; nil where the signs
    /// stay open.
    ///
    /// The form B of a neuron l commutes with the permutations that fix l. On a class of m coordinates that these do
    /// not tell apart its standard part is the number B_aa - B_ab, m - 1 times; what is left is spanned by the unit
    /// vectors (1, .., 1)/sqrt(m) of the classes, w_l among them.
    ///
    /// - Parameter centre: that of the box in which the point was proved to lie.
    public func split(block: Int, centre: [Dyadic], precision: Precision) -> GaussianReLUSplit? {
        let arithmetic = IntervalArithmetic(precision: precision)
        let values = zip(centre, distances).map { arithmetic.number($0, radius: $1) }
        guard symmetry.parts.indices.contains(block), centre.count == distances.count,
            let forms = try? SymmetricReLUForms(symmetry, values: values, arithmetic: arithmetic)
        else { return nil }
        let neuron = SymmetricIndex(block: block, label: 0), classes = symmetry.classes(beside: [neuron])
        let scale = arithmetic.number(2) * arithmetic.pi * forms.length(of: neuron)
        func entry(_ a: SymmetricIndex, _ b: SymmetricIndex) -> Interval { forms.bending(a, b, of: neuron) / scale }
        /// Another one of the class of a.
        func other(_ a: SymmetricIndex) -> SymmetricIndex { SymmetricIndex(block: a.block, label: a.label + 1) }
        var eigenvalues: [(bounds: Bounds, multiplicity: Int)] = [], rest: [Interval] = []
        for (a, count) in classes where count > 1 {
            let value = entry(a, a) - entry(a, other(a))
            eigenvalues.append((Bounds(lower: value.lowerDouble, upper: value.upperDouble), count - 1))
        }
        for (a, count) in classes {
            for (b, others) in classes {
                if a == b {
                    let beside = count > 1 ? arithmetic.number(count - 1) * entry(a, other(a)) : arithmetic.number(0)
                    rest.append(entry(a, a) + beside)
                } else {
                    let factor = (arithmetic.number(count) * arithmetic.number(others)).squareRoot()
                    rest.append(factor * entry(a, b))
                }
            }
        }
        guard let trivial = try? Self.eigenvalues(rest, order: classes.count) else { return nil }
        return GaussianReLUSplit(eigenvalues: eigenvalues + trivial.map { ($0, 1) })
    }
}
