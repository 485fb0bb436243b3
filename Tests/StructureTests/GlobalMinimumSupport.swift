import Certify
import Rigor

@testable import Networks
@testable import Search

/// Exact zero-loss students of the reference problem, enumerated from the algebra of the sigmoid and nothing else:
/// a mirrored neuron has output -a*, and all outputs add up to the sum of the teacher's.
enum ReferenceMinima {
    static let teacher: Teacher = {
        guard let teacher = TwoLayerProblem.reference.teacher else {
            preconditionFailure("the reference problem has a teacher")
        }
        return teacher
    }()

    typealias Neuron = (weights: [Rational], output: Rational)

    static func neuron(_ i: Int, mirrored: Bool) -> Neuron {
        let model = teacher.neurons[i]
        return mirrored ? (model.weights.map { -$0 }, -model.outputs[0]) : (model.weights, model.outputs[0])
    }

    static func network(_ neurons: [Neuron]) -> ExactNetwork {
        ExactNetwork(weights: neurons.map(\.weights), outputs: neurons.map(\.output))
    }

    /// Sum of the teacher's outputs over the set bits of a mask.
    static func flippedSum(_ mask: Int) -> Rational {
        (0..<4).filter { mask >> $0 & 1 == 1 }.reduce(.zero) { $0 + teacher.neurons[$1].outputs[0] }
    }

    static func teacherNeurons(_ mask: Int) -> [Neuron] { (0..<4).map { neuron($0, mirrored: mask >> $0 & 1 == 1) } }

    static let balancedMasks = (0..<16).filter { flippedSum($0).isZero }
    static let unbalancedMasks = (0..<16).filter { !flippedSum($0).isZero }

    static func permutations(_ n: Int) -> [[Int]] {
        n == 0 ? [[]] : permutations(n - 1).flatMap { p in (0..<n).map { k in p[..<k] + [n - 1] + p[k...] } }
    }

    /// All different orders of the neurons.
    static func orders(_ neurons: [Neuron]) -> Set<ExactNetwork> {
        Set(permutations(neurons.count).map { order in network(order.map { neurons[$0] }) })
    }

    /// 144 points of width 4.
    static var width4: [[Neuron]] { balancedMasks.map(teacherNeurons) }

    /// One point of each of the 720 planes, up to order.
    static var spare: [[Neuron]] {
        balancedMasks.map { teacherNeurons($0) + [([Rational(1, 3), Rational(-2, 7)], .zero)] }
    }

    /// One point of each of the 1440 lines, up to order: copies share the output as 1/3 and 2/3, distinguishable for
    /// counting.
    static var duplicates: [[Neuron]] {
        balancedMasks.flatMap { mask in
            (0..<4).map { i in
                var neurons = teacherNeurons(mask)
                let (w, a) = neurons[i]
                neurons[i] = (w, a * Rational(1, 3))
                return neurons + [(w, a * Rational(2, 3))]
            }
        }
    }

    /// 1200 points, up to order: the outputs add up to the teacher's when the neuron at 0 has twice the sum of the
    /// flipped ones.
    static var constants: [[Neuron]] {
        unbalancedMasks.map { mask in
            teacherNeurons(mask) + [([.zero, .zero], Rational(2) * flippedSum(mask))]
        }
    }

    /// 960 points, up to order: class i holds both orientations with outputs a*_i + S and S, S the sum of the other
    /// flipped outputs.
    static var opposites: [[Neuron]] {
        (0..<4).flatMap { i in
            (0..<16).filter { $0 >> i & 1 == 0 }.compactMap { mask -> [Neuron]? in
                let sum = flippedSum(mask)
                let upright = teacher.neurons[i].outputs[0] + sum
                guard !sum.isZero, !upright.isZero else { return nil }
                var neurons = teacherNeurons(mask)
                neurons[i] = (teacher.neurons[i].weights, upright)
                return neurons + [(teacher.neurons[i].weights.map { -$0 }, sum)]
            }
        }
    }

    static func landscape(_ width: Int) -> TwoLayerLandscape { TwoLayerLandscape(problem: .reference, width: width) }

    static func context(_ landscape: TwoLayerLandscape, _ point: [Dyadic], bits: Int = 128) -> ProofContext {
        ProofContext(
            landscape: landscape, candidate: point, precision: Precision(bits: bits),
            reference: landscape.knownInfimum.map { .infimumZero($0) })
    }

    static func candidate(_ network: ExactNetwork, index: Int = 0) -> Candidate {
        Candidate(index: index, parameters: network.parameters.map(\.nearestDouble))
    }

    static func certificate(_ candidate: Candidate, _ argument: GlobalMinimumArgument, _ verdict: Verdict)
        -> Certificate
    {
        Certificate(
            candidate: candidate, verdict: verdict, argument: .structured(argument),
            reference: .infimumZero(.zeroByRealizingTeacher), candidateEnclosure: nil, bits: 128, rungs: [], seconds: 0)
    }

    /// What the search proves at a candidate.
    static func proved(_ candidate: Candidate, width: Int) -> (
        argument: GlobalMinimumArgument, verdict: Verdict, point: CriticalPoint
    )? {
        let landscape = landscape(width)
        guard
            case .proved(let argument, let verdict)? = GlobalMinimumSearch().search(
                candidate, in: context(landscape, candidate.point)),
            let exact = argument as? GlobalMinimumArgument, let point = verdict.criticalPoint
        else { return nil }
        return (exact, verdict, point)
    }
}
