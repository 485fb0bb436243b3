import Certify
import Formats

/// Candidates of one width, with their float64 claims.
///
/// An .npz holds arrays `w` (n, m, d) and `a` (n, m), or `W` as ``GaussianReLUFile`` says, and optionally `loss`, `grad_norm`, `min_eigenvalue`
/// (n); a JSON file an object with the keys of the former as nested lists, and optionally its own `problem`. Numbers are taken as the
/// float64 they denote.
public struct CandidateFile: Sendable {
    /// What stands for a student.
    public enum Layout: Sendable {
        /// `w` and `a`: input weights and output weights.
        case weightsAndOutputs
        /// `W`: a matrix whose columns are the neurons.
        case columns

        /// In the words of an error.
        public var description: String {
            switch self {
            case .weightsAndOutputs: "the arrays w (n, m, d) and a (n, m)"
            case .columns: "the array W (families, d, n)"
            }
        }
    }

    public let path: String
    public let layout: Layout
    public let width: Int
    public let inputDimension: Int
    public let candidates: [Candidate]
    /// The problem that the file itself carries, if any.
    public let problem: ProblemStatement?
    /// SHA-256 of the file's bytes.
    public let hash: String

    public init(contentsOf path: String) throws(FormatError) {
        let bytes = try FileContents.bytes(at: path)
        self.path = path
        hash = SHA256.hexDigest(of: bytes)
        if path.hasSuffix(".json") {
            let cursor = JSONCursor(try JSONValue.parse(bytes: bytes, file: path), file: path)
            layout = .weightsAndOutputs
            problem = try cursor.optional("problem").map { (place) throws(FormatError) in try ProblemStatement.read(place) }
            (width, inputDimension, candidates) = try Self.read(json: cursor)
        } else {
            problem = nil
            let archive = try NumpyArchive(bytes: bytes, file: path)
            if try archive.optionalArray("w") == nil, try archive.optionalArray("W") != nil {
                let file = try GaussianReLUFile(bytes: bytes, path: path)
                layout = .columns
                (width, inputDimension, candidates) = (file.landscape.width, file.landscape.inputDimension, file.candidates)
            } else {
                layout = .weightsAndOutputs
                (width, inputDimension, candidates) = try Self.read(archive: archive)
            }
        }
    }

    private static func read(archive: NumpyArchive) throws(FormatError) -> (Int, Int, [Candidate]) {
        let weights = try archive.array("w"), outputs = try archive.array("a")
        try weights.requireShape(["n", "m", "d"])
        let n = weights.shape[0], m = weights.shape[1], d = weights.shape[2]
        try outputs.requireShape([.exactly(n), .exactly(m)])
        let w = try weights.finiteFloat64Values(), a = try outputs.finiteFloat64Values()
        let claims = try CandidateClaims.read(archive, count: n)
        return (m, d, assemble(n, m, d, w, a, claims))
    }

    private static func read(json cursor: JSONCursor) throws(FormatError) -> (Int, Int, [Candidate]) {
        let points = try cursor["w"].elements()
        guard let firstPoint = points.first, let firstNeuron = try firstPoint.elements().first else {
            throw try cursor["w"].failure(expected: "a list of candidates, each a list of neurons")
        }
        let n = points.count, m = try firstPoint.elements().count, d = try firstNeuron.elements().count
        guard m > 0, d > 0 else { throw firstNeuron.failure(expected: "at least one weight") }
        var w = [Double](), a = [Double]()
        for point in points {
            for neuron in try point.elements(count: m) {
                for weight in try neuron.elements(count: d) { w.append(try weight.nearestDouble()) }
            }
        }
        for point in try cursor["a"].elements(count: n) {
            for output in try point.elements(count: m) { a.append(try output.nearestDouble()) }
        }
        let claims = try CandidateClaims.read(cursor, count: n)
        return (m, d, assemble(n, m, d, w, a, claims))
    }

    private static func assemble(
        _ n: Int, _ m: Int, _ d: Int, _ w: [Double], _ a: [Double], _ claims: [Candidate.Claims]
    ) -> [Candidate] {
        (0..<n).map { i in
            Candidate(
                index: i, parameters: Array(w[(i * m * d)..<((i + 1) * m * d)]) + Array(a[(i * m)..<((i + 1) * m)]),
                claims: claims[i])
        }
    }
}
