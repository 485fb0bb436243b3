import Certify
import Rigor

/// How parameters of the narrow network become parameters of the wide one: an affine map.
///
/// With sigma_i = -1 for flipped neurons and 1 for others, w_i = sigma_i u_g and a_i = sigma_i b_i, where b_i = mu_i
/// A_g, but for the two neurons p, n of `constantPair`:
///
///     b_n = mu_n A_h + x,   b_p = mu_p A_h - x,   x = -(C - c) / (2 c0) - sum over flipped i of mu_i A_g(i)
///
/// with C the output bias of the narrow network and c the fixed one of the wide network, so that the flipped outputs
/// add up to (C - c) / (2 c0). Where the output bias of the wide network is trained it is C + 2 c0 times the sum of the
/// flipped b_i.
extension ReductionArgument {
    /// The narrow network's landscape: that of `students` with another width, with a trained output bias when a pair
    /// takes up the constant of flips.
    package func narrowLandscape(of students: TwoLayerLandscape) -> TwoLayerLandscape {
        guard constantPair != nil else { return students.withWidth(reducedWidth) }
        return students.withTrainedOutputBias.withWidth(reducedWidth)
    }

    /// Where the parameters of the narrow network stand.
    func narrowLayout(of students: TwoLayerLandscape) -> ParameterLayout {
        let layout = students.layout
        return ParameterLayout(
            width: reducedWidth, inputDimension: layout.inputDimension, outputCount: layout.outputCount,
            hasOutputBias: layout.hasOutputBias || constantPair != nil)
    }

    /// p: which of the outputs of A_g is largest at the centre of the narrow network.
    package func pivot(_ g: Int, of students: TwoLayerLandscape) -> Int {
        guard let reduced else { return 0 }
        let outputs = reduced.centre[narrowLayout(of: students).outputs(of: g)].map(\.magnitude)
        return outputs.indices.reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
    }

    /// A point of the wide network as distances and eigenvalues are measured: with the neurons of `flipped` turned
    /// round when that is an isometry, otherwise as it is.
    package func framed(_ point: [Dyadic], on students: TwoLayerLandscape) -> [Dyadic] {
        guard !flipped.isEmpty, NeuronFlips(students.problem.activation)?.areIsometries ?? false else { return point }
        let layout = students.layout
        var point = point
        for i in flipped {
            for place in Array(layout.weights(of: i)) + Array(layout.outputs(of: i)) { point[place] = -point[place] }
        }
        return point
    }

    /// b_i at the centre of the narrow network, k numbers for each neuron of each group.
    package func turnedOutputs(on students: TwoLayerLandscape) -> [[[Dyadic]]] {
        guard let reduced else { return [] }
        let narrow = narrowLayout(of: students)
        var result = groups.enumerated().map { g, group in
            group.shares.map { share in reduced.centre[narrow.outputs(of: g)].map { share * $0 } }
        }
        guard let pair = constantPair, let flips = NeuronFlips(students.problem.activation) else { return result }
        let fixed = Dyadic(exactly: students.problem.outputBias.fixedValue(0)) ?? .zero
        var x = (fixed - reduced.centre[narrow.outputBiases.lowerBound]) * flips.reciprocal
        for (g, group) in groups.enumerated() {
            for (i, neuron) in group.neurons.enumerated() where flipped.contains(neuron) { x = x - result[g][i][0] }
        }
        for (g, group) in groups.enumerated() {
            for (i, neuron) in group.neurons.enumerated() {
                if neuron == pair.flipped { result[g][i][0] = result[g][i][0] + x }
                if neuron == pair.upright { result[g][i][0] = result[g][i][0] - x }
            }
        }
        return result
    }

    /// The parameters of the wide network at the centres of all enclosures.
    public func centre(on students: TwoLayerLandscape) -> [Dyadic] {
        let layout = students.layout, narrowLayout = narrowLayout(of: students), d = layout.inputDimension
        var result = [Dyadic](repeating: .zero, count: layout.count)
        let narrow = reduced?.centre ?? [], turned = turnedOutputs(on: students)
        if layout.hasOutputBias, !narrow.isEmpty {
            for q in 0..<layout.outputCount {
                result[layout.output(layout.width, q)] = narrow[narrowLayout.output(reducedWidth, q)]
            }
        }
        let doubled = NeuronFlips(students.problem.activation)?.doubledConstant ?? .zero
        for (g, group) in groups.enumerated() {
            for (i, neuron) in group.neurons.enumerated() {
                let isFlipped = flipped.contains(neuron)
                for c in 0..<d {
                    let weight = narrow[narrowLayout.weight(g, c)]
                    result[layout.weight(neuron, c)] = isFlipped ? -weight : weight
                }
                for q in 0..<layout.outputCount {
                    let output = turned[g][i][q]
                    result[layout.output(neuron, q)] = isFlipped ? -output : output
                    if isFlipped, layout.hasOutputBias {
                        let place = layout.output(layout.width, q)
                        result[place] = result[place] + doubled * output
                    }
                }
            }
        }
        for zero in zeroTypes { for c in 0..<d { result[layout.weight(zero.neuron, c)] = zero.weights[c] } }
        return result
    }

