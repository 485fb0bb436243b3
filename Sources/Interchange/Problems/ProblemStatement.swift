import Certify
import Formats
import Landscape
import Structure

/// A problem of any kind that certificates can be about: what a problem file says, and what `--problem NAME` names.
///
/// A new kind of landscape adds a case here and one line to each switch below; nothing else in the program asks which kind it is.
public enum ProblemStatement: Sendable, Hashable {
    case twoLayer(TwoLayerProblem)

    /// Problems that are built in, by the name the command line knows them by.
    public static let builtIn: [(name: String, problem: ProblemStatement)] = [
        ("reference", .twoLayer(.reference))
    ]

    /// The built-in problem of the given name.
    public static func builtIn(_ name: String) -> ProblemStatement? { builtIn.first { $0.name == name }?.problem }

    /// The name under which this problem is built in.
    public var builtInName: String? { Self.builtIn.first { $0.problem == self }?.name }

    /// Reads a problem file; its `format` says of which kind it is.
    public static func read(_ cursor: JSONCursor) throws(FormatError) -> ProblemStatement {
        switch try cursor["format"].string() {
        case ProblemFile.format: .twoLayer(try ProblemFile.read(cursor))
        default: throw try cursor["format"].failure(expected: "\"\(ProblemFile.format)\"")
        }
    }

    /// The canonical form: equal problems give equal text.
    public var encoded: JSONValue {
        switch self {
        case .twoLayer(let problem): ProblemFile.encode(problem)
        }
    }

    /// SHA-256, in hexadecimal, of the canonical form.
    public var hash: String { SHA256.hexDigest(of: encoded.serialized()) }

    /// Dimension d of the inputs.
    public var inputDimension: Int {
        switch self {
        case .twoLayer(let problem): problem.data.dimension
        }
    }

    /// In a few words, for people.
    public var summary: String {
        switch self {
        case .twoLayer(let problem):
            let labels = problem.teacher.map { "labels of a teacher of width \($0.width)" } ?? "given labels"
            return "\(problem.activation.rawValue), \(problem.data.count) points in dimension \(problem.data.dimension), \(labels)"
        }
    }
}

// MARK: From a problem to what certifies on it

extension ProblemStatement {
    /// The loss of students of the given width.
    public func landscape(width: Int) -> any Landscape {
        switch self {
        case .twoLayer(let problem): TwoLayerLandscape(problem: problem, width: width)
        }
    }

    /// Number of parameters of a student of the given width.
    public func parameterCount(width: Int) -> Int {
        switch self {
        case .twoLayer(let problem): width * (problem.data.dimension + 1)
        }
    }

    /// The searches for structure that know this kind of landscape, in order of preference.
    public var structureSearches: [any StructureSearch] {
        switch self {
        case .twoLayer: [GlobalMinimumSearch(), ReductionSearch(), ChannelSearch()]
        }
    }
}
