import Certify
import Networks
import Rigor

/// One network at one input: pre-activations, values and derivatives of all layers, and what is made of them by the
/// chain rule. One program for all arithmetics.
///
/// Layers are counted from 0; layer -1 is the input. Per layer l
///
///     z_l = W_l h_(l-1) + b_l,   h_l = s_l(z_l)
///     delta_l = dl/dz_l = eps_l o s'_l,   eps_(l-1) = dl/dh_(l-1) = W_l' delta_l
final class DensePass<Arithmetic: NetworkArithmetic> {
    typealias Number = Arithmetic.Number
    let layout: DenseLayout
    let activations: [Activation]
    private let areIdentities: [Bool]
    let arithmetic: Arithmetic
    let zero: Number
    let one: Number
    /// P numbers.
    var parameters: [Number]
    /// h_(l-1) at index l: the input, then the values of every layer.
    private(set) var values: [[Number]]
    /// s', s'', s''' at z_l.
    private(set) var first: [[Number]]
    private(set) var second: [[Number]]
    private(set) var third: [[Number]]
    /// dl/dh_l and dl/dz_l.
    private(set) var eps: [[Number]]
    private(set) var delta: [[Number]]

    init(problem: DenseProblem, arithmetic: Arithmetic) {
        layout = problem.layout
        activations = problem.layers.map(\.activation)
        areIdentities = activations.map { $0 == .identity }
        self.arithmetic = arithmetic
        let zero = arithmetic.number(0)
        self.zero = zero
        one = arithmetic.number(1)
        parameters = [Number](repeating: zero, count: layout.count)
        let units = layout.widths.map { [Number](repeating: zero, count: $0) }
        values = [[Number](repeating: zero, count: layout.inputDimension)] + units
        (first, second, third, eps, delta) = (units, units, units, units, units)
    }

    /// h_(L-1), the outputs.
    var outputs: [Number] { values[layout.depth] }

    /// Values and derivatives of every layer.
    ///
    /// - Parameter x: the coordinates of the input.
    func forward(_ x: ArraySlice<Number>) {
        for (a, coordinate) in x.enumerated() { values[0][a] = coordinate }
        for l in 0..<layout.depth {
            let activation = activations[l], before = layout.width(l - 1)
            for i in 0..<layout.width(l) {
                let row = layout.row(l, i)
                var z = layout.hasBias(l) ? parameters[layout.bias(l, i)] : zero
                for a in 0..<before { z = z + parameters[row + a] * values[l][a] }
                if isIdentity(l) {
                    (values[l + 1][i], first[l][i], second[l][i], third[l][i]) = (z, one, zero, zero)
                } else {
                    let jet = Number.jet(activation, z)
                    (values[l + 1][i], first[l][i], second[l][i], third[l][i]) = (
                        jet.value, jet.first, jet.second, jet.third
                    )
                }
            }
        }
    }

    /// eps_l and delta_l of every layer from dl/du, after `forward`.
    func backward(_ gradient: [Number]) {
        for l in stride(from: layout.depth - 1, through: 0, by: -1) {
            let n = layout.width(l)
            for i in 0..<n {
                if l == layout.depth - 1 {
                    eps[l][i] = gradient[i]
                } else {
                    var sum = zero
                    for j in 0..<layout.width(l + 1) {
                        sum = sum + parameters[layout.row(l + 1, j) + i] * delta[l + 1][j]
                    }
                    eps[l][i] = sum
                }
                delta[l][i] = isIdentity(l) ? eps[l][i] : eps[l][i] * first[l][i]
            }
        }
    }

    func isIdentity(_ layer: Int) -> Bool { areIdentities[layer] }
}
