import Certify

/// An `InterpolationArgument` as JSON: the centre, the bounds of its theorem, and C row by row.
enum InterpolationCoding {
    static var blank: InterpolationArgument {
        InterpolationArgument(
            centre: [], radius: 0, residualNorm: 0, inverseNorm: 0, contraction: 0, step: 0, rightInverse: [])
    }

    static let coding = ObjectCoding<InterpolationArgument>(
        blank: blank,
        [
            .exact("centre", \.centre), .number("radius", \.radius), .number("residual_norm", \.residualNorm),
            .number("inverse_norm", \.inverseNorm), .number("contraction", \.contraction), .number("step", \.step),
            .numbers("right_inverse", \.rightInverse),
        ])
}
