import Certify
import Networks

/// A guess which neurons of a candidate are meant to be equal and which to have output 0. Proposes only: the proof
/// decides.
struct NeuronGrouping: Hashable {
    /// Live neurons by group, each ascending, in the order of their first members.
    var groups: [[Int]]
    /// Neurons with output 0, ascending.
    var zeroTypes: [Int]

    /// Whether it says more than "all neurons are different".
    var isTrivial: Bool { zeroTypes.isEmpty && groups.allSatisfy { $0.count == 1 } }

    /// Tolerances relative to 1 + |w| and to the largest output: float64 minima are flat, so weights agree to few
    /// digits.
    static let weightTolerances = [0, 1e-9, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1]
    static let outputTolerances = [0, 1e-9, 1e-7, 1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1]

    /// All different groupings, except the trivial one, that some pair of tolerances suggests.
    ///
    /// A neuron with a small output near another one can be meant as a copy or as zero-type: both are proposed.
    static func proposals(for parameters: [Double], _ layout: ParameterLayout) -> [NeuronGrouping] {
        let m = layout.width, outputs = (0..<m).map { layout.outputSize($0, parameters) }
        let largest = outputs.max() ?? 0
        var seen = Set<NeuronGrouping>(), result = [NeuronGrouping]()
        for weightTolerance in [-1] + weightTolerances {
            for outputTolerance in [-1] + outputTolerances {
                let isSmall = outputs.map { $0 <= outputTolerance * (1 + largest) }
                let all = grouped(Array(0..<m), parameters, layout, weightTolerance)
                let copiesFirst = NeuronGrouping(
                    groups: all.filter { $0.count > 1 || !isSmall[$0[0]] },
                    zeroTypes: all.filter { $0.count == 1 && isSmall[$0[0]] }.map { $0[0] })
                let zerosFirst = NeuronGrouping(
                    groups: grouped((0..<m).filter { !isSmall[$0] }, parameters, layout, weightTolerance),
                    zeroTypes: (0..<m).filter { isSmall[$0] })
                for grouping in [copiesFirst, zerosFirst] where !grouping.isTrivial && seen.insert(grouping).inserted {
                    result.append(grouping)
                }
            }
        }
        return result
    }

    /// Joins neurons whose weights agree within the tolerance, transitively. A negative tolerance joins none.
    private static func grouped(
        _ neurons: [Int], _ parameters: [Double], _ layout: ParameterLayout, _ tolerance: Double
    ) -> [[Int]] {
        var groups = [[Int]]()
        for i in neurons {
            let near = groups.indices.filter {
                groups[$0].contains { j in
                    var squares = 0.0, size = 0.0
                    for (x, y) in zip(parameters[layout.weights(of: i)], parameters[layout.weights(of: j)]) {
                        squares += (x - y) * (x - y)
                        size += x * x
                    }
                    return squares.squareRoot() <= tolerance * (1 + size.squareRoot())
                }
            }
            let joined = (near.flatMap { groups[$0] } + [i]).sorted()
            for index in near.reversed() { groups.remove(at: index) }
            groups.append(joined)
        }
        return groups.sorted { $0[0] < $1[0] }
    }
}

extension ParameterLayout {
    /// |a_j|.
    func outputSize(_ j: Int, _ parameters: [Double]) -> Double {
        outputCount == 1 ? abs(parameters[output(j)]) : norm(parameters[outputs(of: j)])
    }
}
