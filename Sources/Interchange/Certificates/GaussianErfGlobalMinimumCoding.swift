import Certify
import Formats
import Gaussian
import Rigor

/// A `GaussianErfGlobalMinimum` as JSON: the exact student as "p/q".
///
///     {"weights": [["1", "0"], ..], "outputs": ["1", ..]}
enum GaussianErfGlobalMinimumCoding {
    static let coding = ObjectCoding<GaussianErfGlobalMinimum>(
        blank: GaussianErfGlobalMinimum(weights: [], outputs: []),
        [
            .member("weights", \.weights, { .array($0.map(ProblemFile.list)) }) { (place) throws(FormatError) in
                try ExactNumberCoding.map(try place.elements(), ProblemFile.rationals)
            },
            .member("outputs", \.outputs, { ProblemFile.list($0) }, ProblemFile.rationals),
        ])
}
