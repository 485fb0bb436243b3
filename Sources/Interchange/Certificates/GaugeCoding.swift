import Certify
import Networks

/// A critical point but for continuous symmetries as JSON: which fields, which parameters are held, and the witness on
/// the slice.
enum GaugeCoding {
    static let coding = ObjectCoding<GaugeArgument>(
        blank: GaugeArgument(fields: [], held: [], witness: IsolatedPointCoding.blank),
        [
            .indices("fields", \.fields), .indices("held", \.held),
            .object("witness", \.witness, IsolatedPointCoding.narrow),
        ])
}
