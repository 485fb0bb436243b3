import Certify
import Rigor

/// An exact global minimum of erf students on Gaussian inputs: a rational student that is the teacher as a function.
///
/// **Theorem.** Let the normal form (``GaussianErfProblem``) of a rational student (w, a) of width n be that of the
/// teacher. Then
/// 1. student and teacher are the same function, L(w, a) = 0, and (w, a) is a global minimum; its gradient is 0;
/// 2. Hess L(w, a) has no negative eigenvalue, and its rank is C + d (C' + Z): C the number of classes {v, -v}, v != 0,
///    among the w_i, C' of those that hold a neuron with a_i != 0, and Z = 1 if a neuron has w_i = 0 and a_i != 0,
///    otherwise 0;
/// 3. (w, a) lies on an affine family of global minima of dimension d for each neuron with a_i = 0, plus 1 for each
///    other one with w_i = 0, plus m - 1 for each m others that share a class, plus d more where their signed outputs
///    add up to 0;
/// 4. it is isolated exactly when that dimension is 0, and nondegenerate then.
///
/// *Proof.* 1: L is a mean square. 2: the residual is 0, so Hess L = 2 E[grad f grad f'], a Gram matrix: its rank is
/// the dimension of the span of the functions s(w_i·x), a_i x_c s'(w_i·x). As s is odd and s' even these are, up to
/// signs and factors, s(v·x) for the C classes, x_c s'(v·x) for C' of them, and the x_c if Z = 1. They are linearly
/// independent: let sum_v ( alpha_v s(v·x) + beta_v·x s'(v·x) ) + gamma·x = 0 and put x = t e, where e lies outside
/// finitely many hyperplanes, so that the c_v = v·e have different squares, none 0. The derivative with respect to t is
///
///     sum_v ( alpha_v c_v + beta_v·e (1 - c_v² t²) ) s'(c_v t) + gamma·e = 0,
///
/// polynomials times e^(-c_v² t²/2) of different c_v², and 0 for the last: each vanishes, the one of slowest decay
/// first. So gamma·e = 0, beta_v·e = 0 and alpha_v = 0, for an open dense set of e: all are 0. 3: with a_i = 0, w_i is
/// free; with w_i = 0, a_i is; m neurons w_i = ± v may share their signed sum as they like, and where it is 0 may move
/// v together. 4: in dimension 0 all w_i are nonzero, no two are equal or opposite, and no a_i is 0, whence the rank is
/// n + d n, all of it; the inverse function theorem gives isolation. ∎
public struct GaussianErfGlobalMinimum: StructuredArgument {
    /// w_i, exact.
    public var weights: [[Rational]]
    /// a_i, exact.
    public var outputs: [Rational]

