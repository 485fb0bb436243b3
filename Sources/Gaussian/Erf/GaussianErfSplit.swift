import Certify
import Rigor

/// A critical point of erf students on Gaussian inputs with neurons that are equal or opposite: neurons of a narrower
/// student's regular critical point, split.
///
/// **Theorem** (Fukumizu & Amari, "Local minima and plateaus in hierarchical structures of multilayer perceptrons",
/// 2000, for this loss). Let p* = (w_g, A_g) be a regular critical point of width r, with A_g != 0 wherever a group g
/// of neurons has several members, and let each neuron i of a group have a sign s_i = ±1 and a share mu_i != 0, the
/// shares of a group adding up to 1. Then for the student w_i = s_i w_g, a_i = s_i mu_i A_g
/// 1. the gradient is 0 and the loss that of p*; so they are for all shares, a family of dimension sum_g (q_g - 1), q_g
///    the size of g;
/// 2. the inertia of the Hessian is that at p* and for each group, with p_g of its shares positive and M_g = 2 A_g
///    sum_u c_u H_uu(w_g, u) (``GaussianErfForms``), p_g - 1 times that of M_g, q_g - p_g times that of -M_g, and
///    q_g - 1 zeros;
/// 3. if no M_g of a group of several is singular, the nullity is the dimension of the family; without negative
///    eigenvalues the student is then a local minimum, not isolated if a group has several; with some it is a strict
///    saddle.
///
/// *Proof.* As s is odd, (w, a) -> (-w, -a) of a neuron leaves the function as it is and is an isometry, so let all s_i
/// be 1. 1: f is that of p*, whatever the shares; dL/da_i = 2 E[r s(w_g·x)] = 0, and dL/dw_i = mu_i dL/dw_g = 0.
/// 2: along (delta_i, alpha_i), with delta = sum_i mu_i delta_i and alpha = sum_i alpha_i over the group, f' is that of
/// p* along (delta, alpha), and E[r f''] is the sum over groups of 2 E[r s'(w_g·x) x]·(sum_i alpha_i delta_i) + A_g
/// sum_i mu_i delta_i'B_g delta_i with B_g = E[r s''(w_g·x) x x']. The first term vanishes where A_g != 0, since
/// dL/dw_g = 2 A_g E[r s' x], and for groups of one it is that of p*. With y_i = delta_i - delta, sum_i mu_i y_i = 0
/// and sum_i mu_i delta_i'B delta_i = delta'B delta + sum_i mu_i y_i'B y_i. So the second derivative of L is that at p*
/// along (delta, alpha), plus sum_i mu_i y_i'M_g y_i with M_g = 2 A_g B_g, which is 2 A_g sum_u c_u H_uu(w_g, u); the
/// alpha_i of a group enter by their sum alone, which gives q_g - 1 zeros. The form sum_i mu_i t_i² has p_g positive
/// and q_g - p_g negative squares, and (1, .., 1), of value 1, is orthogonal to {sum_i mu_i t_i = 0}, which leaves p_g
/// - 1 and q_g - p_g there; tensor products multiply inertias (Sylvester). 3: count. Without negative eigenvalues the
/// Hessian is positive definite across the family, so that L >= L(p*) near by (`LearningCoefficient/morseBott`). ∎
public struct GaussianErfSplit: StructuredArgument {
    /// p*.
    public var reduced: IsolatedPointWitness
    /// g(i) of each neuron of the student.
    public var groups: [Int]
    /// Those neurons whose sign is -1, ascending.
    public var flipped: [Int]
    /// mu_i of each neuron, exact.
    public var shares: [Dyadic]

