import Certify
import Dense
import Formats
import Gaussian
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
/// are biases; then its outputs, then its output biases. Of dense networks weights and biases, layer by layer.
public struct ParameterNames: Sendable {
    private enum Kind: Sendable {
        /// For students without output weights a layout of 0 outputs.
        case twoLayer(ParameterLayout, hasBias: Bool)
        case symmetric(DiagonalSymmetry)
        case dense(DenseLayout)
    }
    private let kind: Kind

    /// Those of the students of a file.
    public init(_ file: CandidateFile) {
        let hasBias = file.hasBiases || file.conventions.bias == .lastColumn
        func layout(outputs: Int) -> ParameterLayout {
            ParameterLayout(
                width: file.width, inputDimension: file.inputDimension, outputCount: outputs,
                hasOutputBias: file.hasOutputBiases)
        }
        kind =
            switch file.layout {
            case .weightsAndOutputs(let count): .twoLayer(layout(outputs: count), hasBias: hasBias)
            case .columns: .twoLayer(layout(outputs: 0), hasBias: hasBias)
            case .blocks(let symmetry): .symmetric(symmetry)
            case .dense(let layout): .dense(layout)
            }
    }

    /// Those of students of a width on a problem.
    public init(_ problem: ProblemStatement, width: Int) {
        kind =
            switch problem {
            case .twoLayer(let twoLayer): .twoLayer(twoLayer.layout(width: width), hasBias: problem.hasBias)
            case .gaussianReLU(_, let d):
                .twoLayer(ParameterLayout(width: width, inputDimension: d, outputCount: 0), hasBias: false)
            case .gaussianErf(let problem):
                .twoLayer(
                    ParameterLayout(width: width, inputDimension: problem.inputDimension, outputCount: 1),
                    hasBias: false)
            case .symmetricReLU(let symmetry): .symmetric(symmetry)
            case .dense(let problem): .dense(problem.layout)
            }
    }

    /// "input weight 0 of neuron 2", "bias of neuron 1", "output weight of neuron 0", "output bias"; "weight (3, 1) of
    /// layer 2", "bias 0 of layer 1".
    public func name(of position: Int) -> String {
        switch kind {
        case .twoLayer(let layout, let hasBias): Self.name(of: position, layout, hasBias)
        case .symmetric(let symmetry):
            switch symmetry.unknowns[position] {
            case .diagonal(let j): "diagonal entry of block (\(j), \(j))"
            case .beside(let j): "off-diagonal entry of block (\(j), \(j))"
            case .between(let i, let j): "entry of block (\(i), \(j))"
            }
        case .dense(let layout): layout.name(of: position)
        }
    }

    private static func name(of position: Int, _ layout: ParameterLayout, _ hasBias: Bool) -> String {
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
