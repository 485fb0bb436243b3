import Certify
import Rigor

extension TwoLayerLandscape {
    /// d~: inputs but for the 1 of biases.
    var realInputDimension: Int { inputDimension - (problem.data.hasBias ? 1 : 0) }
}

extension ConstantNeuronsArgument {
    /// What a constant neuron adds to the inertia, and how far its parameters, and the output bias for it, are at most
    /// from those held.
    struct Addition {
        var inertia: Inertia
        var shift: UpperBound
    }

    /// Hypothesis 0.
    func requireConstants(
        on landscape: TwoLayerLandscape, _ precision: Precision, _ ledger: ProofLedger?
    ) throws(Refusal) {
        if landscape.problem.outputBias.isTrained {
            ledger?.hypothesis("a trained output bias", .exactly("c"))
            return
        }
        guard !landscape.problem.data.hasBias else {
            throw .inequality("\(structure): without a trained output bias the constant of a bias is not free")
        }
        guard isZero(jet(of: landscape, Ball(centre: [.zero]), precision)[0]) else {
            throw .inequality("\(structure): s(0) = 0 fails, and no output bias is trained")
        }
        ledger?.hypothesis("no hidden biases, and s(0) = 0", .exactly("exactly"))
    }

    /// Hypotheses 2 and 3, for all parameters of a ball of those that are free.
    func additions(
        on landscape: TwoLayerLandscape, ball: Ball, in context: ProofContext, _ ledger: ProofLedger?
    ) throws -> [Addition] {
        let layout = landscape.layout, hasBias = landscape.problem.data.hasBias
        let neurons = sloped + flat
        let biases = neurons.map { hasBias ? ball.centre[layout.weights(of: $0).upperBound - 1] : .zero }
        let outputs = neurons.map { Array(ball.centre[layout.outputs(of: $0)]) }
        let ratios = zip(neurons, outputs).map { neuron, outputs in
            GhostNeuronEnclosure.Ratios(neuron: neuron, pivot: Self.largest(outputs))
        }
        let places = neurons.indices.map { index in
            let weights = Array(ball.centre[layout.weights(of: neurons[index])])
            return Ball(centre: weights, radius: index < sloped.count ? 0 : biasRadius)
        }
        let ghosts = try landscape.ghostNeurons(
            at: places, ratios: neurons.indices.map { $0 < sloped.count ? nil : ratios[$0] }, parameters: ball,
            level: context.level)
        return try neurons.indices.map { index in
            let bias = Ball(centre: [biases[index]], radius: index < sloped.count ? 0 : biasRadius)
            return index < sloped.count
                ? try addSloped(
                    neurons[index], outputs[index], ghosts[index],
                    value: jet(of: landscape, bias, context.precision)[0], landscape, ledger)
                : try addFlat(
                    neurons[index], outputs[index], ratios[index].pivot, ghosts[index], bias, landscape,
                    context.precision, ledger)
        }
    }

    /// C_i has rank d~. The outputs move by the projection to the range of C_i, of length at most |C_i'a_i| / sigma,
    /// sigma the smallest singular value of C_i; the output bias by |s(b_i)| times that.
    private func addSloped(
        _ neuron: Int, _ outputs: [Dyadic], _ ghost: GhostNeuronEnclosure, value: Interval,
        _ landscape: TwoLayerLandscape, _ ledger: ProofLedger?
    ) throws -> Addition {
        let k = landscape.outputCount, d = landscape.inputDimension, real = landscape.realInputDimension
        let slopes = Self.firstColumns(real, of: ghost.slopes)
        guard k >= real else {
            throw Refusal.inequality("neuron \(neuron): rank C = \(real) needs as many outputs")
        }
        let spectrum: SpectrumEnclosure
        do { spectrum = try (slopes.transposed * slopes).spectrum(basis: nil) } catch { throw Refusal.spectrum(error) }
        guard spectrum.positiveAtLeast == real, spectrum.smallest.lower > 0 else {
            throw Refusal.inequality("neuron \(neuron): C is not proved to have rank \(real)")
        }
        let arithmetic = Float64IntervalArithmetic()
        var product: UpperBound = 0
        for c in 0..<real {
            var entry = arithmetic.number(0)
            for q in 0..<k {
                let slope = slopes.bounds(q, c)
                entry = entry + Float64Interval(slope.lower, slope.upper) * arithmetic.number(outputs[q], radius: 0)
            }
            product = product + UpperBound(entry.squared().upperDouble)
        }
        let moved = product.squareRoot() / LowerBound(spectrum.smallest.lower).squareRoot()
        ledger?.hypothesis(
            "C has rank \(real), neuron \(neuron): the smallest eigenvalue of C'C",
            .atLeast(spectrum.smallest.lower))
        return Addition(
            inertia: Inertia(positive: real, negative: real, zero: k - real + d - real),
            shift: moved * (1 + UpperBound(value.bounds.magnitude)))
    }

