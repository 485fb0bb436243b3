import Certify
import Formats
import Gaussian

/// A `SymmetricReLUArgument` as JSON: the parts, the neuron and the coordinate at each position, and the box. Students
/// that are given by their unknowns have no other positions than their own, and the two lists are left out.
///
///     {"parts": [1, 5], "neurons": [5, 0, ..], "coordinates": [5, 0, ..], "centre": [..], "radius": ..}
enum SymmetricReLUCoding {
    static let coding = ObjectCoding<SymmetricReLUArgument>(
        blank: SymmetricReLUArgument(parts: [], centre: [], radius: 0),
        [
            .member("parts", \.parts, { ExactNumberCoding.encode(indices: $0) }) { (place) throws(FormatError) in
                try ExactNumberCoding.map(try place.elements()) { (part) throws(FormatError) in
                    try part.integer(in: 1...DiagonalSymmetry.largestOrder)
                }
            },
            .indicesIfAny("neurons", \.neurons), .indicesIfAny("coordinates", \.coordinates),
            .exact("centre", \.centre), .number("radius", \.radius),
        ])
}
