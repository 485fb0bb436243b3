import Certify
import Formats

/// The float64 claims that may stand beside candidates: `loss`, `grad_norm` and `min_eigenvalue`, each with one number
/// a candidate.
enum CandidateClaims {
    /// The names of the arrays.
    static let names = ["loss", "grad_norm", "min_eigenvalue"]

    /// A claim that is NaN or infinite, or that leaves the range of float64 by the convention of the file, is no claim.
    ///
    /// - Returns: claims about the loss of the problem, whatever the file's own convention.
    static func read(_ arrays: any CandidateArrays, count: Int, conventions: CandidateConventions) throws(FormatError)
        -> [Candidate.Claims]
    {
        let factor = conventions.claimFactor
        func numbers(_ name: String) throws(FormatError) -> [Double?]? {
            guard let values = try arrays.numbers(name, [.exactly(count)])?.values else { return nil }
            // a power of two: exact
            return values.map { ($0 * factor).isFinite ? $0 * factor : nil }
        }
        let loss = try numbers(names[0]), gradientNorm = try numbers(names[1]), eigenvalue = try numbers(names[2])
        return (0..<count).map {
            Candidate.Claims(
                loss: loss?[$0] ?? nil, gradientNorm: gradientNorm?[$0] ?? nil,
                minimumEigenvalue: eigenvalue?[$0] ?? nil)
        }
    }
}
