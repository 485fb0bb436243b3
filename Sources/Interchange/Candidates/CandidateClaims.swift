import Certify
import Formats

/// The float64 claims that may stand beside candidates: `loss`, `grad_norm` and `min_eigenvalue`, each with one number a candidate.
enum CandidateClaims {
    /// The names of the arrays.
    static let names = ["loss", "grad_norm", "min_eigenvalue"]

    /// - Returns: claims about the loss of the problem, whatever the file's own convention.
    static func read(_ arrays: any CandidateArrays, count: Int, conventions: CandidateConventions) throws(FormatError) -> [Candidate.Claims] {
        let factor = conventions.claimFactor
        func numbers(_ name: String) throws(FormatError) -> [Double]? {
            guard let values = try arrays.numbers(name, [.exactly(count)])?.values else { return nil }
            for (position, value) in values.enumerated() where !(value * factor).isFinite {
                throw .wrongElement(
                    file: arrays.file, array: name, index: [position], expected: "a number whose \(factor)-fold is a float64", found: "\(value)")
            }
            // a power of two: exact
            return values.map { $0 * factor }
        }
        let loss = try numbers(names[0]), gradientNorm = try numbers(names[1]), eigenvalue = try numbers(names[2])
        return (0..<count).map {
            Candidate.Claims(loss: loss?[$0], gradientNorm: gradientNorm?[$0], minimumEigenvalue: eigenvalue?[$0])
        }
    }
}
