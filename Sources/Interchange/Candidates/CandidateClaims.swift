import Certify
import Formats

/// The float64 claims that may stand beside candidates: an array for each ``ClaimedQuantity``, with one number a
/// candidate.
enum CandidateClaims {
    /// The names of the arrays.
    static let names = ClaimedQuantity.allCases.map(\.rawValue)

    /// A claim that is NaN or infinite, or that leaves the range of float64 by the convention of the file, is no claim.
    ///
    /// - Returns: claims about the loss of the problem, whatever the file's own convention.
    static func read(_ arrays: any CandidateArrays, count: Int, conventions: CandidateConventions) throws(FormatError)
        -> [Candidate.Claims]
    {
        let factor = conventions.claimFactor
        var claims = [Candidate.Claims](repeating: Candidate.Claims(), count: count)
        for quantity in ClaimedQuantity.allCases {
            guard let values = try arrays.numbers(quantity.rawValue, [.exactly(count)])?.values else { continue }
            // a power of two: exact
            for (i, value) in values.enumerated() where (value * factor).isFinite {
                claims[i][quantity] = value * factor
            }
        }
        return claims
    }
}
