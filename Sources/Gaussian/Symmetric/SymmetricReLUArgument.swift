import Certify
import Rigor

/// A critical point of the Gaussian ReLU landscape that a product of symmetric groups fixes.
///
/// The theorem is that of ``SymmetricReLUPoint``. It stands for all points that differ by permutations of neurons and
/// of
/// coordinates, under which the loss is invariant (``GaussianReLULandscape/permuted(_:neurons:targets:)``): position i
/// of the blocks is neuron `neurons[i]` and coordinate `coordinates[i]` of the student.
public struct SymmetricReLUArgument: StructuredArgument {
    /// p_1 .. p_r.
    public var parts: [Int]
    /// The neuron of the student at each position, block by block.
    public var neurons: [Int]
    /// The coordinate of the student, and with it the target, at each position.
    public var coordinates: [Int]
    /// The centre x: values of the unknowns of the symmetry, in their order.
    public var centre: [Dyadic]
    /// rho.
    public var radius: Double

    public init(parts: [Int], neurons: [Int], coordinates: [Int], centre: [Dyadic], radius: Double) {
        self.parts = parts
        self.neurons = neurons
        self.coordinates = coordinates
        self.centre = centre
        self.radius = radius
    }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        guard let landscape = context.landscape as? GaussianReLULandscape else {
            throw .inequality("the landscape is not that of ReLU students on Gaussian inputs")
        }
        // 0. n = d = k, a partition of k, two permutations
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
        let symmetry = DiagonalSymmetry(parts: parts)
        let ledger = context.ledger?.argument("A symmetric critical point of ReLU students on Gaussian inputs")
        ledger?.note("Fixed by \(symmetry.description) on neurons and targets, \(symmetry.unknowns.count) unknowns.")
        let point = try SymmetricReLUPoint(
            symmetry, centre: centre, radius: radius, precision: context.precision, ledger: ledger)
        guard let inertia = point.inertia else {
            throw .signsOpen(
                positive: 0, negative: 0, order: k * k, smallest: point.smallestEigenvalue)
        }
        let distance =
            UpperBound(Distance.upper(student(symmetry), context.candidate)) + UpperBound(point.distanceUpper)
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
