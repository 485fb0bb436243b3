import Certify
import Rigor

/// A critical point at which some neurons are constant on the data: w_i·x~ = 0, x~ the inputs without the 1 of biases.
///
/// Let x~ have d~ coordinates, x = (x~, 1) with hidden biases and x = x~ without, d coordinates; b_i is the bias of
/// neuron i, 0 without biases. 2c is as in ``TwoLayerLandscape``, sums are with the sample weights.
///
/// **Theorem.** Let nothing decay, Z be some of the neurons, w_i = 0 but for b_i for i in Z, and let
///
/// 0. there be a trained output bias c; or no hidden biases, and s(0) = 0;
/// 1. p* be a critical point of L_S, L with the parameters of Z held, with regular Hessian (or no parameters be free).
///
/// At p* let e be the residuals, C_i = 2c s'(b_i) sum e x~' (k by d~) and M_i = 2c s''(b_i) sum (a_i·e) x x' (d by d).
/// Let Z consist of
///
/// 2. *sloped* neurons: C_i has rank d~. They are given the outputs of the kernel of C_i' nearest to those held;
/// 3. *flat* neurons: s'(b_i*) = 0 for a b_i* within delta of b_i (without biases s'(0) = 0, delta = 0). They are given
///    that bias, and M_i, with s'' at b_i*, is regular.
///
/// Where there is an output bias let it take up what that changes of the sum of a_i s(b_i). Then this is a critical
/// point of L, of the same function as p*, and
///
///     inertia(Hess L) = inertia(Hess L_S) + sum over sloped (d~, d~, k - d~ + d - d~)
///                                         + sum over flat (inertia(M_i) + k zeros).
///
/// It lies on a manifold of critical points of equal loss whose dimension is the number of zeros. Where there is no
/// negative sign it is a local minimum.
///
/// *Proof.* With C the output bias and the sum of a_i s(b_i) over Z, f is that of the other neurons and of C, so e is
/// that of p*, whatever a_i and b_i. With a trained c, dL/dc = 2c sum e = 0. Hence dL/da_i = s(b_i) 2c sum e = 0,
/// without one because s(b_i) = s(0) = 0; dL/dw_i = s'(b_i) 2c sum (a_i·e) x~ = C_i'a_i = 0; dL/db_i = s'(b_i) a_i·(2c
/// sum e) = 0, as biases come with a trained c. The other derivatives are those of L_S: critical.
///
/// In a direction y of the others and (omega_i, beta_i, alpha_i) of Z, with kappa the change of c, part of y,
///
///     f' = f_S'(y) + sum_i [ s(b_i) alpha_i + a_i s'(b_i) (omega_i·x~ + beta_i) ],
///     L'' = 2c sum |f'|² + D(y) + sum_i [ 2 alpha_i'C_i omega_i + s''(b_i) 2c sum (a_i·e) (omega_i·x~ + beta_i)² ],
///
/// where D, the second derivatives of f by the others, does not contain kappa, and alpha_i'(2c sum e) beta_i = 0. A
/// change of kappa takes s(b_i) alpha_i + a_i s'(b_i) beta_i out of f', without trained c they are 0. A flat neuron is
/// then gone from f', C_i = 0, and it adds (omega, beta)'M_i(omega, beta) and k directions alpha that do not occur. Of
/// a sloped one a_i·sum e x~ = 0 and a_i·sum e = 0, so beta_i does not occur at all, and the rest is
///
///     L'' = Q(y, omega) + sum_i 2 (C_i'alpha_i)·omega_i,    Q(y, 0) = Hess L_S.
///
/// C_i'alpha_i takes all values in R^d~, k - d~ directions of alpha_i give 0; adding linear functions of y and omega to
/// it makes Q(y, omega) into Q(y, 0): inertia (d~, d~) for each, by Sylvester. All outputs in the kernel of C_i', of
/// dimension k - d~, and all biases b_i of sloped neurons, with s'(b_i) != 0, give critical points of the same
/// function, as do all outputs of flat ones: a manifold, c being a function of them, whose dimension is the nullity, so
/// that its tangent space is the kernel of the Hessian. On a complement the Hessian is positive definite where there is
/// no negative sign, near the point too, so the loss is convex across the manifold, and minimal on it (the slice
/// argument of ``SliceWitness``, on the image of a chart that straightens the manifold). ∎
public struct ConstantNeuronsArgument: StructuredArgument {
    /// Ascending.
    public var sloped: [Int]
    /// Ascending.
    public var flat: [Int]
    /// delta, 0 without hidden biases.
    public var biasRadius: Double
    /// Of p*, in the parameters that are free; nil when there are none.
    public var witness: IsolatedPointWitness?

    public init(sloped: [Int], flat: [Int], biasRadius: Double, witness: IsolatedPointWitness?) {
        self.sloped = sloped
        self.flat = flat
        self.biasRadius = biasRadius
        self.witness = witness
    }

    /// "neurons 0, 2 constant".
    package var structure: String {
        let neurons = (sloped + flat).sorted()
        return "neuron\(neurons.count == 1 ? "" : "s") \(neurons.map(String.init).joined(separator: ", ")) constant"
    }

