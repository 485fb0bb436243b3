import Certify

/// A direction of negative curvature on a ball around the candidate as JSON.
enum NegativeCurvatureCoding {
    static let coding = ObjectCoding<NegativeCurvatureArgument>(
        blank: NegativeCurvatureArgument(radius: 0, direction: [], curvatureUpper: 0),
        [
            .number("radius", \.radius), .numbers("direction", \.direction),
            .number("curvature_upper", \.curvatureUpper),
        ])
}
