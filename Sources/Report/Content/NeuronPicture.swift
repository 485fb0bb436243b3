import Certify
import Networks
import Rigor

/// What the exact structure says about each neuron of a candidate, for the picture of the weight plane. Nearness
/// decides nothing here.
enum NeuronKind: String {
    /// Nothing exact is known, or the neuron is an ordinary one.
    case student = "s"
    /// Equal to a neuron of the teacher.
    case teacher = "t"
    /// The negative of a neuron of the teacher.
    case mirrored = "m"
    /// Has the same input weights as another neuron.
    case duplicate = "d"
    /// Has output 0.
    case zeroType = "z"
    /// Merges with another neuron while both outputs diverge.
    case diverging = "i"

    /// One for each neuron of the certified structure; all `student` when there is none.
    static func kinds(_ entry: ReportEntry) -> [NeuronKind] {
        let width = entry.record.width
        var kinds = [NeuronKind](repeating: .student, count: width)
        func set(_ kind: NeuronKind, _ neurons: [Int]) {
            for j in neurons where kinds.indices.contains(j) { kinds[j] = kind }
        }
        guard case .structured(let argument) = entry.certificate.argument else { return kinds }
        switch argument {
        case let argument as GlobalMinimumArgument:
            let network = argument.network
            let teacher = entry.record.problem.twoLayer?.teacher?.neurons.map(\.weights) ?? []
            for j in 0..<min(width, network.width) {
                let w = network.weights[j]
                if network.outputs[j].isZeroVector {
                    kinds[j] = .zeroType
                } else if network.weights.filter({ $0 == w }).count > 1 {
                    kinds[j] = .duplicate
                } else if teacher.contains(w) {
                    kinds[j] = .teacher
                } else if teacher.contains(w.map { -$0 }) {
                    kinds[j] = .mirrored
                }
            }
        case let argument as ReductionArgument:
            for group in argument.groups where group.neurons.count > 1 { set(.duplicate, group.neurons) }
            set(.zeroType, argument.zeroTypes.map(\.neuron))
        case let argument as ChannelArgument:
            set(.diverging, argument.pairs.flatMap { [$0.first, $0.second] })
            set(.diverging, argument.triples.flatMap(\.neurons) + argument.arms.flatMap(\.neurons))
            if let neuron = argument.neuronAtZero { set(.diverging, [neuron]) }
        default: break
        }
        return kinds
    }
}
