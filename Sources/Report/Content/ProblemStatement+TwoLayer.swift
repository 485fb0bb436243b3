import Certify
import Dense
import Interchange
import Networks

extension ProblemStatement {
    /// The problem when it is one of two-layer students on data.
    var twoLayer: TwoLayerProblem? {
        switch self {
        case .twoLayer(let problem): problem
        case .gaussianReLU, .symmetricReLU, .gaussianErf, .dense: nil
        }
    }

    /// The problem when it is one of dense networks.
    var dense: DenseProblem? {
        switch self {
        case .dense(let problem): problem
        case .twoLayer, .gaussianReLU, .symmetricReLU, .gaussianErf: nil
        }
    }
}