    public init(weights: [[Rational]], outputs: [Rational]) {
        self.weights = weights
        self.outputs = outputs
    }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        guard let landscape = context.landscape as? GaussianErfLandscape else {
            throw .inequality("the landscape is not that of erf students on Gaussian inputs")
        }
        let n = landscape.width, d = landscape.inputDimension, count = landscape.parameterCount
        guard weights.count == n, outputs.count == n, weights.allSatisfy({ $0.count == d }),
            context.candidate.count == count
        else { throw .dimension(expected: count, found: weights.reduce(outputs.count) { $0 + $1.count }) }
        // one function
        guard ErfNormalForm.sums(weights: weights, outputs: outputs) == landscape.problem.normalForm else {
            throw .inequality("the student is not the teacher as a function")
        }
        let neurons = NeuronClasses(weights: weights, outputs: outputs)
        let rank = neurons.rank(inputDimension: d), family = neurons.familyDimension(inputDimension: d)
        let ledger = context.ledger?.argument("An exact global minimum of erf students on Gaussian inputs")
        ledger?.note("(w, a) is the exact rational student in the certificate.")
        ledger?.hypothesis("student and teacher have the same normal form", .exactly("exactly"))
        ledger?.hypothesis("rank of Hess L(w, a): C + d (C' + Z)", .exactly("\(rank) of \(count)"))
        ledger?.hypothesis("dimension of the family of global minima", .exactly("\(family)"))
        ledger?.conclusion("Hence the student is the teacher as a function: L(w, a) = 0, and no loss is smaller.")
        ledger?.conclusion(
            family == 0
                ? "It is nondegenerate and isolated."
                : "It is not isolated: it lies on a family of such of dimension \(family).")
        let point = weights.flatMap { $0 } + outputs
        return .globalMinimum(
            CriticalPoint(
                loss: Bounds(lower: 0, upper: 0), gradientNormUpper: 0,
                smallestEigenvalue: rank < count
                    ? Bounds(lower: 0, upper: 0) : try Self.smallestEigenvalue(at: point, landscape, in: context),
                indexLower: 0, indexUpper: 0, nullity: count - rank, isIsolated: family == 0,
                distanceUpper: point.distanceUpper(from: context.candidate), isProvedNonGlobal: false,
                familyDimension: family, structure: neurons.description,
                learningCoefficient: .morseBott(
                    parameters: count, nullity: count - rank, familyDimension: family)))
    }

    /// Encloses the smallest eigenvalue of Hess L at the point, which is known to be positive.
    private static func smallestEigenvalue(
        at point: [Rational], _ landscape: GaussianErfLandscape, in context: ProofContext
    ) throws(Refusal) -> Bounds {
        let centre = point.rounded(to: Precision(bits: 128))
        return try Refusal.refusing {
            let smallest = try landscape.smallestEigenvalue(
                on: Ball(centre: centre, radius: point.distanceUpper(from: centre)), context.level)
            return Bounds(lower: Directed.maximum(0, smallest.lower), upper: smallest.upper)
        }
    }
}

/// The neurons of an exact student by what they are as functions.
private struct NeuronClasses {
    /// Neurons with output 0.
    private var spare = 0
    /// Others with input weights 0.
    private var constant = 0
    /// Numbers of others in each class {v, -v}, with the sum of their signed outputs.
    private var shared: [[Rational]: (neurons: Int, sum: Rational)] = [:]
    /// Classes of neurons with output 0.
    private var silent: Set<[Rational]> = []

    init(weights: [[Rational]], outputs: [Rational]) {
        for (w, a) in zip(weights, outputs) {
            let place = ErfNormalForm.representative(w)
            if a.isZero {
                spare += 1
                if let place { silent.insert(place.v) }
            } else if let place {
                let old = shared[place.v] ?? (0, .zero)
                shared[place.v] = (old.neurons + 1, old.sum + (place.isOpposite ? -a : a))
            } else {
                constant += 1
            }
        }
    }

    /// C + d (C' + Z).
    func rank(inputDimension d: Int) -> Int {
        silent.union(shared.keys).count + d * (shared.count + (constant > 0 ? 1 : 0))
    }

    func familyDimension(inputDimension d: Int) -> Int {
        shared.values.reduce(d * spare + constant) { $0 + $1.neurons - 1 + ($1.sum.isZero ? d : 0) }
    }

    /// "the teacher, 1 neuron split, 2 neurons of output 0".
    var description: String {
        func part(_ count: Int, _ words: String) -> String? {
            count == 0 ? nil : "\(count) \(count == 1 ? "neuron" : "neurons") \(words)"
        }
        let split = shared.values.count { $0.neurons > 1 && !$0.sum.isZero }
        let cancelling = shared.values.filter(\.sum.isZero).reduce(0) { $0 + $1.neurons }
        let parts = [
            part(split, "split"), part(cancelling, "that cancel"), part(constant, "of weight 0"),
            part(spare, "of output 0"),
        ]
        return (["the teacher"] + parts.compactMap { $0 }).joined(separator: ", ")
    }
}
