import Certify
import Rigor

extension ReductionArgument {
    /// The stated numbers fit together: groups and zero-type neurons divide the neurons, and the shares of each group
    /// add
    /// up to 1.
    func requirePartition(_ layout: ParameterLayout) throws(Refusal) {
        let m = layout.width, d = layout.inputDimension, k = layout.outputCount
        let all = groups.flatMap(\.neurons) + zeroTypes.map(\.neuron)
        guard all.sorted() == Array(0..<m) else {
            throw .inequality("groups and zero-type neurons do not divide the \(m) neurons")
        }
        guard groups.contains(where: { $0.neurons.count > 1 }) || !zeroTypes.isEmpty else {
            throw .inequality("no equal neurons and no output 0: there is nothing to reduce")
        }
        for group in groups {
            guard !group.neurons.isEmpty, group.neurons == group.neurons.sorted() else {
                throw .inequality("a group is empty or not in ascending order")
            }
            guard group.shares.count == group.neurons.count else {
                throw .dimension(expected: group.neurons.count, found: group.shares.count)
            }
            guard group.shares.reduce(Dyadic.zero, +) == Dyadic(1) else {
                throw .inequality("the shares of a group do not add up to 1")
            }
            let slopes = group.slopeOutputs
            guard Set(slopes).count == slopes.count, slopes.allSatisfy({ 0 <= $0 && $0 < k }),
                slopes.count <= CopyForm.largestRank(inputDimension: d, outputCount: k)
            else { throw .inequality("the slopes of a group are not of different outputs, or too many") }
            let entries = group.neurons.count > 1 ? (d + slopes.count) * (d + slopes.count) : 0
            guard group.curvatureBasis.count == entries else {
                throw .dimension(expected: entries, found: group.curvatureBasis.count)
            }
        }
        guard k <= d || zeroTypes.isEmpty else {
            throw .inequality("phi has \(k) components and \(d) variables: C has not rank \(k)")
        }
        for zero in zeroTypes {
            guard zero.weights.count == d, zero.direction.count == d * k else {
                throw .dimension(expected: d * k, found: zero.direction.count)
            }
            guard zero.halfLength > 0, zero.halfLength.isFinite, zero.direction.allSatisfy(\.isFinite),
                zero.reach.isFinite
            else {
                throw .notANumber("direction or length of the segment for neuron \(zero.neuron)")
            }
        }
    }

    /// The sign of every A_gp at p*, which is within `existence` of the centre.
    func outputSumSigns(
        existence: Double, _ landscape: TwoLayerLandscape, _ ledger: ProofLedger?
    ) throws(Refusal) -> [Int] {
        guard let reduced else { return [] }
        guard let margin = Dyadic(exactly: existence) else { throw .notANumber("existence radius") }
        var signs = [Int]()
        for g in groups.indices {
            let output = reduced.centre[narrowLayout(of: landscape).output(g, pivot(g, of: landscape))]
            guard output.magnitude > margin else {
                throw .inequality("output \(g) of the narrow network is not bounded away from 0")
            }
            signs.append(output.sign)
            if let ledger {
                let magnitude = output.magnitude.double(rounding: .down)
                ledger.hypothesis(
                    (landscape.outputCount == 1 ? "A_g != 0 at p*: |A_g|" : "A_g != 0 at p*: its largest output")
                        + " exceeds |p* - p|, neurons \(names(groups[g].neurons))",
                    .below(existence, magnitude), slack: .factor(of: existence, below: magnitude))
            }
        }
        return signs
    }
}
