import Certify
import Rigor

/// The numbers that stand for a candidate in tables and plots, whichever verdict they come from.
///
/// For a critical point loss, gradient norm, smallest eigenvalue and distance are those of the critical point; for a
/// minimum or saddle at infinity those of the limit and the distance is `tubeDistance`; for `not-critical`,
/// `no-local-minimum` and `undecided` loss, gradient norm and smallest eigenvalue are those at the candidate itself,
/// and the distance is that of the nearest critical point certified, if any.
public struct VerdictFacts: Sendable {
    public private(set) var loss: Bounds?
    public private(set) var gradientNormUpper: Double?
    public private(set) var smallestEigenvalue: Bounds?
    /// Euclidean, between parameters.
    public private(set) var distance: Double?
    /// For a minimum or saddle at infinity, in the coordinates of its tube: no distance of parameters.
    public private(set) var tubeDistance: Double?
    /// The exact structure of a critical point that has one, in words.
    public private(set) var structure = ""

    public init(_ certificate: Certificate) {
        let there = certificate.candidateEnclosure
        switch certificate.verdict {
        case .localMinimum(let point, _), .globalMinimum(let point), .saddle(let point), .endOfSaddleLine(let point, _):
            loss = point.loss
            gradientNormUpper = point.gradientNormUpper
            smallestEigenvalue = point.smallestEigenvalue
            distance = point.distanceUpper
            structure = point.structure
        case .minimumAtInfinity(let limit), .saddleAtInfinity(let limit):
            loss = limit.limitLoss
            smallestEigenvalue = limit.smallestEigenvalue
            tubeDistance = limit.tubeDistanceUpper
            structure = limit.structure
        case .notCritical(let ball, let nearest):
            loss = ball.loss
            gradientNormUpper = ball.gradientNormUpper
            smallestEigenvalue = there?.smallestEigenvalue
            distance = nearest?.criticalPoint?.distanceUpper
            tubeDistance = nearest?.limitAtInfinity?.tubeDistanceUpper
        case .noLocalMinimum(let ball):
            loss = ball.loss
            gradientNormUpper = there?.gradientNorm.upper
            smallestEigenvalue = there?.smallestEigenvalue ?? ball.smallestEigenvalue
        case .undecided:
            loss = there?.loss
            gradientNormUpper = there?.gradientNorm.upper
            smallestEigenvalue = there?.smallestEigenvalue
        }
    }
}
