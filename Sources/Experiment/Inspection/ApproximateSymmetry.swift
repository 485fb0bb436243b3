import Certify
import Networks

/// Describes how the neurons of a student relate to the teacher's, to each other and to zero. A description within a
/// float64 tolerance, for tables and pictures; nothing is proved and no verdict uses it.
public struct ApproximateSymmetry: Sendable {
    public let teacher: Teacher
    /// Weights w, w' agree when |w - w'| is at most this times 1 + |w|; an output is zero when |a| is at most this.
    public var tolerance = 1e-3

    public init(teacher: Teacher) { self.teacher = teacher }

    /// nil without a teacher.
    public init?(_ problem: TwoLayerProblem) {
        guard let teacher = problem.teacher else { return nil }
        self.init(teacher: teacher)
    }

    /// What one neuron looks like.
    public enum Neuron: Sendable, Hashable {
        /// Its weights match teacher neuron `index`.
        case teacher(index: Int)
        /// Its weights match teacher neuron `index` mirrored through the origin.
        case mirrored(index: Int)
        /// Its weights vanish: it adds a constant.
        case constant
        /// Its output vanishes, so its weights do not matter.
        case zeroType
        /// Its weights match no teacher neuron. Free neurons that share weights share `group`; the first of a group is
        /// not opposite.
        case free(group: Int, isOpposite: Bool)
    }

    public struct Description: Sendable, Hashable {
        public var neurons: [Neuron]

        /// Numbers of neurons that share their weights with an earlier neuron, zero-type and constant ones aside.
        public var duplicates: [Int] {
            neurons.indices.filter { index in
                switch neurons[index] {
                case .zeroType, .constant: false
                case .teacher, .mirrored, .free: neurons[..<index].contains(neurons[index])
                }
            }
        }

        /// One word for each neuron, sorted: T1, T2 .. match a teacher neuron, M1, M2 .. match it mirrored, F1, F2 ..
        /// are free, N1 is opposite to F1, C is constant, Z zero-type. Free groups are numbered by size and oriented by
        /// majority, so that permuted students have one code.
        public var code: String {
            var sizes: [Int: (same: Int, opposite: Int)] = [:]
            for case .free(let group, let isOpposite) in neurons {
                if isOpposite {
                    sizes[group, default: (0, 0)].opposite += 1
                } else {
                    sizes[group, default: (0, 0)].same += 1
                }
            }
            let order = sizes.values.map { (max($0.same, $0.opposite), min($0.same, $0.opposite)) }.sorted(by: >)
            let free = order.enumerated().flatMap { rank, size in
                Array(repeating: Neuron.free(group: rank, isOpposite: false), count: size.0)
                    + Array(repeating: Neuron.free(group: rank, isOpposite: true), count: size.1)
            }
            let others = neurons.filter { if case .free = $0 { false } else { true } }
            return (others + free).map(Self.word).sorted().joined(separator: " ")
        }

        /// The words in the order of the neurons.
        public var words: [String] { neurons.map(Self.word) }

        private static func word(_ neuron: Neuron) -> String {
            switch neuron {
            case .teacher(let index): "T\(index + 1)"
            case .mirrored(let index): "M\(index + 1)"
            case .constant: "C"
            case .zeroType: "Z"
            case .free(let group, let isOpposite): (isOpposite ? "N" : "F") + "\(group + 1)"
            }
        }
    }

    /// - Parameters:
    ///   - parameters: m d input weights, then the outputs, as many for each neuron as a teacher neuron has.
    ///   - m: number of neurons.
    public func inspect(_ parameters: [Double], width m: Int) -> Description {
        let layout = ParameterLayout(
            width: m, inputDimension: teacher.neurons[0].weights.count,
            outputCount: teacher.neurons[0].outputs.count)
        let targets = teacher.neurons.map { $0.weights.map(\.nearestDouble) }
        var groups: [[Double]] = [], neurons: [Neuron] = []
        for j in 0..<m {
            let w = Array(parameters[layout.weights(of: j)])
            func agrees(_ other: [Double], sign: Double) -> Bool {
                norm(zip(w, other).map { $0 - sign * $1 }) <= tolerance * (1 + norm(w))
            }
            if parameters[layout.outputs(of: j)].allSatisfy({ abs($0) <= tolerance }) {
                neurons.append(.zeroType)
            } else if norm(w) <= tolerance {
                neurons.append(.constant)
            } else if let index = targets.firstIndex(where: { agrees($0, sign: 1) }) {
                neurons.append(.teacher(index: index))
            } else if let index = targets.firstIndex(where: { agrees($0, sign: -1) }) {
                neurons.append(.mirrored(index: index))
            } else if let group = groups.firstIndex(where: { agrees($0, sign: 1) }) {
                neurons.append(.free(group: group, isOpposite: false))
            } else if let group = groups.firstIndex(where: { agrees($0, sign: -1) }) {
                neurons.append(.free(group: group, isOpposite: true))
            } else {
                groups.append(w)
                neurons.append(.free(group: groups.count - 1, isOpposite: false))
            }
        }
        return Description(neurons: neurons)
    }
}