    /// Which outputs of each group are open (`OpenOutputs`): those of groups of several neurons that are at most
    /// `distance` from 0 at the centre.
    package func openOutputs(distance: Double, on students: TwoLayerLandscape) -> [[Bool]] {
        guard reduced != nil, let reach = Dyadic(exactly: distance) else {
            return groups.map { $0.shares.map { _ in true } }
        }
        return zip(groups, turnedOutputs(on: students)).map { group, outputs in
            outputs.map { output in
                group.neurons.count > 1 && output.reduce(Dyadic.zero) { $0 + $1 * $1 } <= reach * reach
            }
        }
    }

    /// v_g = sum of mu_i over the flipped neurons of group g: the sum of the flipped b_i but for x is sum v_g A_g.
    private var flippedShares: [Dyadic] {
        groups.map { group in
            zip(group.neurons, group.shares).reduce(Dyadic.zero) { flipped.contains($1.0) ? $0 + $1.1 : $0 }
        }
    }

    private func squares(_ values: [Dyadic]) -> UpperBound {
        UpperBound(values.reduce(Dyadic.zero) { $0 + $1 * $1 }.double(rounding: .up))
    }

    /// An upper bound F >= 1 with |lift(p) - lift(q)| <= F |p - q|.
    ///
    /// A difference (du_g, dA_g, dC) becomes q_g copies of ±du_g, the ±mu_i dA_g, and where the output bias is trained
    /// dC + 2 c0 sum v_g dA_g, whose square is at most (1 + 4 c0² |v|²) (|dC|² + sum |dA_g|²). So F² = max_g max(q_g,
    /// sum_i mu_i²), with a trained output bias and flips that are no isometries 1 + 4 c0² |v|² more. A constant pair
    /// adds √2 |dx| to the distance, |dx| <= X |p - q| with X² = 1 / (4 c0²) + |v|².
    func liftFactor(on students: TwoLayerLandscape) -> UpperBound {
        var largest: UpperBound = 1
        for group in groups { largest = .max(largest, .max(UpperBound(group.neurons.count), squares(group.shares))) }
        let doubled = NeuronFlips(students.problem.activation)?.doubledConstant ?? .zero
        if students.layout.hasOutputBias, !flipped.isEmpty, !doubled.isZero {
            largest = largest + 1 + squares([doubled]) * squares(flippedShares)
        }
        let factor = largest == 1 ? 1 : largest.squareRoot()
        return constantPair == nil ? factor : factor + UpperBound(2).squareRoot() * constantFactor(on: students)
    }

    /// X: x moves by at most this times what the narrow parameters move.
    func constantFactor(on students: TwoLayerLandscape) -> UpperBound {
        let reciprocal = NeuronFlips(students.problem.activation)?.reciprocal ?? .zero
        return (squares([reciprocal]) + squares(flippedShares)).squareRoot()
    }

    /// The rows of the linear map from outputs and output biases of the wide network to those of the narrow one, as
    /// places with their coefficients, in the frame of `framed`; its kernel are the directions that change no function.
    package func outputRows(on students: TwoLayerLandscape) -> [[(place: Int, coefficient: Double)]] {
        let layout = students.layout, flips = NeuronFlips(students.problem.activation)
        let turns = !(flips?.areIsometries ?? true)
        var rows = groups.flatMap { group in
            (0..<layout.outputCount).map { q in
                group.neurons.map {
                    (place: layout.output($0, q), coefficient: turns && flipped.contains($0) ? -1.0 : 1)
                }
            }
        }
        guard narrowLayout(of: students).hasOutputBias else { return rows }
        let doubled = turns ? (flips?.doubledConstant.double(rounding: .nearest) ?? 0) : 0
        for q in 0..<layout.outputCount {
            let constant = layout.hasOutputBias ? [(place: layout.output(layout.width, q), coefficient: 1.0)] : []
            rows.append(constant + (turns ? flipped.map { (layout.output($0, q), doubled) } : []))
        }
        return rows
    }

    /// A bound of the square of the norm of `outputRows`: the rows of groups have disjoint places; a row of the
    /// constant that shares places with them adds its own square.
    package func outputRowsSquaredNorm(on students: TwoLayerLandscape) -> UpperBound {
        let largest = UpperBound(max(groups.map(\.neurons.count).max() ?? 1, 1))
        let flips = NeuronFlips(students.problem.activation)
        guard narrowLayout(of: students).hasOutputBias, let flips, !flips.areIsometries, !flipped.isEmpty else {
            return largest
        }
        return largest + 1 + squares([flips.doubledConstant]) * UpperBound(flipped.count)
    }
}

extension TwoLayerProblem {
    /// The same with a trained output bias.
    ///
    /// - Precondition: no decay.
    package var withTrainedOutputBias: TwoLayerProblem {
        guard
            let problem = try? TwoLayerProblem(
                activation: activation, data: data, labels: labels, outputCount: outputCount, loss: loss,
                outputBias: .trained, weights: weights, decay: decay)
        else { preconditionFailure("a trained output bias fits every problem") }
        return problem
    }
}
