import Certify
import Rigor

/// A critical point of the Gaussian ReLU landscape that a product of symmetric groups fixes.
///
/// The theorem is that of ``SymmetricReLUPoint``. It stands for all points that differ by permutations of neurons and
/// of coordinates, under which the loss is invariant (``GaussianReLULandscape/permuted(_:neurons:targets:)``): position
/// i of the blocks is neuron `neurons[i]` and coordinate `coordinates[i]` of the student.
///
/// On ``SymmetricReLULandscape`` the student is given by its unknowns, position i is neuron i and coordinate i, and
/// what is concluded is the same, about all k² parameters.
public struct SymmetricReLUArgument: StructuredArgument {
    /// p_1 .. p_r.
    public var parts: [Int]
    /// The neuron of the student at each position, block by block; empty where the student is given by its unknowns.
    public var neurons: [Int]
    /// The coordinate of the student, and with it the target, at each position; empty likewise.
    public var coordinates: [Int]
    /// The centre x: values of the unknowns of the symmetry, in their order.
    public var centre: [Dyadic]
    /// rho.
    public var radius: Double

    public init(parts: [Int], neurons: [Int] = [], coordinates: [Int] = [], centre: [Dyadic], radius: Double) {
        self.parts = parts
        self.neurons = neurons
        self.coordinates = coordinates
        self.centre = centre
        self.radius = radius
    }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        // 0. n = d = k, a partition of k, the place of each position in the student
        let symmetry = try symmetry(in: context), k = symmetry.order
        let ledger = context.ledger?.argument("A symmetric critical point of ReLU students on Gaussian inputs")
        ledger?.note("Fixed by \(symmetry.description) on neurons and targets, \(symmetry.unknowns.count) unknowns.")
        let point = try SymmetricReLUPoint(
            symmetry, centre: centre, radius: radius, precision: context.precision, ledger: ledger)
        guard let inertia = point.inertia else {
            throw .signsOpen(
                positive: 0, negative: 0, order: k * k, smallest: point.smallestEigenvalue)
        }
        let distance = UpperBound(offsetUpper(symmetry, context)) + UpperBound(point.distanceUpper)
        let isBeaten =
            inertia.negative > 0 || context.reference.map { point.loss.lower > $0.lossUpper } ?? false
        let critical = CriticalPoint(
            loss: point.loss, gradientNormUpper: point.gradientNormUpper,
            smallestEigenvalue: point.smallestEigenvalue, indexLower: inertia.negative, indexUpper: inertia.negative,
            nullity: 0, isIsolated: true, distanceUpper: distance.value, isProvedNonGlobal: isBeaten,
            structure: "fixed by \(symmetry.description) on neurons and targets",
            largestEigenvalue: point.largestEigenvalue,
            learningCoefficient: inertia.negative == 0
                ? .morseBott(parameters: k * k, nullity: 0, familyDimension: 0) : nil)
        if inertia.negative > 0 { return .saddle(critical) }
        return .localMinimum(critical, isBeaten ? .nonGlobal : .open)
    }

    /// The symmetry, when it is one of the students of the landscape and every position has its place.
    private func symmetry(in context: ProofContext) throws(Refusal) -> DiagonalSymmetry {
        if let fixed = context.landscape as? SymmetricReLULandscape {
            guard parts == fixed.symmetry.parts, neurons.isEmpty, coordinates.isEmpty else {
                throw .inequality("the parts are not those of the students, in their order")
            }
            return fixed.symmetry
        }
        guard let landscape = context.landscape as? GaussianReLULandscape else {
            throw .inequality("the landscape is not that of ReLU students on Gaussian inputs")
        }
        let k = landscape.targetCount
        guard landscape.width == k, landscape.inputDimension == k, context.candidate.count == k * k else {
            throw .inequality("the symmetric argument is known for as many neurons and inputs as targets")
        }
        guard !parts.isEmpty, parts.allSatisfy({ (1...k).contains($0) }), parts.reduce(0, +) == k else {
            throw .inequality("the parts are no partition of the number of targets")
        }
        for order in [neurons, coordinates] {
            guard order.sorted() == Array(0..<k) else { throw .inequality("not every index stands once") }
        }
        return DiagonalSymmetry(parts: parts)
    }

    /// Upper bound of |W(x) - W|, W the candidate, over all k² parameters.
    private func offsetUpper(_ symmetry: DiagonalSymmetry, _ context: ProofContext) -> Double {
        if context.landscape is SymmetricReLULandscape {
            return symmetry.normUpper(
                zip(centre, context.candidate).map { ($0 - $1).magnitude.double(rounding: .up) })
        }
        return Distance.upper(student(symmetry), context.candidate)
    }

    /// The parameters of the student at the centre.
    func student(_ symmetry: DiagonalSymmetry) -> [Dyadic] {
        let k = symmetry.order, blocks = symmetry.blockOfIndex
        let values = Dictionary(uniqueKeysWithValues: zip(symmetry.unknowns, centre))
        var result = [Dyadic](repeating: .zero, count: k * k)
        for l in 0..<k {
            for c in 0..<k {
                let unknown: DiagonalSymmetry.Unknown =
                    c == l
                    ? .diagonal(blocks[l])
                    : blocks[c] == blocks[l] ? .beside(blocks[l]) : .between(blocks[c], blocks[l])
                result[neurons[l] * k + coordinates[c]] = values[unknown] ?? .zero
            }
        }
        return result
    }
}
