import Certify
import Formats

/// Candidates of one width, with their float64 claims.
///
/// A file holds arrays `w` (n, m, d) and `a` (n, m), or (n, m, k) for k outputs, optionally biases `b` (n, m); or `W` as ``GaussianReLUFile`` says;
/// and optionally `loss`, `grad_norm`, `min_eigenvalue` (n). The ending of its name declares the format: .npz; .safetensors; .json, an object
/// with the arrays as nested lists, optionally with its own `problem`; .csv as ``CSVCandidateArrays`` says. What may differ from file to file is
/// declared as ``CandidateConventions`` says. Binary numbers are taken as the numbers they are, decimals as the nearest float64.
public struct CandidateFile: Sendable {
    /// What stands for a student.
    public enum Layout: Sendable, Hashable {
        /// `w` and `a`: input weights and output weights, this many for each neuron.
        case weightsAndOutputs(Int)
        /// `W`: a matrix whose columns are the neurons.
        case columns

        /// In the words of an error.
        public var description: String {
            switch self {
            case .weightsAndOutputs(1): "the arrays w (n, m, d) and a (n, m)"
            case .weightsAndOutputs(let count): "the arrays w (n, m, d) and a (n, m, \(count))"
            case .columns: "the array W (families, d, n)"
            }
        }
    }

    public let path: String
    public let format: Format
    public let layout: Layout
    /// What the file declares and what was declared beside it.
    public let conventions: CandidateConventions
    public let width: Int
    /// d, the column of the biases included.
    public let inputDimension: Int
    /// Whether the file holds biases `b`, which then are the last input weight of every neuron.
    public let hasBiases: Bool
    public let candidates: [Candidate]
    /// The problem that the file itself carries, if any.
    public let problem: ProblemStatement?
    /// What arrays the file holds, also those that are not read, sorted by name.
    public let arrays: [ArrayDescription]
    /// Size of the file in bytes.
    public let size: Int
    /// SHA-256 of the file's bytes.
    public let hash: String

    /// One array of a file, for people.
    public struct ArrayDescription: Sendable, Hashable {
        public let name: String
        /// Nil when the array cannot be read at all.
        public let shape: [Int]?
        /// "float64", "float32", "decimal", ..; nil when the array cannot be read at all.
        public let elementType: String?
        /// Whether it became a part of the candidates.
        public let isRead: Bool
    }

    /// Reads the file at `path`.
    ///
    /// - Parameter conventions: what is declared beside the file; it must not contradict what the file declares.
    /// - Throws: ``FormatError`` with the one thing that is wrong.
    public init(contentsOf path: String, conventions: CandidateConventions = CandidateConventions()) throws(FormatError) {
        let bytes = try FileContents.bytes(at: path)
        guard let format = Format(path: path) else {
            throw .cannotRead(
                file: path,
                reason: "the name declares no format, it must end in \(Format.allCases.map { "." + $0.rawValue }.joined(separator: ", ")) (examples/exporters writes these)")
        }
        let arrays = try format.arrays(bytes, file: path)
        try arrays.refuseMisplacedDeclarations()
        let conventions = try arrays.conventions().merged(with: conventions, file: path)
        self.path = path
        self.format = format
        self.conventions = conventions
        size = bytes.count
        hash = SHA256.hexDigest(of: bytes)
        problem = try (arrays as? JSONCandidateArrays)?.problem()
        let read: [String]
        if try arrays.rank("w") == nil, try arrays.rank("W") != nil {
            let file = try GaussianReLUFile(arrays, hash: hash, conventions: conventions)
            layout = .columns
            (width, inputDimension, hasBiases, candidates) = (file.landscape.width, file.landscape.inputDimension, false, file.candidates)
            read = GaussianReLUFile.names
        } else {
            let students = try StudentArrays(arrays, conventions: conventions)
            layout = .weightsAndOutputs(students.outputCount)
            (width, inputDimension, hasBiases, candidates) = (
                students.width, students.inputDimension, students.hasBiasArray, students.candidates
            )
            read = StudentArrays.names
        }
        self.arrays = arrays.names.map { name in
            let declaration = arrays.declaration(name)
            return ArrayDescription(
                name: name, shape: declaration?.shape, elementType: declaration?.type, isRead: (read + CandidateClaims.names).contains(name))
        }
    }
}