    /// s' vanishes within delta of the bias, and M_i is regular. The bias moves by delta, the output bias by |a_i|
    /// delta sup |s'|.
    private func addFlat(
        _ neuron: Int, _ outputs: [Dyadic], _ pivot: Int, _ ghost: GhostNeuronEnclosure, _ bias: Ball,
        _ landscape: TwoLayerLandscape, _ precision: Precision, _ ledger: ProofLedger?
    ) throws -> Addition {
        let slope = jet(of: landscape, bias, precision)[1]
        if bias.radius == 0 {
            guard isZero(slope) else { throw Refusal.inequality("neuron \(neuron): s' = 0 fails") }
        } else {
            guard let radius = Dyadic(exactly: bias.radius) else { throw Refusal.notANumber("radius of the biases") }
            let ends = [bias.centre[0] - radius, bias.centre[0] + radius].map {
                jet(of: landscape, Ball(centre: [$0]), precision)[1].bounds
            }
            guard (ends[0].upper < 0 && ends[1].lower > 0) || (ends[0].lower > 0 && ends[1].upper < 0) else {
                throw Refusal.inequality("neuron \(neuron): s' is not proved to have a zero near its bias")
            }
        }
        ledger?.hypothesis(
            "s'(b*) = 0 with |b* - b| at most delta, neuron \(neuron)", .exactly("a change of sign, or exactly"),
            stated: .init("delta", .atMost(bias.radius)))
        guard outputs[pivot].sign != 0 else { throw Refusal.inequality("neuron \(neuron): its outputs are 0") }
        let spectrum: SpectrumEnclosure
        do { spectrum = try ghost.hessian.spectrum(basis: nil) } catch { throw Refusal.spectrum(error) }
        guard spectrum.positiveAtLeast + spectrum.negativeAtLeast == spectrum.order else {
            throw Refusal.signsOpen(
                positive: spectrum.positiveAtLeast, negative: spectrum.negativeAtLeast, order: spectrum.order,
                smallest: spectrum.smallest)
        }
        // M_i = a_ip M, where M is made with the ratios of the outputs to the one of the pivot
        let isTurned = outputs[pivot].sign < 0
        let positive = isTurned ? spectrum.negativeAtLeast : spectrum.positiveAtLeast
        ledger?.hypothesis(
            "M is regular, neuron \(neuron)",
            .exactly("\(positive) positive, \(spectrum.order - positive) negative of \(spectrum.order)"))
        let size = UpperBound(Distance.normUpper(outputs)), radius = UpperBound(bias.radius)
        return Addition(
            inertia: Inertia(
                positive: positive, negative: spectrum.order - positive, zero: landscape.outputCount),
            shift: radius + size * radius * UpperBound(slope.bounds.magnitude))
    }

    private func jet(of landscape: TwoLayerLandscape, _ place: Ball, _ precision: Precision) -> [Interval] {
        landscape.problem.activation.jet(place.box(precision)[0], order: 1)
    }

    /// Whether an enclosure holds 0 alone.
    private func isZero(_ number: Interval) -> Bool { number.lowerDouble == 0 && number.upperDouble == 0 }

    private static func largest(_ outputs: [Dyadic]) -> Int {
        outputs.indices.max { outputs[$0].magnitude < outputs[$1].magnitude } ?? 0
    }

    private static func firstColumns(_ count: Int, of matrix: MatrixEnclosure) -> MatrixEnclosure {
        var result = MatrixEnclosure.zero(rows: matrix.rows, columns: count)
        for row in 0..<matrix.rows {
            for column in 0..<count {
                result.midpoint[row * count + column] = matrix.midpoint[row * matrix.columns + column]
                result.radius[row * count + column] = matrix.radius[row * matrix.columns + column]
            }
        }
        return result
    }
}
