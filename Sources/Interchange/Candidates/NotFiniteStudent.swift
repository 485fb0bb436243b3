import Certify
import Formats
import Networks

/// A student with a parameter that is NaN or infinite, as training that diverged leaves it: no point of a landscape,
/// about which nothing can be proved. It keeps its place in the file, so that the others keep theirs.
public struct NotFiniteStudent: Sendable {
    /// Position in the file it came from, from 0.
    public let index: Int
    /// The parameters as the file has them, in the order of those of a `Candidate`; at least one of them is not finite.
    public let parameters: [Double]

    /// Nil when every parameter is finite: then it is a candidate.
    public init?(index: Int, parameters: [Double]) {
        guard !parameters.allSatisfy(\.isFinite) else { return nil }
        self.index = index
        self.parameters = parameters
    }

    /// The positions among the parameters of those that are not finite.
    public var positions: [Int] { parameters.indices.filter { !parameters[$0].isFinite } }

    /// The first parameter that is not finite, and how many there are: "input weight 0 of neuron 2 is NaN (1 of 16
    /// parameters)".
    public func description(_ names: ParameterNames) -> String {
        let positions = positions
        let first = positions.first.map { "\(names.name(of: $0)) is \(NonFiniteNumber.text(parameters[$0]))" } ?? ""
        return "\(first) (\(positions.count) of \(parameters.count) parameters)"
    }

    /// Whether another student has the same parameters, NaN being like NaN.
    public func hasSameParameters(as other: NotFiniteStudent) -> Bool {
        parameters.count == other.parameters.count
            && zip(parameters, other.parameters).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }
}

/// What stands at one position of a file of candidates.
public enum Student: Sendable {
    /// A point to be judged.
    case candidate(Candidate)
    /// No point at all.
    case notFinite(NotFiniteStudent)

    /// What `parameters` are: a candidate when all are finite.
    init(index: Int, parameters: [Double], claims: Candidate.Claims) {
        if let student = NotFiniteStudent(index: index, parameters: parameters) {
            self = .notFinite(student)
        } else {
            self = .candidate(Candidate(index: index, parameters: parameters, claims: claims))
        }
    }

    /// The candidate, if it is one.
    public var candidate: Candidate? {
        if case .candidate(let candidate) = self { return candidate }
        return nil
    }

    /// The student that is none, if it is none.
    public var notFinite: NotFiniteStudent? {
        if case .notFinite(let student) = self { return student }
        return nil
    }
}

/// What the parameters of a student are called: its input weights, neuron by neuron, each with its bias last if there
/// are biases; then its outputs, then its output biases.
public struct ParameterNames: Sendable {
    /// For students without output weights one of 0 outputs.
    let layout: ParameterLayout
    let hasBias: Bool

    /// Those of the students of a file.
    public init(_ file: CandidateFile) {
        hasBias = file.hasBiases || file.conventions.bias == .lastColumn
        let outputCount =
            switch file.layout {
            case .weightsAndOutputs(let count): count
            case .columns: 0
            }
        layout = ParameterLayout(
            width: file.width, inputDimension: file.inputDimension, outputCount: outputCount,
            hasOutputBias: file.hasOutputBiases)
    }

    /// Those of students of a width on a problem.
    public init(_ problem: ProblemStatement, width: Int) {
        hasBias = problem.hasBias
        layout =
            switch problem {
            case .twoLayer(let problem): problem.layout(width: width)
            case .gaussianReLU(_, let d): ParameterLayout(width: width, inputDimension: d, outputCount: 0)
            }
    }

    /// "input weight 0 of neuron 2", "bias of neuron 1", "output weight of neuron 0", "output bias".
    public func name(of position: Int) -> String {
        let isOne = layout.outputCount <= 1
        return switch layout.parameter(position) {
        case .weight(let neuron, let input):
            hasBias && input == layout.inputDimension - 1
                ? "bias of neuron \(neuron)" : "input weight \(input) of neuron \(neuron)"
        case .output(let neuron, let output):
            isOne ? "output weight of neuron \(neuron)" : "output weight \(output) of neuron \(neuron)"
        case .outputBias(let output): isOne ? "output bias" : "output bias \(output)"
        }
    }
}
