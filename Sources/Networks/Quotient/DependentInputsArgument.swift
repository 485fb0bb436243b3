import Certify
import Rigor

/// A critical point of students whose inputs are linearly dependent on the data: that of the students without the
/// dependent inputs, and the directions that the data do not see.
///
/// **Theorem.** Let x_c = sum_b t_cb x_b on the data for the dependent coordinates c (`DependentInputs`), d_0 of d
/// coordinates kept, P' the linear map (w, a) -> (T'w, a), onto, so L(theta) = L~(P'theta). Let theta~* be a critical
/// point of L~ within D of P'theta_c. Then L has a critical point theta* within D of theta_c with P'theta* = theta~*,
/// on an affine family of such points of dimension f = m (d - d_0); loss, being a local minimum or a global one, and
/// the existence of points near by of which that holds, are those of theta~*; the inertia of Hess L(theta*) is that of
/// Hess L~(theta~*) with f zeros more; its smallest eigenvalue is min(0, s lambda), 1 <= s <= ‖T‖², lambda the smallest
/// of Hess L~(theta~*).
///
/// *Proof.* grad L = P grad L~, Hess L = P Hess L~ P', and P is injective: theta is critical exactly if P'theta is. P'
/// holds the identity on the kept coordinates, so P'P >= 1 and theta* = theta_c + P (P'P)^-1 (theta~* - P'theta_c) is
/// at most D away. With S = (P'P)^(1/2) the nonzero eigenvalues of P Hess L~ P' are those of S Hess L~ S: Sylvester,
/// and Ostrowski for the factors between 1 and ‖P‖² = ‖T‖². P' is open and continuous, so neighbourhoods of theta* and
/// of theta~* correspond, and values of L near theta* are those of L~ near theta~*. ∎
///
/// Where T'w_c is not dyadic the candidate of the inner argument is rounded, and D is larger by what that moves it.
public struct DependentInputsArgument: StructuredArgument {
    /// What is proved about the students without the dependent inputs.
    public indirect enum Inner: Sendable {
        case isolatedPoint(IsolatedPointWitness)
        /// Not one of dependent inputs again.
        case structured(any StructuredArgument)
    }

    public var dependent: DependentInputs
    public var inner: Inner

    public init(dependent: DependentInputs, inner: Inner) {
        self.dependent = dependent
        self.inner = inner
    }

    /// "inputs 1, 2 dependent".
    public var structure: String {
        let names = dependent.inputs.map { String($0.coordinate) }.joined(separator: ", ")
        return "input\(dependent.inputs.count == 1 ? "" : "s") \(names) dependent"
    }

    /// P'theta, rounded to about 100 bits where it is not dyadic, and how far that moves it.
    package func reduced(
        _ point: [Dyadic], _ layout: ParameterLayout
    ) -> (point: [Dyadic], moved: UpperBound) {
        var result = [Dyadic](), squares: UpperBound = 0
        for j in 0..<layout.width {
            for exact in dependent.reduced(point[layout.weights(of: j)].map { Rational($0) }) {
                if let dyadic = Dyadic(exactly: exact) {
                    result.append(dyadic)
                    continue
                }
                let first = exact.nearestDouble, second = (exact - (Rational(exactly: first) ?? .zero)).nearestDouble
                let rounded = (Dyadic(exactly: first) ?? .zero) + (Dyadic(exactly: second) ?? .zero)
                let error = UpperBound((exact - Rational(rounded)).magnitude.upperDouble)
                squares = squares + error * error
                result.append(rounded)
            }
        }
        return (result + point[layout.weights.upperBound...], squares == 0 ? 0 : squares.squareRoot())
    }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        try Refusal.refusing {
            guard let landscape = context.landscape as? TwoLayerLandscape else {
                throw Refusal.inequality("dependent inputs are those of two-layer networks")
            }
            let layout = landscape.layout
            guard context.candidate.count == layout.count else {
                throw Refusal.dimension(expected: layout.count, found: context.candidate.count)
            }
            // 1. the equations, exactly
            guard dependent.hold(on: landscape.problem.data) else {
                throw Refusal.inequality("\(structure): the stated combinations are not what the data hold")
            }
            guard let problem = landscape.problem.reduced(by: dependent) else {
                throw Refusal.inequality("\(structure): no problem is left without them")
            }
            let ledger = context.ledger?.argument("Inputs that are linearly dependent on the data")
            let family = layout.width * dependent.inputs.count
            ledger?.note("\(structure): L(w, a) = L~(T'w, a), the loss without them.")
            ledger?.hypothesis("x_c = sum_b t_cb x_b at every data point", .exactly("exactly"))
            ledger?.also("dimension of what the data do not see, m (d - d_0)", .exactly("\(family)"))
            // 2. what holds without them
            let (candidate, moved) = reduced(context.candidate, layout)
            let students = TwoLayerLandscape(problem: problem, width: landscape.width)
            let proved = try conclude(
                ProofContext(
                    landscape: students, candidate: candidate, precision: context.precision,
                    reference: context.reference, ledger: ledger))
            ledger?.conclusion(
                "The same holds of L, with \(family) zero eigenvalues more, on a family of dimension \(family) more.")
            switch proved {
            case .localMinimum(let point, let globality): return .localMinimum(lifted(point, family, moved), globality)
            case .globalMinimum(let point): return .globalMinimum(lifted(point, family, moved))
            case .saddle(let point): return .saddle(lifted(point, family, moved))
            case .endOfSaddleLine(let point, let index):
                return .endOfSaddleLine(lifted(point, family, moved), saddleIndex: index)
            case .minimumAtInfinity, .saddleAtInfinity, .notCritical, .noLocalMinimum, .undecided:
                throw Refusal.inequality("\(structure): a \(proved.name) without them is not carried over")
            }
        }
    }

    private func conclude(_ context: ProofContext) throws -> Verdict {
        switch inner {
        case .isolatedPoint(let witness):
            guard witness.centre.count == context.landscape.parameterCount else {
                throw Refusal.dimension(expected: context.landscape.parameterCount, found: witness.centre.count)
            }
            let point = try witness.conclude(on: context.landscape, in: context, ledger: context.ledger)
            return Deduction.verdict(
                witness, point, candidate: context.candidate, reference: context.reference,
                level: context.landscape.levelOfRegularPoints)
        case .structured(let argument):
            guard !(argument is DependentInputsArgument) else {
                throw Refusal.inequality("dependent inputs within dependent inputs")
            }
            return try argument.conclude(in: context)
        }
    }

    /// The critical point theta*, from theta~*.
    private func lifted(_ point: CriticalPoint, _ family: Int, _ moved: UpperBound) -> CriticalPoint {
        var result = point
        let factor = dependent.norm, lower = point.smallestEigenvalue.lower
        result.smallestEigenvalue = Bounds(
            lower: lower < 0 ? -(UpperBound(-lower) * factor * factor).value : 0,
            upper: Directed.minimum(point.smallestEigenvalue.upper, 0))
        result.gradientNormUpper = (UpperBound(point.gradientNormUpper) * factor).value
        result.nullity = point.nullity.map { $0 + family }
        result.isIsolated = false
        result.uniquenessRadius = nil
        // T may stretch; the exponents of volumes are those without the directions that are not seen
        result.largestEigenvalue = nil
        result.familyDimension += family
        result.distanceUpper = (UpperBound(point.distanceUpper) + moved).value
        result.structure = point.structure.isEmpty ? structure : "\(structure); \(point.structure)"
        return result
    }
}
