import Certify
import Rigor

/// A critical point of the Gaussian ReLU landscape as a verdict states it: near a student, and alone there.
///
/// **Theorem.** Let x* be a critical point with |x* - q| <= D and y* one with |y* - q'| <= D', and let no other
/// critical point lie within u of y*. If P permutes neurons, and coordinates with their targets, and
///
///     |P q - q'| + D + D' <= u
///
/// then P x* = y*.
///
/// *Proof.* P preserves the loss (``GaussianReLULandscape/permuted(_:neurons:targets:)``) and distances: P x* is
/// critical and |P x* - y*| <= |P x* - P q| + |P q - q'| + |q' - y*| <= u. ∎
///
/// With q' = q, y* = x* it says that P fixes x*.
public struct GaussianReLULocatedPoint: Sendable {
    /// q.
    public let student: [Double]
    /// D.
    public let distance: Double
    /// u.
    public let uniquenessRadius: Double

    /// - Parameter point: what is proved near the student.
    /// - Returns: nil when no uniqueness is stated.
    public init?(student: [Double], point: CriticalPoint) {
        guard let radius = point.uniquenessRadius else { return nil }
        self.student = student
        distance = point.distanceUpper
        uniquenessRadius = radius
    }

    /// Whether the theorem says that the permutation makes the other point of this one. False proves nothing.
    ///
    /// - Parameters:
    ///   - neurons, targets: as ``GaussianReLULandscape/permuted(_:neurons:targets:)`` takes them.
    public func becomes(
        _ other: GaussianReLULocatedPoint, neurons: [Int], targets: [Int], on landscape: GaussianReLULandscape
    ) -> Bool {
        let d = landscape.inputDimension, k = landscape.targetCount
        guard student.count == landscape.parameterCount, other.student.count == student.count,
            neurons.sorted() == Array(0..<landscape.width), targets.sorted() == Array(0..<d),
            targets[..<k].allSatisfy({ $0 < k })
        else { return false }
        func exact(_ values: [Double]) -> [Dyadic]? {
            let numbers = values.compactMap { Dyadic(exactly: $0) }
            return numbers.count == values.count ? numbers : nil
        }
        guard let moved = exact(landscape.permuted(student, neurons: neurons, targets: targets)),
            let there = exact(other.student)
        else { return false }
        let reach = UpperBound(Distance.upper(moved, there)) + UpperBound(distance) + UpperBound(other.distance)
        return reach.value <= other.uniquenessRadius
    }
}
