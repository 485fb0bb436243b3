import Rigor

/// A point that float64 training returned, to be judged.
public struct Candidate: Sendable {
    /// Position in the file it came from, from 0.
    public let index: Int
    /// The parameters, each the exact dyadic number that its float64 denotes.
    public let parameters: [Double]
    /// What float64 said about it, if the file says.
    public let claims: Claims
    /// A direction that came with it, along which its curvature may be negative, n numbers; unproved, and no part of a
    /// certificate's candidate.
    public var direction: [Double]?

    /// Float64 claims that came with a candidate; unproved, to be audited.
    public struct Claims: Sendable, Hashable {
        /// The loss, the mean of squared residuals.
        public var loss: Double?
        /// Euclidean norm of the gradient.
        public var gradientNorm: Double?
        /// Smallest eigenvalue of the Hessian.
        public var minimumEigenvalue: Double?

        /// NaN and the infinities claim nothing.
        public init(loss: Double? = nil, gradientNorm: Double? = nil, minimumEigenvalue: Double? = nil) {
            func number(_ claim: Double?) -> Double? { claim.flatMap { $0.isFinite ? $0 : nil } }
            self.loss = number(loss)
            self.gradientNorm = number(gradientNorm)
            self.minimumEigenvalue = number(minimumEigenvalue)
        }

        /// Whether nothing is claimed.
        public var isEmpty: Bool { loss == nil && gradientNorm == nil && minimumEigenvalue == nil }
    }

    /// - Parameters:
    ///   - index: its position among others; any number will do for one alone.
    ///   - parameters: n finite numbers in the order of the landscape, see ``Certifier/certify(_:)``.
    ///   - claims: what float64 said about it.
    /// - Precondition: every parameter is finite.
    public init(index: Int, parameters: [Double], claims: Claims = Claims()) {
        precondition(parameters.allSatisfy(\.isFinite))
        self.index = index
        self.parameters = parameters
        self.claims = claims
    }

    /// The parameters as exact numbers.
    public var point: [Dyadic] { parameters.map { Dyadic(exactly: $0) ?? .zero } }
}

/// Bounds of distances between exact points.
public enum Distance {
    /// Upper bound of the Euclidean distance of two points.
    public static func upper(_ a: [Dyadic], _ b: [Dyadic]) -> Double {
        precondition(a.count == b.count)
        var squares: UpperBound = 0
        for (x, y) in zip(a, b) where x != y {
            let difference = UpperBound((x - y).magnitude.double(rounding: .up))
            squares = squares + difference * difference
        }
        return squares == 0 ? 0 : squares.squareRoot().value
    }

    /// Upper bound of the Euclidean norm.
    public static func normUpper(_ a: [Dyadic]) -> Double { upper(a, a.map { _ in .zero }) }
}
