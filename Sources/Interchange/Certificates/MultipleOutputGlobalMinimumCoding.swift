import Certify
import Formats
import Networks
import Rigor

/// A `MultipleOutputGlobalMinimum` as JSON: the exact student as "p/q", and why it is nondegenerate, if it is.
///
///     {"weights": [["3/5", "1/2"], ..], "outputs": [["1", "-1"], ..], "basis": [..], "uniqueness": {"radius": .., ..}}
///
/// `basis` and `uniqueness` are null, both, when nothing is claimed by them.
enum MultipleOutputGlobalMinimumCoding {
    static func encode(_ argument: MultipleOutputGlobalMinimum) -> JSONValue {
        [
            "weights": .array(argument.network.weights.map(ProblemFile.list)),
            "outputs": .array(argument.network.outputs.map(ProblemFile.list)),
            "basis": argument.nondegeneracy.map { ExactNumberCoding.encode($0.basis) } ?? .null,
            "uniqueness": argument.nondegeneracy.map { GlobalMinimumCoding.encode($0.uniqueness) } ?? .null,
        ]
    }

    static func decode(_ cursor: JSONCursor) throws(FormatError) -> MultipleOutputGlobalMinimum {
        try cursor.rejectKeys(except: ["weights", "outputs", "basis", "uniqueness"])
        let network = MultipleOutputNetwork(weights: try rows(try cursor["weights"]), outputs: try rows(try cursor["outputs"]))
        guard network.weights.count == network.outputs.count else {
            throw try cursor["outputs"].failure(expected: "the outputs of \(network.weights.count) neurons")
        }
        let basis = try cursor["basis"], uniqueness = try cursor["uniqueness"]
        guard basis.isNull == uniqueness.isNull else { throw cursor.failure(expected: "basis and uniqueness, or neither") }
        if basis.isNull { return MultipleOutputGlobalMinimum(network: network) }
        let order = network.parameters.count
        return MultipleOutputGlobalMinimum(
            network: network,
            nondegeneracy: MultipleOutputGlobalMinimum.Nondegeneracy(
                basis: try ExactNumberCoding.doubles(basis, count: order * order),
                uniqueness: try GlobalMinimumCoding.decodeUniqueness(uniqueness)))
    }

    /// Rows of equal length.
    private static func rows(_ cursor: JSONCursor) throws(FormatError) -> [[Rational]] {
        let rows = try ExactNumberCoding.map(try cursor.elements(), ProblemFile.rationals)
        guard rows.allSatisfy({ $0.count == rows.first?.count }) else { throw cursor.failure(expected: "rows of one length") }
        return rows
    }
}
