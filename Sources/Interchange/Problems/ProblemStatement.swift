import Certify
import Dense
import Formats
import Gaussian
import Networks

/// A problem of any kind that certificates can be about: what a problem file says, and what `--problem NAME` names.
///
/// A new kind of landscape adds a case here and one line to each switch below, and, if its students are laid out
/// differently, a `CandidateFile.Layout`. Nothing else that proves or checks asks which kind it is.
public enum ProblemStatement: Sendable, Hashable {
    case twoLayer(TwoLayerProblem)
    /// ReLU students on Gaussian inputs of dimension d; the targets are the first k <= d unit vectors.
    case gaussianReLU(targetCount: Int, inputDimension: Int)
    /// Students of erf neurons with trained outputs on Gaussian inputs, and any teacher.
    case gaussianErf(GaussianErfProblem)
    /// The same, as many neurons and inputs as targets, of students that a symmetry fixes, given by its unknowns.
    case symmetricReLU(DiagonalSymmetry)
    /// Networks of any depth on data; the problem says how many layers there are and how wide.
    case dense(DenseProblem)

    /// Problems that are built in, by the name the command line knows them by.
    public static let builtIn: [(name: String, problem: ProblemStatement)] = [
        ("reference", .twoLayer(.reference))
    ]

    /// Names that `--problem` knows.
    public static let builtInNames =
        builtIn.map(\.name) + [GaussianReLUProblemFile.landscape, GaussianErfProblemFile.landscape]

    /// The built-in problem of the given name.
    ///
    /// - Parameters:
    ///   - inputDimension: that of the candidates, from which "gaussian-relu" and "gaussian-erf" take their size: as
    ///     many orthonormal targets as dimensions.
    ///   - symmetry: that by whose unknowns the candidates are given, if they are.
    public static func builtIn(
        _ name: String, inputDimension: Int? = nil, symmetry: DiagonalSymmetry? = nil
    ) -> ProblemStatement? {
        if name == GaussianReLUProblemFile.landscape, let d = inputDimension {
            if let symmetry { return .symmetricReLU(symmetry) }
            return .gaussianReLU(targetCount: d, inputDimension: d)
        }
        if name == GaussianErfProblemFile.landscape, let d = inputDimension {
            return .gaussianErf(.orthonormal(targetCount: d, inputDimension: d))
        }
        return builtIn.first { $0.name == name }?.problem
    }

    /// The name under which this problem is built in.
    public var builtInName: String? {
        if case .gaussianReLU(let k, let d) = self { return k == d ? GaussianReLUProblemFile.landscape : nil }
        if case .gaussianErf(let problem) = self {
            return problem.isOrthonormal ? GaussianErfProblemFile.landscape : nil
        }
        if case .symmetricReLU = self { return GaussianReLUProblemFile.landscape }
        return Self.builtIn.first { $0.problem == self }?.name
    }

    /// Reads a problem file; its `landscape` says of which kind it is, and is absent for students on data: two-layer
    /// ones, or dense networks where `layers` are declared.
    public static func read(_ cursor: JSONCursor) throws(FormatError) -> ProblemStatement {
        if try cursor.optional(DenseProblemFile.key) != nil { return .dense(try DenseProblemFile.read(cursor)) }
        guard let landscape = try cursor.optional("landscape") else { return .twoLayer(try ProblemFile.read(cursor)) }
        if try landscape.string() == GaussianErfProblemFile.landscape {
            return .gaussianErf(try GaussianErfProblemFile.read(cursor))
        }
        return try GaussianReLUProblemFile.read(cursor)
    }

    /// The canonical form: equal problems give equal text.
    public var encoded: JSONValue {
        switch self {
        case .twoLayer(let problem): ProblemFile.encode(problem)
        case .gaussianReLU(let k, let d): GaussianReLUProblemFile.encode(targetCount: k, inputDimension: d)
        case .gaussianErf(let problem): GaussianErfProblemFile.encode(problem)
        case .symmetricReLU(let symmetry): GaussianReLUProblemFile.encode(symmetry)
        case .dense(let problem): DenseProblemFile.encode(problem)
        }
    }

    /// SHA-256, in hexadecimal, of the canonical form.
    public var hash: String { SHA256.hexDigest(of: encoded.serialized()) }

    /// Dimension d of the inputs, the constant coordinate of biases included.
    public var inputDimension: Int {
        switch self {
        case .twoLayer(let problem): problem.data.dimension
        case .gaussianReLU(_, let d): d
        case .gaussianErf(let problem): problem.inputDimension
        case .symmetricReLU(let symmetry): symmetry.order
        case .dense(let problem): problem.data.dimension
        }
    }

