import Certify
import Networks

/// Least squares as JSON: the interpolation of the projected labels, which follow from the problem.
enum LeastSquaresCoding {
    static let coding = ObjectCoding<LeastSquaresArgument>(
        blank: LeastSquaresArgument(interpolation: InterpolationCoding.blank),
        [.object("interpolation", \.interpolation, InterpolationCoding.coding)])
}
