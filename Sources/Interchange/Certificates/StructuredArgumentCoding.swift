import Certify
import Dense
import Formats
import Gaussian
import Networks

/// Structured arguments as JSON, `{"kind": .., "witness": ..}`, told apart by their `kind`.
///
/// The list of fields of each stands in a file beside this one. Arguments that ``KnownArgument`` does not list are
/// refused in either direction: a certificate nobody can read back must not be written.
public enum StructuredArgumentCoding {
    /// - Precondition: ``KnownArgument`` lists the argument.
    public static func encode(_ argument: any StructuredArgument) -> JSONValue {
        guard let known = KnownArgument(argument) else {
            preconditionFailure("arguments of type \(type(of: argument)) are not listed in KnownArgument")
        }
        let witness =
            switch known {
            case .globalMinimum(let argument): GlobalMinimumCoding.encode(argument)
            case .interpolation(let argument): InterpolationCoding.coding.encode(argument)
            case .leastSquares(let argument): LeastSquaresCoding.coding.encode(argument)
            case .reduction(let argument): ReductionCoding.coding.encode(argument)
            case .dependentInputs(let argument): DependentInputsCoding.coding.encode(argument)
            case .gauge(let argument): GaugeCoding.coding.encode(argument)
            case .constantNeurons(let argument): ConstantNeuronsCoding.coding.encode(argument)
            case .channel(let argument): ChannelCoding.coding.encode(argument)
            case .gaussianReLUGlobalMinimum(let argument): GaussianReLUGlobalMinimumCoding.coding.encode(argument)
            case .symmetricReLU(let argument): SymmetricReLUCoding.coding.encode(argument)
            case .gaussianErfGlobalMinimum(let argument): GaussianErfGlobalMinimumCoding.coding.encode(argument)
            case .gaussianErfSplit(let argument): GaussianErfSplitCoding.coding.encode(argument)
            case .softmaxGauge(let argument): DenseArgumentCoding.gauge.encode(argument)
            case .separation(let argument): DenseArgumentCoding.separation.encode(argument)
            case .negativeCurvature(let argument): NegativeCurvatureCoding.coding.encode(argument)
            }
        return ["kind": .string(known.kind.rawValue), "witness": witness]
    }

    /// Every number the argument uses, strictly: no unknown keys, dimensions checked, finite numbers.
    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> any StructuredArgument {
        try cursor.rejectKeys(except: ["kind", "witness"])
        let kind: KnownArgument.Kind = try cursor["kind"].choice(), witness = try cursor["witness"]
        return switch kind {
        case .globalMinimum: try GlobalMinimumCoding.oneOutput.decode(witness)
        case .globalMinimumOfSeveralOutputs: try GlobalMinimumCoding.severalOutputs.decode(witness)
        case .interpolation: try InterpolationCoding.coding.decode(witness)
        case .leastSquares: try LeastSquaresCoding.coding.decode(witness)
        case .reduction: try ReductionCoding.coding.decode(witness)
        case .dependentInputs: try DependentInputsCoding.coding.decode(witness)
        case .gauge: try GaugeCoding.coding.decode(witness)
        case .constantNeurons: try ConstantNeuronsCoding.coding.decode(witness)
        case .channel: try ChannelCoding.coding.decode(witness)
        case .gaussianReLUGlobalMinimum: try GaussianReLUGlobalMinimumCoding.coding.decode(witness)
        case .symmetricReLU: try SymmetricReLUCoding.coding.decode(witness)
        case .gaussianErfGlobalMinimum: try GaussianErfGlobalMinimumCoding.coding.decode(witness)
        case .gaussianErfSplit: try GaussianErfSplitCoding.coding.decode(witness)
        case .softmaxGauge: try DenseArgumentCoding.gauge.decode(witness)
        case .separation: try DenseArgumentCoding.separation.decode(witness)
        case .negativeCurvature: try NegativeCurvatureCoding.coding.decode(witness)
        }
    }
}
