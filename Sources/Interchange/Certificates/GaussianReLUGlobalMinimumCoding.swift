import Certify
import Formats
import Gaussian

/// A `GaussianReLUGlobalMinimum` as JSON: for each neuron its target, from 0, and its exact multiple.
///
///     {"targets": [2, 0, ..], "multiples": [.., ..]}
enum GaussianReLUGlobalMinimumCoding {
    static let coding = ObjectCoding<GaussianReLUGlobalMinimum>(
        blank: GaussianReLUGlobalMinimum(targets: [], multiples: []),
        [.indices("targets", \.targets), .exact("multiples", \.multiples) { $0.targets.count }])
}
