import Certify
import Networks
import Rigor

/// Finds inputs that depend linearly on others over all the data, in the rationals, and proves what can be proved
/// without them.
struct DependentInputsSearch: StructureSearch {
    private let dependent: DependentInputs
    /// Of the students without them.
    private let certifier: Certifier

    var precedesIsolatedPoints: Bool { true }

    /// nil when no inputs are seen to be dependent, or the data are too many to look.
    init?(_ landscape: TwoLayerLandscape) {
        guard let found = Self.dependentInputs(of: landscape.problem.data),
            let problem = landscape.problem.reduced(by: found)
        else { return nil }
        dependent = found
        certifier = Certifier(knowing: TwoLayerLandscape(problem: problem, width: landscape.width))
    }

    func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let landscape = context.landscape as? TwoLayerLandscape else { return nil }
        let frame = DependentInputsArgument(dependent: dependent, inner: .structured(NoArgument()))
        let parameters = frame.reduced(context.candidate, landscape.layout).point.map { $0.double(rounding: .nearest) }
        let certificate = certifier.certify(Candidate(index: 0, parameters: parameters))
        let found: Argument
        switch (certificate.argument, certificate.verdict) {
        case (.exclusion(_, let nearest?), _): found = nearest
        case (.isolatedPoint, _), (.structured, _): found = certificate.argument
        case (_, .undecided): return .open("\(frame.structure): undecided without them as well")
        default: return nil
        }
        var argument = frame
        switch found {
        case .isolatedPoint(let witness): argument.inner = .isolatedPoint(witness)
        case .structured(let inner): argument.inner = .structured(inner)
        case .exclusion, .none: return nil
        }
        if case .isolatedPoint = argument.inner, let verdict = try? argument.conclude(in: context.inFloat64) {
            return .proved(argument, verdict)
        }
        do { return .proved(argument, try argument.conclude(in: context)) } catch { return .open(error.description) }
    }

    private struct NoArgument: StructuredArgument {
        func conclude(in context: ProofContext) throws(Refusal) -> Verdict { throw .inequality("no argument") }
    }

    /// More than so many numbers are not looked through.
    private static let largestCount = 2_000_000

    /// Elimination over the rationals, a row for each data point, until the rank is full; what is left of the columns
    /// is dependent.
    private static func dependentInputs(of data: DataSet) -> DependentInputs? {
        let d = data.dimension
        guard data.count * d <= largestCount else { return nil }
        // rows in reduced echelon form, by the place of their first entry, which is 1
        var echelon = [Int: [Rational]]()
        for k in 0..<data.count {
            var row = data.point(k)
            for (place, pivot) in echelon where !row[place].isZero {
                let factor = row[place]
                for c in 0..<d where !pivot[c].isZero { row[c] = row[c] - factor * pivot[c] }
            }
            guard let place = row.firstIndex(where: { !$0.isZero }) else { continue }
            let scale = row[place].reciprocal
            row = row.map { $0 * scale }
            for (other, pivot) in echelon where !pivot[place].isZero {
                echelon[other] = (0..<d).map { pivot[$0] - pivot[place] * row[$0] }
            }
            echelon[place] = row
            if echelon.count == d { return nil }
        }
        let kept = echelon.keys.sorted()
        guard !kept.isEmpty else { return nil }
        // v·x = 0 on the row space of the reduced form: x_c = sum over pivots b of row_b[c] x_b
        return DependentInputs(
            inputs: (0..<d).filter { echelon[$0] == nil }.map { c in
                DependentInputs.Input(coordinate: c, coefficients: kept.map { echelon[$0]?[c] ?? .zero })
            })
    }
}
