import Certify
import Dense
import Gaussian
import Networks

/// The structured arguments that certificates may hold. Whoever reads, writes or shows them switches over these cases,
/// so that the compiler lists what a new one needs.
public enum KnownArgument: Sendable {
    case globalMinimum(GlobalMinimumArgument)
    case interpolation(InterpolationArgument)
    case leastSquares(LeastSquaresArgument)
    case reduction(ReductionArgument)
    case dependentInputs(DependentInputsArgument)
    case gauge(GaugeArgument)
    case constantNeurons(ConstantNeuronsArgument)
    case channel(ChannelArgument)
    case gaussianReLUGlobalMinimum(GaussianReLUGlobalMinimum)
    case symmetricReLU(SymmetricReLUArgument)
    case gaussianErfGlobalMinimum(GaussianErfGlobalMinimum)
    case gaussianErfSplit(GaussianErfSplit)
    case softmaxGauge(SoftmaxGaugeArgument)
    case separation(SeparationArgument)
    case negativeCurvature(NegativeCurvatureArgument)

    /// How certificates name them.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case globalMinimum = "exact-global-minimum"
        /// Of students with several outputs.
        case globalMinimumOfSeveralOutputs = "exact-global-minimum-multiple-outputs"
        case interpolation
        case leastSquares = "least-squares"
        case reduction
        case dependentInputs = "dependent-inputs"
        case gauge
        case constantNeurons = "constant-neurons"
        case channel = "minimum-at-infinity"
        case gaussianReLUGlobalMinimum = "gaussian-relu-global-minimum"
        case symmetricReLU = "gaussian-relu-symmetric"
        case gaussianErfGlobalMinimum = "gaussian-erf-global-minimum"
        case gaussianErfSplit = "gaussian-erf-split"
        case softmaxGauge = "softmax-gauge"
        case separation = "separated-classes"
        case negativeCurvature = "negative-curvature"
    }

    public var kind: Kind {
        switch self {
        case .globalMinimum(let argument):
            argument.network.outputCount == 1 ? .globalMinimum : .globalMinimumOfSeveralOutputs
        case .interpolation: .interpolation
        case .leastSquares: .leastSquares
        case .reduction: .reduction
        case .dependentInputs: .dependentInputs
        case .gauge: .gauge
        case .constantNeurons: .constantNeurons
        case .channel: .channel
        case .gaussianReLUGlobalMinimum: .gaussianReLUGlobalMinimum
        case .symmetricReLU: .symmetricReLU
        case .gaussianErfGlobalMinimum: .gaussianErfGlobalMinimum
        case .gaussianErfSplit: .gaussianErfSplit
        case .softmaxGauge: .softmaxGauge
        case .separation: .separation
        case .negativeCurvature: .negativeCurvature
        }
    }

    /// nil for an argument that no certificate can hold.
    public init?(_ argument: any StructuredArgument) {
        switch argument {
        case let argument as GlobalMinimumArgument: self = .globalMinimum(argument)
        case let argument as InterpolationArgument: self = .interpolation(argument)
        case let argument as LeastSquaresArgument: self = .leastSquares(argument)
        case let argument as ReductionArgument: self = .reduction(argument)
        case let argument as DependentInputsArgument: self = .dependentInputs(argument)
        case let argument as GaugeArgument: self = .gauge(argument)
        case let argument as ConstantNeuronsArgument: self = .constantNeurons(argument)
        case let argument as ChannelArgument: self = .channel(argument)
        case let argument as GaussianReLUGlobalMinimum: self = .gaussianReLUGlobalMinimum(argument)
        case let argument as SymmetricReLUArgument: self = .symmetricReLU(argument)
        case let argument as GaussianErfGlobalMinimum: self = .gaussianErfGlobalMinimum(argument)
        case let argument as GaussianErfSplit: self = .gaussianErfSplit(argument)
        case let argument as SoftmaxGaugeArgument: self = .softmaxGauge(argument)
        case let argument as SeparationArgument: self = .separation(argument)
        case let argument as NegativeCurvatureArgument: self = .negativeCurvature(argument)
        default: return nil
        }
    }
}

extension StructuredArgument {
    /// How certificates name it; empty where none can hold it.
    public var kindName: String { KnownArgument(self)?.kind.rawValue ?? "" }
}
