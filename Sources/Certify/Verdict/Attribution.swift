import Rigor

/// How near a candidate must be to what is proved for a verdict to be about it.
///
/// A true statement about a point far away says nothing about the candidate, so the search attributes nothing beyond,
/// and the check refuses it. Distances are upper bounds throughout.
public struct Attribution: Sendable, Hashable {
    /// theta stands for a critical point p when |p - theta| <= relative (1 + |theta|), in the Euclidean norm of the
    /// parameters.
    public var relative: Double

    public init(relative: Double) { self.relative = relative }

    /// What certificates mean that state no other, and the most that one may state.
    public static let standard = Attribution(relative: 1e-2)

    /// theta stands for a minimum at infinity when its place in the coordinates of the tube is within this many times
    /// relative (1 + |theta0*|) of the limit theta0*.
    ///
    /// Those are other coordinates than the parameters, and the loss is even in the channel coordinate eps: along a
    /// channel the other coordinates lie within O(eps²) of the limit, so that a candidate at eps = 1/10 is as near to
    /// it as others at 1/100. The scale is that of the limit, for the diverging outputs in |theta| would excuse any
    /// distance.
    public static let tubeFactor = 10.0

    /// Within this distance of the candidate lies what it stands for.
    public func radius(of candidate: [Dyadic]) -> Double {
        Directed.multiplyUp(relative, Directed.addUp(1, Distance.normUpper(candidate)))
    }

    /// Within this distance, in the coordinates of the tube.
    ///
    /// - Parameter scale: ``LimitAtInfinity/tubeScale``.
    public func tubeRadius(scale: Double) -> Double {
        Directed.multiplyUp(Directed.multiplyUp(relative, Self.tubeFactor), scale)
    }
}
