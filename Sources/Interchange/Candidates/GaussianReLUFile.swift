import Certify
import Formats
import Gaussian

/// End points of training on the Gaussian ReLU landscape, as Safran & Shamir released theirs.
///
/// A file, .npz as a rule, holds `W` (families, d, n), whose columns are the neurons and whose targets are the d unit
/// vectors, and optionally `runs` (families): how many runs of training ended at each; optionally also float64 claims
/// as in ``CandidateFile``.
public struct GaussianReLUFile: Sendable {
    public let path: String
    public let landscape: GaussianReLULandscape
    /// One a family.
    public let students: [Student]
    /// Those families whose end points are finite.
    public var candidates: [Candidate] { students.compactMap(\.candidate) }
    /// One for each family, nil when the file does not say.
    public let runs: [Int]?
    /// SHA-256 of the file's bytes.
    public let hash: String

    static let names = ["W", "runs"]

    public init(contentsOf path: String) throws(FormatError) {
        try self.init(bytes: try FileContents.bytes(at: path), path: path)
    }

    /// - Parameter path: the name that errors give, whose ending declares the format.
    public init(bytes: [UInt8], path: String) throws(FormatError) {
        let arrays = try (CandidateFile.Format(path: path) ?? .npz).arrays(bytes, file: path)
        try self.init(arrays, hash: SHA256.hexDigest(of: bytes), conventions: try arrays.conventions())
    }

    /// - Parameter conventions: nothing that differs from the one layout that such files have.
    init(_ arrays: any CandidateArrays, hash: String, conventions: CandidateConventions) throws(FormatError) {
        try Self.requireOwn(conventions, file: arrays.file)
        let (shape, values) = try arrays.required("W", ["families", "d", "n"])
        let count = shape[0], d = shape[1], n = shape[2]
        let landscape = GaussianReLULandscape(targetCount: d, width: n)
        path = arrays.file
        self.landscape = landscape
        self.hash = hash
        let claims = try CandidateClaims.read(arrays, count: count, conventions: conventions)
        students = (0..<count).map { family in
            let matrix = Array(values[(family * d * n)..<((family + 1) * d * n)])
            return Student(index: family, parameters: landscape.parameters(columns: matrix), claims: claims[family])
        }
        runs = try Self.runs(arrays, count: count)
    }

    private static func runs(_ arrays: any CandidateArrays, count: Int) throws(FormatError) -> [Int]? {
        guard let values = try arrays.numbers("runs", [.exactly(count)])?.values else { return nil }
        var integers: [Int] = []
        for (position, value) in values.enumerated() {
            guard let integer = Int(exactly: value), integer >= 1 else {
                throw .wrongElement(
                    file: arrays.file, array: "runs", index: [position], expected: "a positive number of runs",
                    found: "\(value)")
            }
            integers.append(integer)
        }
        return integers
    }

    /// A column a neuron, no biases, and claims about the loss of the problem: here nothing else is known.
    private static func requireOwn(_ conventions: CandidateConventions, file: String) throws(FormatError) {
        func refusal(_ key: String, _ value: String, _ expected: String) -> FormatError {
            .wrongJSON(
                file: file, path: "\(CandidateConventions.key).\(key)", expected: "\(expected) for W (families, d, n)",
                found: "\"\(value)\"")
        }
        if conventions.axes == .neuronsInputs {
            throw refusal("axes", CandidateConventions.Axes.neuronsInputs.rawValue, "\"inputs-neurons\"")
        }
        if conventions.bias == .lastColumn {
            throw refusal("bias", CandidateConventions.Bias.lastColumn.rawValue, "\"none\"")
        }
        if conventions.loss == .halfMean {
            throw refusal("loss", CandidateConventions.Loss.halfMean.rawValue, "\"mean\"")
        }
    }
}
