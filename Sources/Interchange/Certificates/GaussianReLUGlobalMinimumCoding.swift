import Certify
import Formats
import Gaussian

/// A `GaussianReLUGlobalMinimum` as JSON: for each neuron its target, from 0, and its exact multiple.
///
///     {"targets": [2, 0, ..], "multiples": [.., ..]}
public enum GaussianReLUGlobalMinimumCoding {
    public static func encode(_ argument: GaussianReLUGlobalMinimum) -> JSONValue {
        [
            "targets": .array(argument.targets.map { .number(JSONNumber($0)) }),
            "multiples": ExactNumberCoding.encode(argument.multiples),
        ]
    }

    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> GaussianReLUGlobalMinimum {
        try cursor.rejectKeys(except: ["targets", "multiples"])
        let targets = try ExactNumberCoding.map(try cursor["targets"].elements()) { (place) throws(FormatError) in
            try place.integer()
        }
        return GaussianReLUGlobalMinimum(
            targets: targets, multiples: try ExactNumberCoding.dyadics(try cursor["multiples"], count: targets.count))
    }
}
