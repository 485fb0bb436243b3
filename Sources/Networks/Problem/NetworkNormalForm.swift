import Rigor

/// One output of a two-layer network as an exact linear combination of basis functions.
///
///     f(x) = sum_j a_j s(w_j·x) + b = constant + linear·x + sum_v odd[v] O(v·x) + sum_v even[v] E(v·x)
///
/// with s = c0 + c1 z + O + E (`SymmetryDecomposition`) and w_j = sigma_j v for the representative v of its class:
///
///     constant = c0 sum_j a_j + b      linear = c1 sum_j a_j w_j      odd[v] = sum_{j in v} sigma_j a_j      even[v] =
///     sum_{j in v} a_j
///
/// O(0) = 0 leaves no trace, nor does E(0) where it is 0; coefficients that are 0 are left out. **Two networks with
/// equal normal forms are equal as functions**, for each is the sum that its normal form spells. The converse is
/// neither claimed nor used. Networks with several outputs have one normal form for each.
package struct NetworkNormalForm: Hashable, Sendable {
    package private(set) var constant: Rational = .zero
    package private(set) var linear: [Rational]
    package private(set) var odd: [[Rational]: Rational] = [:]
    package private(set) var even: [[Rational]: Rational] = [:]

    /// - Parameters:
    ///   - weights: w_j, each with d coordinates.
    ///   - outputs: a_j, as many.
    ///   - bias: b.
    package init(
        weights: [[Rational]], outputs: [Rational], bias: Rational = .zero, dimension d: Int,
        parts: SymmetryDecomposition
    ) {
        precondition(weights.count == outputs.count && weights.allSatisfy { $0.count == d })
        linear = [Rational](repeating: .zero, count: d)
        constant = bias
        for (w, a) in zip(weights, outputs) {
            constant = constant + parts.constant * a
            for c in 0..<d { linear[c] = linear[c] + parts.slope * a * w[c] }
            let (v, sign) = parts.classified(w)
            if parts.hasOddPart && !v.isZeroVector {
                odd[v, default: .zero] = odd[v, default: .zero] + a.oriented(sign)
            }
            if parts.hasEvenPart && !(v.isZeroVector && parts.evenPartVanishesAtZero) {
                even[v, default: .zero] = even[v, default: .zero] + a
            }
        }
        odd = odd.filter { !$0.value.isZero }
        even = even.filter { !$0.value.isZero }
    }
}

extension TwoLayerProblem {
    /// What output `q` of a student must compute, but for a bias that is no parameter, to be the teacher as a function.
    package func targetForm(
        _ teacher: Teacher, output q: Int = 0, parts: SymmetryDecomposition
    ) -> NetworkNormalForm {
        NetworkNormalForm(
            weights: teacher.neurons.map(\.weights), outputs: teacher.neurons.map { $0.outputs[q] },
            bias: teacher.bias(q) - outputBias.fixedValue(q), dimension: data.dimension, parts: parts)
    }
}
