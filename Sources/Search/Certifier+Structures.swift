import Certify
import Dense
import Gaussian
import Networks

extension Certifier {
    /// A certifier with every search for structure that knows this kind of landscape, in order of preference.
    ///
    /// - Parameters:
    ///   - landscape: the loss in question.
    ///   - options: how hard to try.
    public init(knowing landscape: any Landscape, options: Options = Options()) {
        self.init(landscape: landscape, options: options, structures: Self.structures(of: landscape))
    }

    /// The searches for structure that know this kind of landscape; none for one that is known by its values alone.
    public static func structures(of landscape: any Landscape) -> [any StructureSearch] {
        switch landscape {
        case let students as TwoLayerLandscape:
            twoLayerStructures(of: students)
        case let students as GaussianReLULandscape:
            [GaussianReLUGlobalSearch(), SymmetricReLUSearch(precedesIsolatedPoints: students.parameterCount > 400)]
        case is GaussianErfLandscape: [GaussianErfGlobalSearch(), GaussianErfSplitSearch()]
        case is SymmetricReLULandscape: [SymmetricReLUSearch()]
        case let networks as DenseLandscape:
            networks.problem.loss.isSquared ? [InterpolationSearch()] : [SeparationSearch(), SoftmaxGaugeSearch()]
        default: []
        }
    }
    private static func twoLayerStructures(of students: TwoLayerLandscape) -> [any StructureSearch] {
        // where inputs are dependent no point is isolated, and all is asked without them
        if let dependent = DependentInputsSearch(students) { return [dependent] }
        var result: [any StructureSearch] = [GlobalMinimumSearch(), InterpolationSearch(), GaugeSearch()]
        if let leastSquares = LeastSquaresSearch(students) { result.append(leastSquares) }
        return result + [ReductionSearch(), ConstantNeuronsSearch(), ChannelSearch()]
    }
}
