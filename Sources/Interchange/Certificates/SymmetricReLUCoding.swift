import Certify
import Gaussian

/// A `SymmetricReLUArgument` as JSON: the parts, the neuron and the coordinate at each position, and the box.
///
///     {"parts": [1, 5], "neurons": [5, 0, ..], "coordinates": [5, 0, ..], "centre": [..], "radius": ..}
enum SymmetricReLUCoding {
    static let coding = ObjectCoding<SymmetricReLUArgument>(
        blank: SymmetricReLUArgument(parts: [], neurons: [], coordinates: [], centre: [], radius: 0),
        [
            .indices("parts", \.parts), .indices("neurons", \.neurons), .indices("coordinates", \.coordinates),
            .exact("centre", \.centre), .number("radius", \.radius),
        ])
}
