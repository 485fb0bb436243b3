import Certify

/// What each neuron of a student is taken for, with a lower bound of what it costs to make it so. Float64, unproved: it
/// only proposes.
struct NeuronAssignment {
    enum Place: Hashable {
        /// The input weight becomes sign * (representative of the class).
        case teacherClass(Int, sign: Int)
        /// The input weight becomes 0.
        case constant
        /// The output becomes 0.
        case spare
        /// The input weight becomes sign * v with one v for the whole group; its outputs cancel.
        case group(Int, sign: Int)
    }

    var places: [Place]
    /// Lower bound of the squared distance to the nearest network of this assignment.
    var approximateCost: Double
}

/// Enumerates assignments of neurons in order of a depth-first search, cheapest place first, and keeps the cheapest.
///
/// Cost of a place: squared distance that the input weight moves; |a|² for a spare neuron; the squared spread of a
/// group. At the leaf each class adds |coefficients - sum of signed outputs|² / (number of its neurons), the squared
/// distance to its own conditions, one for each output. Conditions of different classes involve different outputs, so
/// the sum is a lower bound of the distance.
struct NeuronAssignmentSearch {
    struct TeacherClass {
        var representative: [Double]
        /// The coefficients that the outputs of the class must reach, k of them.
        var coefficients: [Double]
        var isRequired: Bool
    }

    var weights: [[Double]]
    /// a_j, each with k coordinates.
    var outputs: [[Double]]
    var classes: [TeacherClass]
    /// Whether w and -w belong to one class.
    var mirrors: Bool
    /// Whether outputs count with the sign of the orientation.
    var signed: Bool
    /// Largest squared distance of interest.
    var reach: Double
    var nodeLimit = 100_000
    var kept = 24

    /// The cheapest assignments found, cheapest first.
    func run() -> [NeuronAssignment] {
        var state = State(search: self)
        state.descend(0, cost: 0)
        return state.leaves
    }

    /// The outputs of one more neuron added to a sum, with its sign where that counts.
    private func sum(_ sum: [Double], _ outputs: [Double], sign: Int) -> [Double] {
        zip(sum, outputs).map { $0 + (signed ? Double(sign) * $1 : $1) }
    }

    private struct Group {
        var sum: [Double]
        var squares: Double
        var outputs: [Double]
        var count: Int

        /// Squared distance of the members to their mean.
        var spread: Double { max(0, squares - sum.reduce(0) { $0 + $1 * $1 } / Double(count)) }
    }

    private struct State {
        let search: NeuronAssignmentSearch
        var places: [NeuronAssignment.Place] = []
        var sums: [[Double]]
        var counts: [Int]
        var groups: [Group] = []
        var nodes = 0
        var leaves: [NeuronAssignment] = []

        init(search: NeuronAssignmentSearch) {
            self.search = search
            sums = search.classes.map { $0.coefficients.map { _ in 0 } }
            counts = search.classes.map { _ in 0 }
        }

        var limit: Double { leaves.count < search.kept ? search.reach : leaves[leaves.count - 1].approximateCost }

        mutating func descend(_ j: Int, cost: Double) {
            nodes += 1
            guard nodes <= search.nodeLimit, cost <= limit else { return }
            // each required class without a neuron, and each group of one, needs one of the neurons left
            let missing = search.classes.indices.filter { search.classes[$0].isRequired && counts[$0] == 0 }.count
            guard search.outputs.count - j >= missing + groups.filter({ $0.count == 1 }).count else { return }
            guard j < search.outputs.count else { return keep(cost) }
            let w = search.weights[j], a = search.outputs[j]
            for option in options(j) where cost + option.cost <= limit {
                places.append(option.place)
                switch option.place {
                case .teacherClass(let i, let sign):
                    let before = sums[i]
                    sums[i] = search.sum(before, a, sign: sign)
                    counts[i] += 1
                    descend(j + 1, cost: cost + option.cost)
                    sums[i] = before
                    counts[i] -= 1
                case .constant, .spare:
                    descend(j + 1, cost: cost + option.cost)
                case .group(let g, let sign):
                    let before = groups
                    if g == groups.count {
                        groups.append(Group(sum: w.map { _ in 0 }, squares: 0, outputs: a.map { _ in 0 }, count: 0))
                    }
                    for c in w.indices { groups[g].sum[c] += Double(sign) * w[c] }
                    groups[g].squares += squaredNorm(w)
                    groups[g].outputs = search.sum(groups[g].outputs, a, sign: sign)
                    groups[g].count += 1
                    descend(j + 1, cost: cost + option.cost)
                    groups = before
                }
                places.removeLast()
            }
        }

        /// Places within reach, cheapest first; to open a group comes last, since its cost shows only when another
        /// neuron joins.
        private func options(_ j: Int) -> [(place: NeuronAssignment.Place, cost: Double)] {
            let w = search.weights[j], a = search.outputs[j]
            var result: [(place: NeuronAssignment.Place, cost: Double)] = [
                (.spare, squaredNorm(a)), (.constant, squaredNorm(w)),
            ]
            let signs = search.mirrors ? [1, -1] : [1]
            for (i, teacher) in search.classes.enumerated() {
                for sign in signs {
                    let cost = zip(w, teacher.representative).reduce(0.0) {
                        let difference = $1.0 - Double(sign) * $1.1
                        return $0 + difference * difference
                    }
                    result.append((.teacherClass(i, sign: sign), cost))
                }
            }
            for (g, group) in groups.enumerated() {
                for sign in signs {
                    var joined = group
                    for c in w.indices { joined.sum[c] += Double(sign) * w[c] }
                    joined.squares += squaredNorm(w)
                    joined.count += 1
                    result.append((.group(g, sign: sign), joined.spread - group.spread))
                }
            }
            result = result.filter { $0.cost <= search.reach }.sorted { $0.cost < $1.cost }
            // half the squared distance of two neurons is the spread of the pair
            let hasPartner = search.weights.dropFirst(j + 1).contains { other in
                signs.contains { sign in
                    zip(w, other).reduce(0.0) {
                        let difference = $1.0 - Double(sign) * $1.1
                        return $0 + difference * difference
                    } <= 2 * search.reach
                }
            }
            if hasPartner { result.append((.group(groups.count, sign: 1), 0)) }
            return result
        }

        private mutating func keep(_ cost: Double) {
            guard groups.allSatisfy({ $0.count >= 2 }) else { return }
            var total = cost
            for i in search.classes.indices where counts[i] > 0 {
                total += squaredNorm(zip(search.classes[i].coefficients, sums[i]).map { $0 - $1 }) / Double(counts[i])
            }
            for group in groups { total += squaredNorm(group.outputs) / Double(group.count) }
            guard total <= limit else { return }
            let position = leaves.firstIndex { $0.approximateCost > total } ?? leaves.count
            leaves.insert(NeuronAssignment(places: places, approximateCost: total), at: position)
            if leaves.count > search.kept { leaves.removeLast() }
        }

        private func squaredNorm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 } }
    }
}
