import Formats

/// The biases that may stand beside the input weights of candidates: `b` of shape (n, m), one for each neuron.
///
/// A file may as well hold them as the last column of `w`; what the columns of `w` mean is said by the problem, whose inputs then end with the
/// constant coordinate 1.
enum CandidateBiases {
    static func read(_ archive: NumpyArchive, count n: Int, width m: Int) throws(FormatError) -> [Double]? {
        guard let array = try archive.optionalArray("b") else { return nil }
        try array.requireShape([.exactly(n), .exactly(m)])
        return try array.finiteFloat64Values()
    }

    static func read(_ cursor: JSONCursor, count n: Int, width m: Int) throws(FormatError) -> [Double]? {
        guard let list = try cursor.optional("b") else { return nil }
        return try ExactNumberCoding.map(try list.tensor([.exactly(n), .exactly(m)]).elements) { (place) throws(FormatError) in
            try place.nearestDouble()
        }
    }

    /// Neurons of d + 1 input weights, the last of which is the bias.
    static func joined(weights: [Double], biases: [Double], inputDimension d: Int) -> [Double] {
        biases.indices.flatMap { Array(weights[($0 * d)..<(($0 + 1) * d)]) + [biases[$0]] }
    }
}
