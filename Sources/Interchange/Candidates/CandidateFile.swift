import Certify
import Dense
import Formats
import Gaussian

/// Candidates of one width, with their float64 claims.
///
/// A file holds arrays `w` (n, m, d) and `a` (n, m), or (n, m, k) for k outputs, optionally biases `b` (n, m) and
/// output biases `c` (n), or (n, k) for k outputs; or `W` as ``GaussianReLUFile`` says; or `W1`, `b1`, `W2`, .. as
/// `DenseStudentArrays` says; or `parts`, `diagonal`, `off_diagonal` as `SymmetricReLUArrays` says; and optionally
/// `loss`, `grad_norm`, `min_eigenvalue` (n). The ending of its name declares the format: .npz; .safetensors; .json, an
/// object with the arrays as nested lists, optionally with its own `problem`; .csv as ``CSVCandidateArrays`` says. What
/// may differ from file to file is declared as ``CandidateConventions`` says. Binary numbers are taken as the numbers
/// they are, decimals as the nearest float64.
///
/// A parameter that is NaN or infinite makes its student a ``NotFiniteStudent`` and no other; a claim that is not
/// finite is no claim.
public struct CandidateFile: Sendable {
    /// What stands for a student.
    public enum Layout: Sendable, Hashable {
        /// `w` and `a`: input weights and output weights, this many for each neuron.
        case weightsAndOutputs(Int)
        /// `W`: a matrix whose columns are the neurons.
        case columns
        /// `parts`, `diagonal`, `off_diagonal`: a matrix that a symmetry fixes, by its unknowns.
        case blocks(DiagonalSymmetry)
        /// `W1`, `b1`, `W2`, ..: the weights and biases of each layer.
        case dense(DenseLayout)

        /// In the words of an error.
        public var description: String {
            switch self {
            case .weightsAndOutputs(1): "the arrays w (n, m, d) and a (n, m)"
            case .weightsAndOutputs(let count): "the arrays w (n, m, d) and a (n, m, \(count))"
            case .columns: "the array W (families, d, n)"
            case .blocks(let symmetry):
                "the arrays parts, diagonal (students, r) and off_diagonal (students, r, r) of \(symmetry.description)"
            case .dense(let layout): layout.arraysText
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
    /// Whether the file holds output biases `c`.
    public let hasOutputBiases: Bool
    /// What stands at each position of the file.
    public let students: [Student]
    /// The students that are points to be judged; the `index` of each is its position among all students.
    public let candidates: [Candidate]
    /// The students that are none, because a parameter is NaN or infinite.
    public let notFinite: [NotFiniteStudent]
    /// `v` of dense networks, a direction for each student in the order of its parameters; nil when there is none.
    public let directions: [[Double]]?
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

    /// For each array of claims in which a candidate has no finite number: its name, and those candidates.
    public var missingClaims: [(name: String, candidates: [Int])] {
        let present = Set(arrays.map(\.name))
        return ClaimedQuantity.allCases.filter { present.contains($0.rawValue) }.compactMap { quantity in
            let missing = candidates.filter { $0.claims[quantity] == nil }.map(\.index)
            return missing.isEmpty ? nil : (quantity.rawValue, missing)
        }
    }

    /// Reads the file at `path`.
    ///
    /// - Parameters:
    ///   - conventions: what is declared beside the file; it must not contradict what the file declares.
    ///   - ignored: names of arrays that are to be taken as not there.
    /// - Throws: ``FormatError`` with the one thing that is wrong.
    public init(
        contentsOf path: String, conventions: CandidateConventions = CandidateConventions(),
        ignoring ignored: Set<String> = []
    ) throws(FormatError) {
        try self.init(
            bytes: try FileContents.bytes(at: path), path: path, conventions: conventions, ignoring: ignored)
    }

    /// Reads a file in memory.
    ///
    /// - Parameter path: the name that errors give, whose ending declares the format.
    public init(
        bytes: [UInt8], path: String, conventions: CandidateConventions = CandidateConventions(),
        ignoring ignored: Set<String> = []
    ) throws(FormatError) {
        guard let format = Format(path: path) else {
            throw .cannotRead(
                file: path,
                reason:
                    "the name declares no format, it must end in "
                    + "\(Format.allCases.map { "." + $0.rawValue }.joined(separator: ", ")) (examples/exporters "
                    + "writes these)"
            )
        }
        let whole = try format.arrays(bytes, file: path)
        let arrays: any CandidateArrays =
            ignored.isEmpty ? whole : try CandidateArraysWithout(whole, ignoring: ignored)
        try arrays.refuseMisplacedDeclarations()
        let conventions = try arrays.conventions().merged(with: conventions, file: path)
        self.path = path
        self.format = format
        self.conventions = conventions
        size = bytes.count
        hash = SHA256.hexDigest(of: bytes)
        problem = try (whole as? JSONCandidateArrays)?.problem()
        let read: [String]
        if try arrays.rank("w") == nil, try DenseStudentArrays.describe(arrays) {
            let own = try DenseStudentArrays(arrays, conventions: conventions)
            layout = .dense(own.layout)
            (width, inputDimension, hasBiases, hasOutputBiases, students) = (
                own.layout.widths.max() ?? 0, own.layout.inputDimension, false, false, own.students
            )
            read = own.names
            directions = own.directions
        } else if try arrays.rank("w") == nil, try arrays.rank("W") != nil {
            let file = try GaussianReLUFile(arrays, hash: hash, conventions: conventions)
            layout = .columns
            (width, inputDimension, hasBiases, students) = (
                file.landscape.width, file.landscape.inputDimension, false, file.students
            )
            hasOutputBiases = false
            read = GaussianReLUFile.names
            directions = nil
        } else if try arrays.rank("w") == nil, try SymmetricReLUArrays.describe(arrays) {
            let own = try SymmetricReLUArrays(arrays, conventions: conventions)
            layout = .blocks(own.symmetry)
            (width, inputDimension, hasBiases, hasOutputBiases, students) = (
                own.symmetry.order, own.symmetry.order, false, false, own.students
            )
            read = SymmetricReLUArrays.names
            directions = nil
        } else {
            try arrays.refuseNamesOfOthers()
            let own = try StudentArrays(arrays, conventions: conventions)
            layout = .weightsAndOutputs(own.outputCount)
            (width, inputDimension, hasBiases, students) = (
                own.width, own.inputDimension, own.hasBiasArray, own.students
            )
            hasOutputBiases = own.hasOutputBiases
            read = StudentArrays.names
            directions = nil
            try arrays.refuseUnreadBiases(
                except: read + CandidateClaims.names + StudentArrays.namesOfTraining, of: own, conventions: conventions)
        }
        candidates = students.compactMap(\.candidate)
        notFinite = students.compactMap(\.notFinite)
        self.arrays = whole.names.map { name in
            let declaration = whole.declaration(name)
            return ArrayDescription(
                name: name, shape: declaration?.shape, elementType: declaration?.type,
                isRead: (read + CandidateClaims.names).contains(name) && !ignored.contains(name))
        }
    }
}

extension CandidateFile {
    /// The symmetry by whose unknowns the students are given, if they are.
    public var symmetry: DiagonalSymmetry? {
        if case .blocks(let symmetry) = layout { return symmetry }
        return nil
    }
}
