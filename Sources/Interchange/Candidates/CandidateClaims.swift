import Certify
import Formats

/// The float64 claims that may stand beside candidates: `loss`, `grad_norm` and `min_eigenvalue`, each with one number a candidate.
enum CandidateClaims {
    static func read(_ archive: NumpyArchive, count: Int) throws(FormatError) -> [Candidate.Claims] {
        try assemble(count) { (name) throws(FormatError) in
            guard let array = try archive.optionalArray(name) else { return nil }
            try array.requireShape([.exactly(count)])
            return try array.finiteFloat64Values()
        }
    }

    static func read(_ cursor: JSONCursor, count: Int) throws(FormatError) -> [Candidate.Claims] {
        try assemble(count) { (name) throws(FormatError) in
            guard let list = try cursor.optional(name) else { return nil }
            return try ExactNumberCoding.map(try list.elements(count: count)) { (place) throws(FormatError) in try place.nearestDouble() }
        }
    }

    private static func assemble(
        _ count: Int, _ numbers: (String) throws(FormatError) -> [Double]?
    ) throws(FormatError) -> [Candidate.Claims] {
        let loss = try numbers("loss"), gradientNorm = try numbers("grad_norm"), eigenvalue = try numbers("min_eigenvalue")
        return (0..<count).map {
            Candidate.Claims(loss: loss?[$0], gradientNorm: gradientNorm?[$0], minimumEigenvalue: eigenvalue?[$0])
        }
    }
}
