import Rigor

/// A hypothesis that could not be verified. A failed test proves nothing about the point.
public enum Refusal: Error, Sendable, Equatable {
    /// A vector or matrix has the wrong number of entries.
    case dimension(expected: Int, found: Int)
    /// The number of this name is NaN, infinite, or of the wrong sign.
    case notANumber(String)
    /// The landscape could not be enclosed.
    case evaluation(EvaluationFailure)
    /// The eigenvalues of a matrix could not be bounded.
    case spectrum(SpectrumFailure)
    /// The measured quantity exceeds the bound that the certificate states for it.
    case boundExceeded(quantity: String, stated: Double, measured: Double)
    /// Not all signs of eigenvalues are accounted for.
    case signsOpen(positive: Int, negative: Int, order: Int, smallest: Bounds)
    /// An inequality between stated numbers does not hold, with its slack or the two sides in words.
    case inequality(String)
    /// What is stated is farther from the candidate than it may be from what it stands for.
    case tooFar(distance: Double, attribution: Double)
    /// The stated conclusion says more than the argument gives.
    case overstated(String)
}

extension Refusal {
    /// Runs steps of a proof that fail in several ways, and says each failure as a refusal.
    public static func refusing<Result>(_ steps: () throws -> Result) throws(Refusal) -> Result {
        do {
            return try steps()
        } catch let refusal as Refusal {
            throw refusal
        } catch let failure as EvaluationFailure {
            throw .evaluation(failure)
        } catch let failure as SpectrumFailure {
            throw .spectrum(failure)
        } catch {
            throw .inequality("\(error)")
        }
    }
}

/// `value` must be a finite number, at least 0 (above 0 when `positive`).
func requireBound(_ name: String, _ value: Double, positive: Bool = false) throws(Refusal) {
    guard value.isFinite, positive ? value > 0 : value >= 0 else { throw .notANumber(name) }
}

/// `measured <= stated`, both finite.
func require(_ quantity: String, _ measured: Double, atMost stated: Double) throws(Refusal) {
    guard stated.isFinite, measured <= stated else {
        throw .boundExceeded(quantity: quantity, stated: stated, measured: measured)
    }
}
