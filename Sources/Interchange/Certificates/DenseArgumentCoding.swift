import Certify
import Dense

/// Arguments about dense networks as JSON: the witness on the slice of a softmax gauge, and the ball in which all data
/// are classified correctly.
enum DenseArgumentCoding {
    static let gauge = ObjectCoding<SoftmaxGaugeArgument>(
        blank: SoftmaxGaugeArgument(witness: IsolatedPointCoding.blank),
        [.object("witness", \.witness, IsolatedPointCoding.narrow)])

    static let separation = ObjectCoding<SeparationArgument>(
        blank: SeparationArgument(radius: 0), [.number("radius", \.radius)])
}
