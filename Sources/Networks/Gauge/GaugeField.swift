import Certify
import Rigor

/// A vector field X on the parameters along which the loss is constant, dL(X) = 0 at every theta: the direction of a
/// continuous symmetry. Its components are polynomials with integer coefficients.
package struct GaugeField: Sendable, Hashable {
    /// The component of X at a place is the sum of its terms: a coefficient times a product of parameters.
    package struct Term: Sendable, Hashable {
        package let place: Int
        package let coefficient: Int
        /// Places of the parameters that are multiplied.
        package let factors: [Int]
    }

    package let terms: [Term]

    /// X(theta) at every place.
    func value<Arithmetic: RealArithmetic>(
        at parameters: [Arithmetic.Number], in arithmetic: Arithmetic
    ) -> [Arithmetic.Number] {
        var result = parameters.map { _ in arithmetic.number(0) }
        for term in terms {
            result[term.place] =
                result[term.place]
                + term.factors.reduce(arithmetic.number(term.coefficient)) { $0 * parameters[$1] }
        }
        return result
    }
}

extension TwoLayerLandscape {
    /// The fields that the activation has, in an order that certificates rely on; none for most activations.
    ///
    /// With f(x) = sum_j a_j s(z_j) + c, z_j = w_j·x, the last coordinate of x being 1 and of w_j being b_j where there
    /// are biases, dL(X) = 0 where df(X) = 0 at every x and the decay is constant along X:
    ///
    /// - **homogeneous**, s(z) = kappa z^p, so z s' = p s. For each j: w_j moves by w_j, a_j by -p a_j; df = a_j (s' z
    ///   - p s) = 0. Nothing that moves may decay.
    /// - **exponential**, s' = s, with biases. For each j: b_j moves by 1, a_j by -a_j; df = a_j (s' - s) = 0. Biases
    ///   and outputs may not decay.
    /// - **linear**, s(z) = kappa z. For i != l: w_i moves by w_l, a_l by -a_i; df = kappa (a_i z_l - a_i z_l) = 0.
    ///   Nothing that moves may decay. If something does, the difference of the fields (i, l) and (l, i) is left: the
    ///   decay of a column of W changes by 2 lambda (w_i w_l - w_l w_i) = 0, of the outputs likewise.
    /// - **linear with two biases**, s(z) = z, b_j and c parameters. For each j: b_j moves by 1, c by -a_j; df = a_j -
    ///   a_j = 0. Neither may decay.
    /// - **quadratic with one output**, s(z) = kappa z². For i < l: w_i moves by a_l w_l, w_l by -a_i w_i; df = 2 kappa
    ///   (a_i z_i a_l z_l - a_l z_l a_i z_i) = 0. Input weights and biases may not decay, outputs may.
    package var gaugeFields: [GaugeField] {
        let none = Decay(uniform: .zero), decay = problem.decay ?? none
        let hasBias = problem.data.hasBias
        let inputsDecay = !decay.inputWeights.isZero || !decay.biases.isZero, outputsDecay = !decay.outputs.isZero
        let neurons = 0..<width
        if problem.activation == .exp {
            guard hasBias, decay.biases.isZero, !outputsDecay else { return [] }
            return neurons.map { GaugeField(terms: [moving(bias(of: $0))] + outputs($0, by: $0, times: -1)) }
        }
        guard let degree = problem.activation.degreeOfPower else { return [] }
        var fields = [GaugeField]()
        if !inputsDecay && !outputsDecay {
            fields += neurons.map { GaugeField(terms: weights($0, by: $0) + outputs($0, by: $0, times: -degree)) }
        }
        if degree == 1 {
            for i in neurons {
                for l in neurons where l != i {
                    let forward = weights(i, by: l) + outputs(l, by: i, times: -1)
                    if !inputsDecay && !outputsDecay {
                        fields.append(GaugeField(terms: forward))
                    } else if i < l {
                        let backward = weights(l, by: i, times: -1) + outputs(i, by: l)
                        fields.append(GaugeField(terms: forward + backward))
                    }
                }
            }
            if problem.activation == .identity, hasBias, layout.hasOutputBias, decay.biases.isZero,
                decay.outputBias.isZero
            {
                fields += neurons.map { j in
                    GaugeField(
                        terms: [moving(bias(of: j))]
                            + (0..<outputCount).map { q in
                                .init(
                                    place: layout.output(width, q), coefficient: -1, factors: [layout.output(j, q)])
                            })
                }
            }
        }
        if degree == 2, outputCount == 1, !inputsDecay {
            for i in neurons {
                for l in neurons where l > i {
                    fields.append(
                        GaugeField(
                            terms: weights(i, by: l, with: [layout.output(l)])
                                + weights(l, by: i, times: -1, with: [layout.output(i)])))
                }
            }
        }
        return fields
    }

    private func bias(of j: Int) -> Int { layout.weight(j, inputDimension - 1) }

    /// A place moves by 1.
    private func moving(_ place: Int) -> GaugeField.Term { .init(place: place, coefficient: 1, factors: []) }

    /// w_i moves by `coefficient` w_l, times further parameters.
    private func weights(
        _ i: Int, by l: Int, times coefficient: Int = 1, with others: [Int] = []
    ) -> [GaugeField.Term] {
        (0..<inputDimension).map { c in
            .init(place: layout.weight(i, c), coefficient: coefficient, factors: [layout.weight(l, c)] + others)
        }
    }

    /// a_i moves by `coefficient` a_l.
    private func outputs(_ i: Int, by l: Int, times coefficient: Int = 1) -> [GaugeField.Term] {
        (0..<outputCount).map { q in
            .init(place: layout.output(i, q), coefficient: coefficient, factors: [layout.output(l, q)])
        }
    }
}

extension Activation {
    /// p, where s(z) = kappa z^p.
    var degreeOfPower: Int? {
        guard case .polynomial(let polynomial) = self, polynomial.coefficients.dropLast().allSatisfy(\.isZero) else {
            return nil
        }
        return polynomial.degree
    }
}
