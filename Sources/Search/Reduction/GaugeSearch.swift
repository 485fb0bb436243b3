import Certify
import Networks
import Rigor

/// Looks for a critical point that is isolated but for the continuous symmetries of the activation: picks independent
/// fields and parameters to hold, and refines the rest. Untrusted: `GaugeArgument` decides.
struct GaugeSearch: StructureSearch {
    var precedesIsolatedPoints: Bool { true }

    /// Fields that add less than this, relative to the largest, count as dependent on the others.
    private static let relativeRank = 1e-9

    func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let landscape = context.landscape as? TwoLayerLandscape else { return nil }
        let fields = landscape.gaugeFields
        guard !fields.isEmpty else { return nil }
        let (chosen, held) = Self.approximatePivots(fields.map { Self.approximateValue($0, at: candidate.parameters) })
        guard !chosen.isEmpty, held.count < candidate.parameters.count else { return nil }
        let isHeld = Set(held), free = candidate.parameters.indices.filter { !isHeld.contains($0) }
        let slice = FixedCoordinatesLandscape(landscape, free: free, at: candidate.point)
        let search = IsolatedPointSearch(landscape: slice, maximumPrecision: context.precision.bits)
        switch search.run(near: free.map { candidate.parameters[$0] }) {
        case .proved(let witness, _):
            let argument = GaugeArgument(fields: chosen, held: held, witness: witness)
            if let verdict = try? argument.conclude(in: context.inFloat64) { return .proved(argument, verdict) }
            do {
                return .proved(argument, try argument.conclude(in: context))
            } catch {
                return .open("\(argument.structure): \(error)")
            }
        case .open(let reason):
            return .open("gauge of dimension \(chosen.count), across it: \(reason.code.rawValue)")
        }
    }

    /// X(theta) at every place.
    private static func approximateValue(_ field: GaugeField, at parameters: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: parameters.count)
        for term in field.terms {
            result[term.place] += term.factors.reduce(Double(term.coefficient)) { $0 * parameters[$1] }
        }
        return result
    }

    /// Elimination with complete pivoting: which rows, and which columns, ascending.
    private static func approximatePivots(_ rows: [[Double]]) -> (rows: [Int], columns: [Int]) {
        var rest = rows, chosen = [Int](), columns = [Int](), largest = 0.0
        while chosen.count < rows.count {
            var best = (size: 0.0, row: 0, column: 0)
            for row in rest.indices where !chosen.contains(row) {
                for (column, entry) in rest[row].enumerated() where abs(entry) > best.size {
                    best = (abs(entry), row, column)
                }
            }
            largest = max(largest, best.size)
            guard best.size.isFinite, best.size > relativeRank * largest else { break }
            chosen.append(best.row)
            columns.append(best.column)
            for row in rest.indices where !chosen.contains(row) {
                let factor = rest[row][best.column] / rest[best.row][best.column]
                for column in rest[row].indices { rest[row][column] -= factor * rest[best.row][column] }
            }
        }
        return (chosen.sorted(), columns.sorted())
    }
}
