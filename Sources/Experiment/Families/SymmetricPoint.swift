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

extension IsotypicKind {
    /// In words; groups are counted from 1.
    public var words: String {
        switch self {
        case .trivial: "trivial"
        case .standard(let i): "standard of group \(i + 1)"
        case .product(let i, let j): "product of groups \(i + 1) and \(j + 1)"
        case .symmetric(let i): "symmetric of group \(i + 1)"
        case .antisymmetric(let i): "antisymmetric of group \(i + 1)"
        }
    }
}
