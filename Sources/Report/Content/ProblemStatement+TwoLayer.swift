import Certify
import Interchange
import Networks

extension ProblemStatement {
    /// The problem when it is one of two-layer students on data.
    var twoLayer: TwoLayerProblem? {
        switch self {
        case .twoLayer(let problem): problem
        case .gaussianReLU: nil
        }
    }
}
