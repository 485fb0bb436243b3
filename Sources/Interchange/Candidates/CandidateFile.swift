import Certify
import Formats

/// Candidates of one width, with their float64 claims.
///
/// An .npz holds arrays `w` (n, m, d) and `a` (n, m), or (n, m, k) for several outputs, optionally biases `b` (n, m), or `W` as ``GaussianReLUFile`` says, and
/// optionally `loss`, `grad_norm`, `min_eigenvalue` (n); a JSON file an object with the keys of the former as nested lists, and optionally its own `problem`.
/// Numbers are taken as the float64 they denote.
public struct CandidateFile: Sendable {
    /// What stands for a student.
    public enum Layout: Sendable, Hashable {
        /// `w` and `a`: input weights and output weights.
        case weightsAndOutputs
        /// `w` and `a`, with this many outputs for each neuron.
        case weightsAndOutputRows(Int)
        /// `W`: a matrix whose columns are the neurons.
        case columns

        /// In the words of an error.
        public var description: String {
            switch self {
            case .weightsAndOutputs: "the arrays w (n, m, d) and a (n, m)"
            case .weightsAndOutputRows(let count): "the arrays w (n, m, d) and a (n, m, \(count))"
            case .columns: "the array W (families, d, n)"
            }
        }
    }

    public let path: String
    public let layout: Layout
    public let width: Int
    /// d, the column of the biases included.
    public let inputDimension: Int
    /// Whether the file holds biases `b`, which then are the last input weight of every neuron.
    public let hasBiases: Bool
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
            problem = try cursor.optional("problem").map { (place) throws(FormatError) in try ProblemStatement.read(place) }
            (width, inputDimension, candidates) = try Self.read(json: cursor)
            hasBiases = try cursor.optional("b") != nil
            layout = Layout(candidates, width: width, inputDimension: inputDimension)
        } else {
            problem = nil
            let archive = try NumpyArchive(bytes: bytes, file: path)
            hasBiases = try archive.optionalArray("b") != nil
            if try archive.optionalArray("w") == nil, try archive.optionalArray("W") != nil {
                let file = try GaussianReLUFile(bytes: bytes, path: path)
                layout = .columns
                (width, inputDimension, candidates) = (file.landscape.width, file.landscape.inputDimension, file.candidates)
            } else {
                (width, inputDimension, candidates) = try Self.read(archive: archive)
                layout = Layout(candidates, width: width, inputDimension: inputDimension)
            }
        }
    }

    private static func read(archive: NumpyArchive) throws(FormatError) -> (Int, Int, [Candidate]) {
        let weights = try archive.array("w"), outputs = try archive.array("a")
        try weights.requireShape(["n", "m", "d"])
        let n = weights.shape[0], m = weights.shape[1], d = weights.shape[2]
        try outputs.requireShape([.exactly(n), .exactly(m)] + (outputs.shape.count == 3 ? ["k"] : []))
        let w = try weights.finiteFloat64Values(), a = try outputs.finiteFloat64Values()
        let b = try CandidateBiases.read(archive, count: n, width: m)
        let claims = try CandidateClaims.read(archive, count: n)
        return assemble(n, m, d, w, a, b, claims)
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
        let outputs = try cursor["a"], first = try outputs.elements(count: n).first?.elements(count: m).first
        var shape: [ArrayAxis] = [.exactly(n), .exactly(m)]
        if case .array = first?.value { shape.append("k") }
        for output in try outputs.tensor(shape).elements { a.append(try output.nearestDouble()) }
        let b = try CandidateBiases.read(cursor, count: n, width: m)
        let claims = try CandidateClaims.read(cursor, count: n)
        return assemble(n, m, d, w, a, b, claims)
    }

    private static func assemble(
        _ n: Int, _ m: Int, _ d: Int, _ w: [Double], _ a: [Double], _ b: [Double]?, _ claims: [Candidate.Claims]
    ) -> (Int, Int, [Candidate]) {
        let dimension = b == nil ? d : d + 1, k = a.count / (n * m)
        let weights = b.map { CandidateBiases.joined(weights: w, biases: $0, inputDimension: d) } ?? w
        let candidates = (0..<n).map { i in
            Candidate(
                index: i,
                parameters: Array(weights[(i * m * dimension)..<((i + 1) * m * dimension)]) + Array(a[(i * m * k)..<((i + 1) * m * k)]),
                claims: claims[i])
        }
        return (m, dimension, candidates)
    }
}

extension CandidateFile.Layout {
    /// Of students with input weights and, for each neuron, as many outputs as the parameters leave.
    init(_ candidates: [Candidate], width: Int, inputDimension: Int) {
        let outputs = (candidates.first?.parameters.count ?? 0) / width - inputDimension
        self = outputs == 1 ? .weightsAndOutputs : .weightsAndOutputRows(outputs)
    }
}
