import Certify
import Rigor

extension ReductionArgument {
    /// Flips need an activation that is odd about a constant, and where that is not 0 a trained output bias, or a pair
    /// of outputs, that takes it.
    func requireFlips(_ landscape: TwoLayerLandscape) throws(Refusal) {
        let problem = landscape.problem
        guard flipped == Array(Set(flipped)).sorted(), Set(groups.flatMap(\.neurons)).isSuperset(of: flipped) else {
            throw .inequality("the flipped neurons are not in ascending order, or not of groups")
        }
        guard !flipped.isEmpty else {
            guard constantPair == nil else { throw .inequality("no flips, so there is no constant to take up") }
            return
        }
        guard let flips = NeuronFlips(problem.activation) else {
            throw .inequality("neurons can be flipped for an activation that is odd about a constant only")
        }
        let isTaken = flips.areIsometries || problem.outputBias.isTrained
        guard isTaken == (constantPair == nil) else {
            throw .inequality("the constant of the flips is taken up by nothing, or twice")
        }
        guard let pair = constantPair else { return }
        guard problem.outputCount == 1, Dyadic(exactly: problem.outputBias.fixedValue(0)) != nil else {
            throw .inequality("a pair takes up the constant of flips with one output and a dyadic output bias only")
        }
        guard groups.contains(where: { $0.neurons.contains(pair.upright) && $0.neurons.contains(pair.flipped) }),
            !flipped.contains(pair.upright), flipped.contains(pair.flipped)
        else {
            throw .inequality("the pair that takes up the constant of flips is not one of a group, one of it flipped")
        }
    }

    func enterFlips(_ landscape: TwoLayerLandscape, _ ledger: ProofLedger?) {
        guard let ledger, let flips = NeuronFlips(landscape.problem.activation), !flipped.isEmpty else { return }
        ledger.note("Flips (w, a) -> (-w, -a) of neurons \(names(flipped)); s(-z) = \(flips.doubledConstant) - s(z).")
        guard let pair = constantPair else { return }
        ledger.note(
            "Their constants add up to the output bias of the narrow network: the outputs of neurons \(pair.upright) "
                + "and \(pair.flipped) are what is left.")
    }

    /// The signs of the outputs b_ip of group g, all neurons turned: those of the shares, but for a pair that takes up
    /// the constant of flips, whose outputs must be bounded away from 0.
    func outputSigns(
        _ g: Int, _ sumSign: Int, existence: Double, _ landscape: TwoLayerLandscape, _ ledger: ProofLedger?
    ) throws(Refusal) -> [Int] {
        var signs = groups[g].shares.map { $0.sign * sumSign }
        guard constantPair != nil else { return signs }
        let values = turnedOutputs(on: landscape)[g], moved = constantFactor(on: landscape)
        for (i, neuron) in groups[g].neurons.enumerated() where isInPair(neuron) {
            let share = UpperBound(groups[g].shares[i].magnitude.double(rounding: .up))
            let margin = (share + moved) * UpperBound(existence)
            let magnitude = LowerBound(values[i][0].magnitude.double(rounding: .down))
            guard margin < magnitude else {
                throw .inequality("the sign of the output of neuron \(neuron), which takes up a constant, stays open")
            }
            signs[i] = values[i][0].sign
            ledger?.hypothesis(
                "the output of neuron \(neuron), which takes up constants, is not 0: what it is uncertain by at p*",
                .below(margin.value, magnitude.value), slack: .factor(of: margin.value, below: magnitude.value))
        }
        return signs
    }
}
