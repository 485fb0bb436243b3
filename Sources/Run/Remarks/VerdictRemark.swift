import Certify
import Interchange
import Networks
import Rigor

/// What stands beside a verdict without being one: a sign, proved by nobody, that the problem as stated is not the one
/// the student was trained on. It tells people what to state; no verdict, no table and no certificate holds it.
public enum VerdictRemark: Sendable, Hashable {
    /// The loss is at the level of the rounding of given labels, or near it.
    case labelRounding(LabelRounding, LabelRounding.Level)
    /// The gradient is what weight decay would balance.
    case unstatedDecay(UnstatedDecay)

    /// For programs.
    public var code: String {
        switch self {
        case .labelRounding: "label-rounding"
        case .unstatedDecay: "unstated-decay"
        }
    }

    /// For people, the same for all candidates of which it holds.
    public var text: String {
        switch self {
        case .labelRounding(let labels, let level):
            let bound = OutwardDecimal.upper(labels.roundedLossUpper, digits: 2)
            let cause =
                switch level {
                case .ofRounding:
                    "the loss is at the rounding level of the labels, which are \(labels.format.name): a network whose "
                        + "values they are, rounded, has a loss up to \(bound). What is said is about the labels as "
                        + "given, their rounding included"
                case .near:
                    "the loss is small beside the labels, which are \(labels.format.name), and may be that of a "
                        + "network whose values they are, rounded (up to \(bound))"
                }
            return cause + "; if they come from a teacher, state it: \"labels\": {\"teacher\": ..}"
        case .unstatedDecay(let decay):
            let direction = decay.approximateCosine < 0 ? "antiparallel" : "parallel"
            let cosine = OutwardDecimal.approximate(decay.approximateCosine, digits: 7)
            let remedy =
                decay.isNone
                ? "without any: leave the decay of the problem out"
                : "with weight decay: if it was trained with, state \"decay\": \(decay.suggestion)"
                    + (decay.pytorchWeightDecay.map {
                        " (in PyTorch's convention {\"pytorch_weight_decay\": \($0)})"
                    } ?? "")
                    + " in the problem" + (decay.isStated ? "; the problem states another" : "")
            return "the gradient is \(direction) to the parameters that decay (cosine \(cosine)), as at a critical "
                + "point of a loss \(remedy) (float64, not proved)"
        }
    }
}

/// Finds remarks on the certificates of one problem and width. Owned by one thread.
public final class VerdictRemarks {
    private let problem: TwoLayerProblem?
    private let width: Int
    private let labels: LabelRounding?
    private let evaluator: (any ApproximateEvaluator)?

    /// - Parameter landscape: that of the problem and width.
    public init(_ problem: ProblemStatement, width: Int, landscape: any Landscape) {
        self.width = width
        guard case .twoLayer(let problem) = problem else {
            (self.problem, labels, evaluator) = (nil, nil, nil)
            return
        }
        self.problem = problem
        labels = LabelRounding(problem)
        evaluator = landscape.makeApproximateEvaluator()
    }

    public convenience init(_ problem: ProblemStatement, width: Int) {
        self.init(problem, width: width, landscape: problem.landscape(width: width))
    }

    /// What there is to say beside a verdict; mostly nothing.
    public func remarks(on certificate: Certificate) -> [VerdictRemark] {
        guard let problem else { return [] }
        var found: [VerdictRemark] = []
        let isPoint: Bool
        switch certificate.verdict {
        case .localMinimum, .saddle, .endOfSaddleLine, .minimumAtInfinity, .saddleAtInfinity: isPoint = true
        case .globalMinimum: return []
        case .notCritical, .noLocalMinimum, .undecided: isPoint = false
        }
        if problem.decay == nil, let labels, let loss = VerdictFacts(certificate).loss,
            let level = labels.level(of: loss, isOfPoint: isPoint)
        {
            found.append(.labelRounding(labels, level))
        }
        if !isPoint, let decay = unstatedDecay(at: certificate.candidate.parameters) {
            found.append(.unstatedDecay(decay))
        }
        return found
    }

    /// The decay that would make a point critical, if one would.
    public func unstatedDecay(at parameters: [Double]) -> UnstatedDecay? {
        guard let problem, let evaluator else { return nil }
        return UnstatedDecay(problem, width: width, parameters: parameters, evaluator: evaluator)
    }

    /// Equal remarks together, with the candidates of which each holds, in the order of their first.
    public static func grouped(_ remarks: [(candidate: Int, remark: VerdictRemark)])
        -> [(remark: VerdictRemark, candidates: [Int])]
    {
        var result: [(remark: VerdictRemark, candidates: [Int])] = []
        for (candidate, remark) in remarks {
            if let known = result.firstIndex(where: { $0.remark == remark }) {
                result[known].candidates.append(candidate)
            } else {
                result.append((remark, [candidate]))
            }
        }
        return result
    }
}
