import Certify
import Networks

/// Neurons that are constant on the data as JSON: which, how near the slope of the activation vanishes, and the witness
/// of the other parameters.
enum ConstantNeuronsCoding {
    static let coding = ObjectCoding<ConstantNeuronsArgument>(
        blank: ConstantNeuronsArgument(sloped: [], flat: [], biasRadius: 0, witness: nil),
        [
            .indices("sloped", \.sloped), .indices("flat", \.flat), .number("bias_radius", \.biasRadius),
            .nullable("witness", \.witness, IsolatedPointCoding.narrow),
        ])
}
