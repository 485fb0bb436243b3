import Formats
import Search

/// The probe: add epsilon times a normalized Gaussian, re-optimize, again and again until the smallest eigenvalue is
/// positive.
public struct PerturbationSettings: Sendable, Hashable {
    /// Lengths of the perturbations, each tried on every candidate.
    public var epsilons: [Double]
    /// Largest number of perturbations of one candidate with one epsilon.
    public var maximumTrials = 10
    public var seed: UInt64 = 0
    /// Optional steps of Adam before the second-order phase; none when nil.
    public var adam: Adam?
    public var refinement = SecondOrderRefinement()

    public init(epsilons: [Double] = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1]) { self.epsilons = epsilons }

    public func validate() throws(ExperimentError) {
        guard !epsilons.isEmpty, epsilons.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw .badSetting(name: "epsilon", problem: "at least one, all positive")
        }
        guard Set(epsilons).count == epsilons.count else { throw .badSetting(name: "epsilon", problem: "occurs twice") }
        guard (1...100_000).contains(maximumTrials) else {
            throw .badSetting(name: "trials", problem: "must lie between 1 and 100000")
        }
        guard seed <= UInt64(Int.max) else { throw .badSetting(name: "seed", problem: "must lie below 2^63") }
    }

    var json: JSONValue {
        [
            "epsilons": .float64(epsilons), "maximum_trials": .integer(maximumTrials),
            "seed": .number(JSONNumber(seed)),
            "adam": adam?.json ?? .null, "refinement": refinement.json,
        ]
    }
}
