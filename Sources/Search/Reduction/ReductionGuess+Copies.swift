import Certify
import Networks
import Rigor

extension ReductionGuess {
    /// What float64 sees of the form that a copy of neuron g adds; writes the slopes and the basis in which it is to be
    /// proved into the argument. nil when LAPACK fails.
    func copyForm(
        of g: Int, in argument: inout ReductionArgument, on reduced: TwoLayerLandscape, _ narrow: [Double],
        _ landscape: TwoLayerLandscape
    ) -> CopyForm? {
        let layout = landscape.layout
        let d = layout.inputDimension, k = layout.outputCount, group = argument.groups[g]
        guard group.neurons.count > 1 else {
            return CopyForm(
                bordered: InertiaBounds(positive: 0, negative: 0, zero: 0, order: d), slopeCount: 0, inputDimension: d,
                outputCount: k)
        }
        let pivot = argument.pivot(g, of: landscape)
        let ghost = reduced.approximateGhostNeurons(
            at: [Array(narrow[reduced.layout.weights(of: g)])], ratios: [.init(neuron: g, pivot: pivot)],
            parameters: narrow)[0]
        let slopes = Self.independentRows(
            ghost.slopes, outputCount: k, largest: CopyForm.largestRank(inputDimension: d, outputCount: k))
        let order = d + slopes.count
        var matrix = [Double](repeating: 0, count: order * order)
        for c in 0..<d {
            for b in 0..<d { matrix[c * order + b] = ghost.hessian[c * d + b] }
            for (i, q) in slopes.enumerated() {
                matrix[c * order + d + i] = ghost.slopes[q * d + c]
                matrix[(d + i) * order + c] = ghost.slopes[q * d + c]
            }
        }
        guard let (values, vectors) = ApproximateLinearAlgebra.symmetricEigenproblem(matrix, order: order) else {
            return nil
        }
        argument.groups[g].slopeOutputs = slopes
        argument.groups[g].curvatureBasis = vectors
        return CopyForm(
            bordered: InertiaBounds(
                positive: values.count { $0 > 0 }, negative: values.count { $0 < 0 }, zero: 0, order: order),
            slopeCount: slopes.count, inputDimension: d, outputCount: k)
    }

    /// Rows of C that are independent beyond rounding, the largest first (Gram-Schmidt with pivots), ascending.
    private static func independentRows(_ slopes: [Double], outputCount k: Int, largest: Int) -> [Int] {
        let d = slopes.count / k
        var rows = (0..<k).map { Array(slopes[($0 * d)..<(($0 + 1) * d)]) }, chosen = [Int]()
        let scale = norm(slopes)
        while chosen.count < largest {
            guard let q = rows.indices.max(by: { norm(rows[$0]) < norm(rows[$1]) }), norm(rows[q]) > 1e-9 * scale
            else { break }
            chosen.append(q)
            let length = norm(rows[q]), unit = rows[q].map { $0 / length }
            for i in rows.indices {
                let part = zip(rows[i], unit).reduce(0) { $0 + $1.0 * $1.1 }
                for c in 0..<d { rows[i][c] = i == q ? 0 : rows[i][c] - part * unit[c] }
            }
        }
        return chosen.sorted()
    }
}
