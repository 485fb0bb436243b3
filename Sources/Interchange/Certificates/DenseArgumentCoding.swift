import Certify
import Dense
import Formats

/// Arguments about dense networks as JSON: the witness on the slice of a softmax gauge, and the ball in which all data
/// are classified correctly.
enum DenseArgumentCoding {
    static let gauge = ObjectCoding<SoftmaxGaugeArgument>([
        .object("witness", \.witness, IsolatedPointCoding.narrow, blank: IsolatedPointCoding.blank)
    ])
    static let blankGauge = SoftmaxGaugeArgument(witness: IsolatedPointCoding.blank)

    static let separation = ObjectCoding<SeparationArgument>([.number("radius", \.radius)])
    static let blankSeparation = SeparationArgument(radius: 0)
}