    public init(reduced: IsolatedPointWitness, groups: [Int], flipped: [Int], shares: [Dyadic]) {
        self.reduced = reduced
        self.groups = groups
        self.flipped = flipped
        self.shares = shares
    }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        try Refusal.refusing { try verdict(in: context) }
    }

    private func verdict(in context: ProofContext) throws -> Verdict {
        guard let landscape = context.landscape as? GaussianErfLandscape else {
            throw Refusal.inequality("the landscape is not that of erf students on Gaussian inputs")
        }
        let members = try members(landscape, context.candidate),
            several = members.indices.filter { members[$0].count > 1 }
        let narrow = GaussianErfLandscape(problem: landscape.problem, width: members.count)
        let ledger = context.ledger?.argument("A critical point with equal neurons (Fukumizu & Amari 2000)")
        ledger?.note("\(structure(members)).")
        ledger?.hypothesis("the shares of each group are not 0 and add up to 1", .exactly("exactly"))
        // p* is a regular critical point
        guard reduced.centre.count == narrow.parameterCount else {
            throw Refusal.dimension(expected: narrow.parameterCount, found: reduced.centre.count)
        }
        let point = try reduced.conclude(
            on: narrow, in: context,
            ledger: ledger?.argument("The critical point p* of the narrow student of width \(members.count)"))
        let existence = UpperBound(point.existenceRadius)
        // A_g != 0, and no output of a split neuron so small that the distance leaves its sign open
        let centre = centre(landscape), factor = factor(members), shift = factor * existence
        let distance = UpperBound(Distance.upper(centre, context.candidate)) + shift
        for g in several {
            let output = LowerBound(reduced.centre[narrow.outputIndex(g)].magnitude.double(rounding: .down)) - existence
            guard output > 0 else { throw Refusal.inequality("the output of neuron \(g) of p* may be 0") }
            for i in members[g] {
                let share = LowerBound(shares[i].magnitude.double(rounding: .down))
                guard share * output > distance else {
                    throw Refusal.inequality("the sign of the output of neuron \(i) is open within the distance")
                }
            }
        }
        ledger?.hypothesis(
            "A_g != 0 of groups of several; no output of theirs within the distance of 0", .exactly("exactly"))
        // the inertia of M_g
        let bends = try narrow.bends(
            of: several, within: Ball(centre: reduced.centre, radius: existence.value), context.level)
        var inertia = point.inertia
        for (g, bend) in zip(several, bends) {
            let spectrum = try bend.spectrum(basis: nil)
            guard let own = spectrum.inertia, own.zero == 0 else {
                throw Refusal.signsOpen(
                    positive: spectrum.positiveAtLeast, negative: spectrum.negativeAtLeast, order: bend.rows,
                    smallest: spectrum.smallest)
            }
            ledger?.hypothesis(
                "signs of M_g for neurons \(names(members[g]))",
                .exactly("\(own.positive) positive, \(own.negative) negative of \(bend.rows)"))
            ledger?.also("its smallest eigenvalue", .within(spectrum.smallest))
            let positive = members[g].count { shares[$0].sign > 0 }, negative = members[g].count - positive
            inertia = Inertia(
                positive: inertia.positive + (positive - 1) * own.positive + negative * own.negative,
                negative: inertia.negative + (positive - 1) * own.negative + negative * own.positive,
                zero: inertia.zero + members[g].count - 1)
        }
        ledger?.hypothesis("inertia of the Hessian", .exactly(inertia.words))
        let smallest =
            inertia.negative == 0 && inertia.zero > 0
            ? Bounds(lower: 0, upper: 0)
            : try landscape.smallestEigenvalue(on: Ball(centre: centre, radius: shift.value), context.level)
        return conclusion(
            point, inertia, smallest, distance: distance.value,
            gradientNorm: (factor * UpperBound(reduced.gradientNorm)).value,
            structure: structure(members), context.reference, ledger)
    }

    private func conclusion(
        _ narrow: IsolatedPoint, _ inertia: Inertia, _ smallest: Bounds, distance: Double, gradientNorm: Double,
        structure: String, _ reference: Reference?, _ ledger: ProofLedger?
    ) -> Verdict {
        let isMinimum = inertia.negative == 0, family = inertia.zero
        let isBeaten = !isMinimum || reference.map { narrow.loss.lower > $0.lossUpper } ?? false
        ledger?.conclusion(
            "Hence a critical point on a family of such of dimension \(family), of loss in "
                + "\(OutwardDecimal.interval(narrow.loss, digits: 10)).")
        ledger?.conclusion(
            isMinimum ? "It is a local minimum." : "It is a strict saddle of Morse index \(inertia.negative).")
        let point = CriticalPoint(
            loss: narrow.loss, gradientNormUpper: gradientNorm, smallestEigenvalue: smallest,
            indexLower: inertia.negative, indexUpper: inertia.negative, nullity: inertia.zero,
            isIsolated: family == 0, distanceUpper: distance, isProvedNonGlobal: isBeaten, familyDimension: family,
            structure: structure,
            learningCoefficient: isMinimum
                ? .morseBott(parameters: inertia.order, nullity: inertia.zero, familyDimension: family) : nil)
        return isMinimum ? .localMinimum(point, isBeaten ? .nonGlobal : .open) : .saddle(point)
    }
}

