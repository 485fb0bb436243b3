import Certify
import Gaussian

/// A `GaussianErfSplit` as JSON: for each neuron of the student its neuron of the narrow one and its exact share, those
/// that are flipped, and the narrow student's critical point.
///
///     {"groups": [0, 0, 1], "flipped": [1], "shares": [.., .., ..], "narrow": {..}}
enum GaussianErfSplitCoding {
    static let coding = ObjectCoding<GaussianErfSplit>(
        blank: GaussianErfSplit(reduced: IsolatedPointCoding.blank, groups: [], flipped: [], shares: []),
        [
            .indices("groups", \.groups), .indicesIfAny("flipped", \.flipped),
            .exact("shares", \.shares) { $0.groups.count },
            .object("narrow", \.reduced, IsolatedPointCoding.narrow),
        ])
}
