import Certify
import Interchange
import Networks

extension ProblemStatement {
    /// The problem when it is one of two-layer students with one output, which have neurons to be drawn.
    var twoLayer: TwoLayerProblem? {
        switch self {
        case .twoLayer(let problem): problem
        case .multipleOutputs, .gaussianReLU: nil
        }
    }
}