    /// L_S: the parameters of Z held at those of the candidate, but for input weights, which are 0.
    package func slice(of landscape: TwoLayerLandscape, candidate: [Dyadic]) -> FixedCoordinatesLandscape {
        let layout = landscape.layout, neurons = sloped + flat
        var point = candidate, held = Set<Int>()
        for i in neurons {
            for place in layout.weights(of: i).prefix(landscape.realInputDimension) { point[place] = .zero }
            held.formUnion(layout.weights(of: i))
            held.formUnion(layout.outputs(of: i))
        }
        return FixedCoordinatesLandscape(
            landscape, free: (0..<layout.count).filter { !held.contains($0) }, at: point)
    }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        try Refusal.refusing {
            guard let landscape = context.landscape as? TwoLayerLandscape, landscape.problem.decay == nil else {
                throw Refusal.inequality("constant neurons are known for two-layer networks without decay")
            }
            guard context.candidate.count == landscape.parameterCount else {
                throw Refusal.dimension(expected: landscape.parameterCount, found: context.candidate.count)
            }
            guard Self.areAscending(sloped, below: landscape.width), Self.areAscending(flat, below: landscape.width),
                Set(sloped).isDisjoint(with: flat), !(sloped.isEmpty && flat.isEmpty)
            else { throw Refusal.inequality("the constant neurons are not distinct neurons of the network") }
            guard biasRadius.isFinite, biasRadius >= 0, landscape.problem.data.hasBias || biasRadius == 0 else {
                throw Refusal.notANumber("radius of the biases")
            }
            let ledger = context.ledger?.argument("Neurons that are constant on the data")
            ledger?.note("\(structure); L_S is the loss with their parameters held, their input weights at 0.")
            // 0. something takes up their constants, or they have none
            try requireConstants(on: landscape, context.precision, ledger)
            // 1. a critical point of L_S with regular Hessian
            let slice = slice(of: landscape, candidate: context.candidate)
            let centre: [Dyadic], point: IsolatedPoint?
            switch (witness, slice.free.isEmpty) {
            case (nil, true): (centre, point) = (slice.point, nil)
            case (let witness?, false):
                guard witness.centre.count == slice.free.count else {
                    throw Refusal.dimension(expected: slice.free.count, found: witness.centre.count)
                }
                centre = slice.lifted(witness.centre)
                point = try witness.conclude(on: slice, in: context, ledger: ledger)
            case (nil, false), (_?, true):
                throw Refusal.inequality("a point of the other parameters is needed exactly if there are any")
            }
            // 2. and 3. what each of them adds
            let ball = Ball(centre: centre, radius: point?.existenceRadius ?? 0)
            let additions = try additions(on: landscape, ball: ball, in: context, ledger)
            return try verdict(point, additions, ball: ball, landscape, context, ledger)
        }
    }

    private static func areAscending(_ neurons: [Int], below count: Int) -> Bool {
        neurons.allSatisfy { 0..<count ~= $0 } && zip(neurons, neurons.dropFirst()).allSatisfy { $0.0 < $0.1 }
    }

    private func verdict(
        _ point: IsolatedPoint?, _ additions: [Addition], ball: Ball, _ landscape: TwoLayerLandscape,
        _ context: ProofContext, _ ledger: ProofLedger?
    ) throws -> Verdict {
        let own = point?.inertia ?? Inertia(positive: 0, negative: 0, zero: 0)
        let negative = additions.reduce(own.negative) { $0 + $1.inertia.negative }
        let nullity = additions.reduce(0) { $0 + $1.inertia.zero }
        let shift = additions.reduce(UpperBound(ball.radius)) { $0 + $1.shift }
        guard shift.isFinite else { throw Refusal.notANumber("distance of the critical point from the centre") }
        let distance = UpperBound(Distance.upper(ball.centre, context.candidate)) + shift
        let evaluator = try landscape.makeEvaluator(context.level)
        let there = try evaluator.enclosure(on: Ball(centre: ball.centre), order: .gradient)
        guard let gradient = there.gradient else { throw Refusal.inequality("no gradient was enclosed") }
        let isMinimum = negative == 0, loss = point?.loss ?? there.loss
        var smallest = Bounds(lower: 0, upper: 0)
        if !isMinimum {
            let wide = Ball(centre: ball.centre, radius: shift.value)
            guard let hessian = try evaluator.enclosure(on: wide, order: .hessian).hessian else {
                throw Refusal.inequality("no Hessian was enclosed")
            }
            do {
                let enclosed = try hessian.smallestEigenvalue(basis: nil)
                // the index is positive
                smallest = Bounds(lower: enclosed.lower, upper: Directed.minimum(enclosed.upper, 0))
            } catch { throw Refusal.spectrum(error) }
        }
        let isBeaten = !isMinimum || context.reference.map { loss.lower > $0.lossUpper } ?? false
        let result = CriticalPoint(
            loss: loss, gradientNormUpper: gradient.norm.upper, smallestEigenvalue: smallest, indexLower: negative,
            indexUpper: negative, nullity: nullity, isIsolated: nullity == 0, distanceUpper: distance.value,
            isProvedNonGlobal: isBeaten, familyDimension: nullity, level: nil, structure: structure,
            learningCoefficient: isMinimum
                ? .morseBott(parameters: landscape.parameterCount, nullity: nullity, familyDimension: nullity) : nil)
        ledger?.also("distance of the critical point from the centre", .atMost(shift.value))
        let far = OutwardDecimal.upper(distance.value, digits: 5)
        ledger?.conclusion(
            "Hence a critical point within \(far) of the candidate, on a manifold of dimension \(nullity) of such "
                + "points: \(isMinimum ? "a local minimum" : "a strict saddle of Morse index \(negative)").")
        return isMinimum ? .localMinimum(result, isBeaten ? .nonGlobal : .open) : .saddle(result)
    }
}
