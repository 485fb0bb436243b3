import Rigor

extension TwoLayerProblem {
    /// The least number of neurons of a network with this activation that equals the teacher on all of R^d (with
    /// biases: for all inputs); nil without a teacher, for polynomials, with several outputs, when the data may hide
    /// that some neurons do the same (below), and when more sign patterns would have to be looked through than is
    /// reasonable.
    ///
    /// **Theorem.** For every activation here that is no polynomial the functions 1, x_c, O(v·x) (v != 0) and E(v·x), v
    /// ranging over classes of input weights (`SymmetryDecomposition`), are linearly independent as far as they occur,
    /// so that a function has one normal form (`NetworkNormalForm`). With Q the number of classes that occur in it, the
    /// least width is
    ///
    /// | s | least width |
    /// |---|---|
    /// | tanh, erf, sigmoid2, exp | Q |
    /// | sigmoid, normal-cdf | Q if twice the constant is sum ±odd[v] for some signs, otherwise Q + 1 |
    /// | softplus, gelu, gelu-tanh, silu | Q if twice the linear part is sum ±even[v] v for some signs; Q + 1 if it becomes so when one of the
    /// terms is replaced by some multiple of its v; otherwise Q + 2 |
    /// | sigmoid-softplus | one neuron for each class with odd[v] = ±even[v] or v = 0, two for each other class |
    ///
    /// *Proof.* Independence: O and E of different parity are told apart, and so are classes. tanh(v·x) and log
    /// 2cosh(v·x) are singular on the complex hyperplanes v·x = iπ(k + 1/2); of several v on one ray the longest has
    /// the nearest one for itself, so its coefficient is 0, and so on. erf: restricted to a line on which all |v·u|
    /// differ, the derivatives are Gaussians of different widths; so for sigmoid2 and normal-cdf, and for gelu, whose
    /// E'' is a Gaussian times 2 - z². silu and gelu-tanh: E = z tanh(z/2)/2 and z tanh(u(z))/2, u a cubic, are
    /// singular on a nonempty discrete set without 0 as tanh is, since z is not 0 there; restricted to such a line that
    /// of the longest v is nearest to 0. exp: exponentials of different linear functions. Width: each class that occurs
    /// needs a neuron. One neuron (sigma v, a) contributes odd sigma a, even a. tanh, erf, exp: one suffices. Sigmoid:
    /// a = sigma odd[v], and the constant is half the sum of these; if no signs fit, a neuron with w = 0 supplies the
    /// rest. Softplus: a = even[v], and twice the linear part is the sum of sigma even[v] v. One more neuron must join
    /// a class of its own, where its output would be 0, or turn one orientation of a class v != 0 against another,
    /// which makes the multiple of v arbitrary; two more, (u, a) and (-u, -a), supply any linear part.
    /// Sigmoid-softplus: constant and linear part follow from odd and even; two orientations of v supply both. gelu,
    /// gelu-tanh and silu, with s = z/2 + E and E(0) = 0: as softplus, except that w = 0 is no class, for such a neuron
    /// contributes nothing. ∎
    ///
    /// With biases inputs are (x, 1), and the theorem is needed for affine functions of x. Different v, none constant
    /// in x, give different non-constant affine functions, up to sign where classes are, and the proof of independence
    /// goes through with |v·u| those of their linear parts, or, where these agree, with singularities shifted against
    /// each other. A neuron that is constant in x supplies no more than one with w = 0, except for softplus, gelu,
    /// gelu-tanh and silu, where it supplies the constant alone: there nothing is said. Nor is anything said when a
    /// neuron of the teacher is constant on the data, when two exponentials are proportional there, or when the data
    /// are not known to span R^d or the hyperplane of biases.
    ///
    /// A trained output bias supplies any constant. Where that is all that a further neuron could be needed for, and
    /// for every activation that is one kind of function of its class alone (tanh, erf, sigmoid2, sigmoid, normal-cdf;
    /// exp), the least width is the number of classes that are not constant; for the others nothing is said. Nor where
    /// the teacher has a bias that no student has.
    package var irreducibleTeacherWidth: Int? {
        guard let teacher, outputCount == 1 else { return nil }
        switch data.span {
        case .space: break
        case .coordinateHyperplane: if !activation.facts.leastWidthHoldsWithBiases { return nil }
        case .unknown: return nil
        }
        let parts = SymmetryDecomposition(activation), d = data.dimension
        let form = targetForm(teacher, parts: parts), isFree = outputBias.isTrained
        guard isFree || teacher.bias(0) == outputBias.fixedValue(0) else { return nil }
        let classes = Set(form.odd.keys).union(form.even.keys).sorted { $0.lexicographicallyPrecedes($1) }
        var products = Self.mostProducts
        for (i, v) in classes.enumerated() {
            let zero = [Rational](repeating: .zero, count: d)
            let others = (parts.mirrors || isFree ? [zero] : []) + (parts.mirrors ? [] : Array(classes[(i + 1)...]))
            for other in others where other != v {
                guard data.isConstant(zip(v, other).map { $0 - $1 }, products: &products) == false else { return nil }
            }
        }
        let least = activation.facts.leastWidth(form, dimension: d)
        guard isFree else { return least }
        guard least != nil, parts.slope.isZero, parts.hasOddPart != parts.hasEvenPart else { return nil }
        return classes.filter { !$0.isZeroVector }.count
    }

    /// Products v·x that are looked at before nothing is said. As a rule the first two points decide.
    private static let mostProducts = 1 << 18
}

extension DataSet {
    /// Whether v·x is the same at every point; nil when that takes more products than are left.
    fileprivate func isConstant(_ v: [Rational], products left: inout Int) -> Bool? {
        switch self {
        case .grid(let axes):
            return zip(v, axes).allSatisfy { weight, values in weight.isZero || values.allSatisfy { $0 == values[0] } }
        case .points(let points):
            func product(_ x: [Rational]) -> Rational { zip(v, x).reduce(.zero) { $0 + $1.0 * $1.1 } }
            guard let first = points.first.map(product) else { return true }
            for point in points {
                guard left > 0 else { return nil }
                left -= 1
                if product(point) != first { return false }
            }
            return true
        }
    }
}

extension Array where Element == Rational {
    /// Whether this is t * v for a number t; `v` is not 0.
    func isMultiple(of v: [Rational]) -> Bool {
        indices.allSatisfy { i in indices.allSatisfy { k in self[i] * v[k] == self[k] * v[i] } }
    }
}
