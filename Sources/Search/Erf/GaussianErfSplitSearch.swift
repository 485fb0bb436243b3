import Certify
import Gaussian
import Rigor

/// Looks for equal and opposite neurons in a candidate, refines and certifies the narrow student, and splits it.
/// Untrusted: `GaussianErfSplit` decides.
public struct GaussianErfSplitSearch: StructureSearch {
    public var precedesIsolatedPoints: Bool { false }
    /// Input weights this near, relative to 1 + |w|, are tried as equal.
    public var tolerances = [1e-4, 1e-2]
    /// How far to look, relative to 1 + |theta|.
    public var reach = 1e-2

    public init() {}

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let landscape = context.landscape as? GaussianErfLandscape else { return nil }
        var failure: String?, tried = Set<[Int]>()
        for tolerance in tolerances {
            let guess = SplitGuess(candidate.parameters, landscape, tolerance: tolerance)
            guard guess.width < landscape.width, tried.insert(guess.groups).inserted else { continue }
            let narrow = GaussianErfLandscape(problem: landscape.problem, width: guess.width)
            let certificate = Certifier(landscape: narrow, structures: []).certify(
                Candidate(index: candidate.index, parameters: guess.narrow))
            guard case .isolatedPoint(let witness) = certificate.argument else {
                failure = failure ?? "equal neurons were seen, the narrow student's critical point was not proved"
                continue
            }
            let argument = GaussianErfSplit(
                reduced: witness, groups: guess.groups, flipped: guess.flipped, shares: guess.shares)
            do throws(Refusal) {
                let verdict = try argument.conclude(in: context)
                guard let point = verdict.criticalPoint,
                    point.distanceUpper <= reach * (1 + Distance.normUpper(candidate.point))
                else { continue }
                return .proved(argument, verdict)
            } catch {
                failure = failure ?? "equal neurons: \(error)"
            }
        }
        return failure.map { .open($0) }
    }
}

/// Neurons of a student taken together, and the narrow student that they make.
private struct SplitGuess {
    private(set) var groups: [Int] = []
    private(set) var flipped: [Int] = []
    private(set) var shares: [Dyadic] = []
    /// Parameters of the narrow student.
    private(set) var narrow: [Double] = []
    private(set) var width = 0

    init(_ parameters: [Double], _ landscape: GaussianErfLandscape, tolerance: Double) {
        let d = landscape.inputDimension, n = landscape.width
        let weights = (0..<n).map { Array(parameters[($0 * d)..<(($0 + 1) * d)]) },
            outputs = Array(parameters[(n * d)...])
        var leaders = [Int](), signs = [Double](repeating: 1, count: n)
        for i in 0..<n {
            var place: Int?
            for (g, leader) in leaders.enumerated() where place == nil {
                for sign in [1.0, -1.0] {
                    let distance = norm(zip(weights[i], weights[leader]).map { $0 - sign * $1 })
                    guard distance <= tolerance * (1 + norm(weights[i])) else { continue }
                    (place, signs[i]) = (g, sign)
                    break
                }
            }
            if place == nil { leaders.append(i) }
            groups.append(place ?? leaders.count - 1)
        }
        width = leaders.count
        flipped = signs.indices.filter { signs[$0] < 0 }
        var narrowOutputs = [Double]()
        shares = Array(repeating: Dyadic(1), count: n)
        for g in 0..<width {
            let members = groups.indices.filter { groups[$0] == g }
            let sum = members.reduce(0.0) { $0 + signs[$1] * outputs[$1] }
            narrowOutputs.append(sum)
            // nearly equal weights: those of larger outputs count for more
            let sizes = members.map { abs(outputs[$0]) }, total = sizes.reduce(0, +)
            for c in 0..<d {
                narrow.append(
                    total > 0
                        ? zip(members, sizes).reduce(0) { $0 + signs[$1.0] * weights[$1.0][c] * $1.1 } / total
                        : weights[members[0]][c])
            }
            guard members.count > 1 else { continue }
            // the last takes what the others leave
            for i in members.dropLast() {
                shares[i] = Dyadic(exactly: signs[i] * outputs[i] / sum) ?? .zero
            }
            let last = members[members.count - 1]
            shares[last] = members.dropLast().reduce(Dyadic(1)) { $0 - shares[$1] }
        }
        narrow += narrowOutputs
    }
}