extension GaussianErfSplit {
    /// The neurons of each group, once groups, signs and shares are what the theorem asks for.
    private func members(_ landscape: GaussianErfLandscape, _ candidate: [Dyadic]) throws(Refusal) -> [[Int]] {
        let n = landscape.width
        guard groups.count == n, shares.count == n, candidate.count == landscape.parameterCount else {
            throw .dimension(expected: n, found: groups.count)
        }
        guard let last = groups.max(), last < n, groups.allSatisfy({ $0 >= 0 }) else {
            throw .inequality("a neuron belongs to no group")
        }
        let members = (0...last).map { g in groups.indices.filter { groups[$0] == g } }
        guard members.allSatisfy({ !$0.isEmpty }) else { throw .inequality("a group has no neurons") }
        guard flipped.allSatisfy({ (0..<n).contains($0) }), Set(flipped).count == flipped.count else {
            throw .inequality("a flipped neuron is none of the student's, or flipped twice")
        }
        guard shares.allSatisfy({ $0.sign != 0 }) else { throw .inequality("a share is 0") }
        for group in members where group.reduce(Dyadic.zero, { $0 + shares[$1] }) != Dyadic(1) {
            throw .inequality("the shares of neurons \(names(group)) do not add up to 1")
        }
        return members
    }

    /// The centre of p*'s ball, split.
    private func centre(_ landscape: GaussianErfLandscape) -> [Dyadic] {
        let d = landscape.inputDimension,
            narrow = GaussianErfLandscape(
                problem: landscape.problem, width: reduced.centre.count / (d + 1))
        let turned = Set(flipped)
        var weights = [Dyadic](), outputs = [Dyadic]()
        for (i, g) in groups.enumerated() {
            let own = reduced.centre[(g * d)..<((g + 1) * d)],
                output = shares[i] * reduced.centre[narrow.outputIndex(g)]
            weights += turned.contains(i) ? own.map { -$0 } : Array(own)
            outputs.append(turned.contains(i) ? -output : output)
        }
        return weights + outputs
    }

    /// Splitting multiplies distances by at most this, and norms of gradients: q_g copies of one part, and of the other
    /// the shares, whose squares add up.
    private func factor(_ members: [[Int]]) -> UpperBound {
        members.reduce(1 as UpperBound) { largest, group in
            let squares = group.reduce(0 as UpperBound) { sum, i in
                let share = UpperBound(shares[i].magnitude.double(rounding: .up))
                return sum + share * share
            }
            return .max(largest, .max(UpperBound(group.count), squares))
        }.squareRoot()
    }

    private func names(_ neurons: [Int]) -> String { neurons.map(String.init).joined(separator: ", ") }

    /// "neurons 0, 3 equal, 4 opposite".
    private func structure(_ members: [[Int]]) -> String {
        let turned = Set(flipped)
        return members.filter { $0.count > 1 }.map { group in
            let first = turned.contains(group[0])
            let same = group.filter { turned.contains($0) == first },
                other = group.filter { turned.contains($0) != first }
            return "neurons \(names(same)) equal" + (other.isEmpty ? "" : ", \(names(other)) opposite")
        }.joined(separator: "; ")
    }
}

extension GaussianErfLandscape {
    /// Where a_i stands.
    func outputIndex(_ i: Int) -> Int { width * inputDimension + i }

    /// Encloses M_g = 2 A_g sum_u c_u H_uu(w_g, u) over a ball of parameters.
    fileprivate func bends(
        of neurons: [Int], within ball: Ball, _ level: EvaluationLevel
    ) throws(EvaluationFailure) -> [MatrixEnclosure] {
        switch level {
        case .float64, .doubleDouble: try bends(of: neurons, within: ball, Float64IntervalArithmetic())
        case .multiple(let precision): try bends(of: neurons, within: ball, IntervalArithmetic(precision: precision))
        }
    }

    private func bends<Arithmetic: RealArithmetic>(
        of neurons: [Int], within ball: Ball, _ arithmetic: Arithmetic
    ) throws(EvaluationFailure) -> [MatrixEnclosure] {
        let d = inputDimension, forms = GaussianErfForms(landscape: self, arithmetic: arithmetic)
        forms.setParameters(ball.centre.map { arithmetic.number($0, radius: ball.radius) })
        var result = [MatrixEnclosure]()
        for neuron in neurons {
            var matrix = MatrixEnclosure.zero(rows: d, columns: d)
            forms.bend(of: neuron, forms.force(on: neuron)) { a, b, value in
                let (midpoint, radius) = value.midpointAndRadius
                for index in [a * d + b, b * d + a] {
                    (matrix.midpoint[index], matrix.radius[index]) = (midpoint, radius)
                }
            }
            guard matrix.isFinite else { throw .outOfRange("the curvature of neuron \(neuron) is not bounded") }
            result.append(matrix)
        }
        return result
    }

    /// Encloses the smallest eigenvalue of the Hessian at every point of a ball.
    func smallestEigenvalue(on ball: Ball, _ level: EvaluationLevel) throws -> Bounds {
        guard let hessian = try makeEvaluator(level).enclosure(on: ball, order: .hessian).hessian else {
            throw Refusal.inequality("no Hessian was enclosed")
        }
        return try hessian.spectrum(basis: nil).smallest
    }
}