    /// The width that students must have, where the problem says it: of dense networks that of the widest layer.
    /// Nothing of that size is made of students that a symmetry gives.
    public var requiredWidth: Int? {
        switch self {
        case .twoLayer, .gaussianReLU, .gaussianErf: nil
        case .symmetricReLU(let symmetry): symmetry.order
        case .dense(let problem): problem.width
        }
    }

    /// How large students of this width are, for people: "width 4", "layers 2-16-3".
    public func size(width: Int) -> String {
        switch self {
        case .twoLayer, .gaussianReLU, .symmetricReLU, .gaussianErf: "width \(width)"
        case .dense(let problem): "layers \(problem.layout.widthsText)"
        }
    }

    /// Whether the last input weight of a neuron is its bias.
    public var hasBias: Bool {
        switch self {
        case .twoLayer(let problem): problem.data.hasBias
        case .gaussianReLU, .symmetricReLU, .gaussianErf, .dense: false
        }
    }

    /// In a few words, for people.
    public var summary: String {
        switch self {
        case .twoLayer(let problem):
            var summary = Self.summary(problem.activation, problem.data, teacherWidth: problem.teacher?.width)
            if problem.outputCount > 1 {
                let convention = problem.loss == .meanSquaredNorm ? "summed" : "averaged"
                summary += ", \(problem.outputCount) outputs, squared residuals \(convention) over them"
            }
            switch problem.outputBias {
            case .none: break
            case .trained: summary += ", trained output bias"
            case .fixed: summary += ", fixed output bias"
            }
            if problem.weights != nil { summary += ", sample weights" }
            if problem.decay != nil { summary += ", weight decay" }
            return summary
        case .gaussianReLU(let k, let d):
            return "ReLU students without output weights on Gaussian inputs in dimension \(d), \(k) orthonormal targets"
        case .gaussianErf(let problem):
            let targets =
                problem.isOrthonormal
                ? "\(problem.teacherWidth) orthonormal targets" : "a teacher of width \(problem.teacherWidth)"
            return "erf(z/sqrt 2) students with outputs on Gaussian inputs in dimension \(problem.inputDimension), "
                + targets
        case .symmetricReLU(let symmetry):
            let k = symmetry.order
            return ProblemStatement.gaussianReLU(targetCount: k, inputDimension: k).summary
                + ", fixed by \(symmetry.description)"
        case .dense(let problem): return Self.summary(problem)
        }
    }
}

extension ProblemStatement {
    private static func summary(_ activation: Activation, _ data: DataSet, teacherWidth: Int?) -> String {
        let inputs = data.hasBias ? "dimension \(data.dimension - 1) with biases" : "dimension \(data.dimension)"
        let labels = teacherWidth.map { "labels of a teacher of width \($0)" } ?? "given labels"
        return "\(activation.name), \(data.count) points in \(inputs), \(labels)"
    }
}

extension ProblemStatement {
    /// "2-16-3 network, tanh, identity, softmax-cross-entropy, 100 points, weight decay".
    private static func summary(_ problem: DenseProblem) -> String {
        let layers = problem.layers.map { $0.activation.name + ($0.hasBias ? "" : " without bias") }
        return "\(problem.layout.widthsText) network, \(layers.joined(separator: ", ")), \(problem.loss.rawValue), "
            + "\(problem.data.count) points" + (problem.weights == nil ? "" : ", sample weights")
            + (problem.decay == nil ? "" : ", weight decay")
    }
}

// MARK: From a problem to what certifies on it

extension ProblemStatement {
    /// The loss of students of the given width; where ``requiredWidth`` is one, of students of that.
    public func landscape(width: Int) -> any Landscape {
        switch self {
        case .twoLayer(let problem): TwoLayerLandscape(problem: problem, width: width)
        case .gaussianReLU(let k, let d): GaussianReLULandscape(targetCount: k, width: width, inputDimension: d)
        case .gaussianErf(let problem): GaussianErfLandscape(problem: problem, width: width)
        case .symmetricReLU(let symmetry): SymmetricReLULandscape(symmetry)
        case .dense(let problem): DenseLandscape(problem: problem)
        }
    }

    /// Number of parameters of a student of the given width.
    public func parameterCount(width: Int) -> Int {
        switch self {
        case .twoLayer(let problem):
            problem.layout(width: width).count
        case .gaussianReLU(_, let d): width * d
        case .gaussianErf(let problem): width * (problem.inputDimension + 1)
        case .symmetricReLU(let symmetry): symmetry.unknowns.count
        case .dense(let problem): problem.layout.count
        }
    }

    /// How files lay out the students of this problem.
    public var layout: CandidateFile.Layout {
        switch self {
        case .twoLayer(let problem): .weightsAndOutputs(problem.outputCount)
        case .gaussianReLU: .columns
        case .gaussianErf: .weightsAndOutputs(1)
        case .symmetricReLU(let symmetry): .blocks(symmetry)
        case .dense(let problem): .dense(problem.layout)
        }
    }
}
