import Certify
import Gaussian
import Rigor

/// A symmetric critical point of ReLU students on Gaussian inputs that was found and proved.
public struct SymmetricPoint: Sendable {
    /// The values at the centre of the box in which it lies, and the half-width of that box.
    public let centre: [Dyadic]
    public let radius: Double
    /// What is proved.
    public let proof: SymmetricReLUPoint
    /// What becomes of it when a neuron of each block in turn is cut in two; nil where that is open.
    public let splits: [GaussianReLUSplit?]

    /// Proves the critical point near float64 values of the unknowns; nil when Newton's method leaves them, or nothing
    /// could be proved.
    public init?(_ symmetry: DiagonalSymmetry, near values: [Double], precision: Precision = Precision(bits: 192)) {
        guard
            let centre = SymmetricReLURefinement.approximateZero(symmetry, from: values, precision: precision)
        else { return nil }
        for exponent in [-100, -80, -60] {
            let radius = Double(sign: .plus, exponent: exponent, significand: 1)
            if let proof = try? SymmetricReLUPoint(symmetry, centre: centre, radius: radius, precision: precision) {
                (self.centre, self.radius, self.proof) = (centre, radius, proof)
                splits = symmetry.parts.indices.map { proof.split(block: $0, centre: centre, precision: precision) }
                return
            }
        }
        return nil
    }

    /// Of the centre, in float64.
    public var values: [Double] { centre.map { $0.double(rounding: .nearest) } }

    /// The part of the spectrum that holds the smallest eigenvalue, as far as the enclosures tell.
    public var smallestPart: SymmetricReLUPoint.Part? {
        proof.spectrum.min { ($0.eigenvalues.first?.lower ?? .infinity) < ($1.eigenvalues.first?.lower ?? .infinity) }
    }
}
