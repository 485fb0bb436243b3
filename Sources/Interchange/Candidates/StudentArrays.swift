import Certify
import Formats

/// Students given by input weights `w`, output weights `a`, perhaps biases `b` and perhaps output biases `c`, as one
/// parameter vector each.
///
/// The parameters of a student are the input weights of its neurons, one neuron after another, each with its bias last
/// if there are biases, then the output weights, then the output biases.
struct StudentArrays {
    /// m.
    let width: Int
    /// d, the column of the biases included.
    let inputDimension: Int
    /// The outputs of every neuron: 1 when `a` is (n, m), k when it is (n, m, k).
    let outputCount: Int
    /// Whether the file holds biases `b`.
    let hasBiasArray: Bool
    /// Whether the file holds output biases `c`.
    let hasOutputBiases: Bool
    let students: [Student]

    static let names = ["w", "a", "b", "c"]
    /// What the program's own training writes beside its students, and nothing reads as a part of them.
    static let namesOfTraining = ["run", "seed", "curve_step", "curve_loss"]

    init(_ arrays: any CandidateArrays, conventions: CandidateConventions) throws(FormatError) {
        let isTransposed = conventions.axes == .inputsNeurons
        if try arrays.rank("w") == 2 {
            throw .cannotRead(
                file: arrays.file,
                reason:
                    "array 'w' has two axes, expected (students, neurons, inputs): give one student an axis in front, "
                    + "w[None], a[None]")
        }
        let weights = try arrays.required("w", isTransposed ? ["n", "d", "m"] : ["n", "m", "d"])
        let n = weights.shape[0], m = weights.shape[isTransposed ? 2 : 1], d = weights.shape[isTransposed ? 1 : 2]
        let outputs = try Self.outputs(arrays, count: n, width: m, inputDimension: d)
        let biases = try arrays.numbers("b", [.exactly(n), .exactly(m)])?.values
        if biases != nil, let declared = conventions.bias {
            throw .wrongJSON(
                file: arrays.file, path: "\(CandidateConventions.key).bias",
                expected: "no declaration where the array b holds the biases",
                found: "\"\(declared.rawValue)\"")
        }
        let outputsOfOne = outputs.count / n, outputCount = outputsOfOne / m
        let outputBiases = try Self.outputBiases(arrays, count: n, outputCount: outputCount)
        let claims = try CandidateClaims.read(arrays, count: n, conventions: conventions)
        width = m
        inputDimension = biases == nil ? d : d + 1
        self.outputCount = outputCount
        hasBiasArray = biases != nil
        hasOutputBiases = outputBiases != nil
        students = (0..<n).map { student in
            var parameters: [Double] = []
            parameters.reserveCapacity(m * (d + 1) + outputsOfOne + outputCount)
            for neuron in 0..<m {
                for input in 0..<d {
                    parameters.append(
                        weights.values[student * m * d + (isTransposed ? input * m + neuron : neuron * d + input)])
                }
                if let biases { parameters.append(biases[student * m + neuron]) }
            }
            parameters += outputs[(student * outputsOfOne)..<((student + 1) * outputsOfOne)]
            if let outputBiases {
                parameters += outputBiases[(student * outputCount)..<((student + 1) * outputCount)]
            }
            return Student(index: student, parameters: parameters, claims: claims[student])
        }
    }

    /// The elements of `c`: (n) for one output, (n, k) for any number.
    private static func outputBiases(
        _ arrays: any CandidateArrays, count n: Int, outputCount k: Int
    ) throws(FormatError) -> [Double]? {
        let isVector = try arrays.rank("c") == 1 && k == 1
        return try arrays.numbers("c", isVector ? [.exactly(n)] : [.exactly(n), .exactly(k)])?.values
    }

    /// The elements of `a`: (n, m), or (n, m, k) for k outputs.
    private static func outputs(
        _ arrays: any CandidateArrays, count n: Int, width m: Int, inputDimension d: Int
    ) throws(FormatError) -> [Double] {
        let isMatrix = try arrays.rank("a") == 3
        do {
            return try arrays.required("a", [.exactly(n), .exactly(m)] + (isMatrix ? ["k"] : [])).values
        } catch {
            // where the numbers of neurons and inputs differ, a swap of the axes can be told
            if case .wrongShape(let file, let array, let expected, let found) = error, m != d, found == [n, d] {
                throw .wrongShape(
                    file: file, array: array,
                    expected: "\(expected); if w has its inputs and neurons the other way round, declare the axes of w",
                    found: found)
            }
            throw error
        }
    }
}
