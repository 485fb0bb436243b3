import Certify
import Formats
import Landscape

/// End points of training on the Gaussian ReLU landscape, as Safran & Shamir released theirs.
///
/// An .npz holds `W` (families, d, n), whose columns are the neurons and whose targets are the d unit vectors, and optionally `runs`
/// (families): how many runs of training ended at each; optionally also float64 claims as in ``CandidateFile``.
public struct GaussianReLUFile: Sendable {
    public let path: String
    public let landscape: GaussianReLULandscape
    /// One candidate a family.
    public let candidates: [Candidate]
    /// As many as there are candidates, nil when the file does not say.
    public let runs: [Int]?
    /// SHA-256 of the file's bytes.
    public let hash: String

    public init(contentsOf path: String) throws(FormatError) {
        try self.init(bytes: try FileContents.bytes(at: path), path: path)
    }

    /// - Parameter path: the name that errors give.
    public init(bytes: [UInt8], path: String) throws(FormatError) {
        let archive = try NumpyArchive(bytes: bytes, file: path)
        let array = try archive.array("W")
        try array.requireShape(["families", "d", "n"])
        let count = array.shape[0], d = array.shape[1], n = array.shape[2]
        let values = try array.finiteFloat64Values()
        let landscape = GaussianReLULandscape(targetCount: d, width: n)
        self.path = path
        self.landscape = landscape
        hash = SHA256.hexDigest(of: bytes)
        let claims = try CandidateClaims.read(archive, count: count)
        candidates = (0..<count).map { family in
            let matrix = Array(values[(family * d * n)..<((family + 1) * d * n)])
            return Candidate(index: family, parameters: landscape.parameters(columns: matrix), claims: claims[family])
        }
        guard let counts = try archive.optionalArray("runs") else {
            runs = nil
            return
        }
        try counts.requireShape([.exactly(count)])
        let integers = try counts.integerValues()
        for (position, value) in integers.enumerated() where value < 1 {
            throw counts.wrongElement(at: position, expected: "a positive number of runs", found: "\(value)")
        }
        runs = integers
    }
}
