import Certify
import Gaussian
import Rigor

/// Looks for symmetry of a student of the Gaussian ReLU landscape and proves the symmetric critical point near it.
/// Untrusted: `SymmetricReLUArgument` decides.
public struct SymmetricReLUSearch: StructureSearch {
    /// The route that knows no symmetry tells what the published lemmas say, and is dear for many targets.
    public let precedesIsolatedPoints: Bool
    /// Always in that of the context.
    public var concludesInOtherArithmetic: Bool { false }
    /// How far to look, relative to 1 + |theta|.
    public var reach = 0.1
    /// Half-widths of boxes that are tried.
    public var radii = [0x1p-80, 0x1p-60, 0x1p-44]

    public init(precedesIsolatedPoints: Bool = true) { self.precedesIsolatedPoints = precedesIsolatedPoints }

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let recognised = recognise(candidate, in: context.landscape),
            let centre = SymmetricReLURefinement.approximateZero(
                recognised.symmetry, from: recognised.values, precision: context.precision)
        else { return nil }
        for radius in radii {
            let argument = SymmetricReLUArgument(
                parts: recognised.symmetry.parts, neurons: recognised.neurons, coordinates: recognised.coordinates,
                centre: centre, radius: radius)
            guard let verdict = try? argument.conclude(in: context), let point = verdict.criticalPoint else { continue }
            guard point.distanceUpper <= reach * (1 + Distance.normUpper(candidate.point)) else { return nil }
            return .proved(argument, verdict)
        }
        return nil
    }

    private func recognise(
        _ candidate: Candidate, in landscape: any Landscape
    ) -> SymmetryRecognition.Recognised? {
        if let fixed = landscape as? SymmetricReLULandscape {
            // declared, and every position is its own place
            return SymmetryRecognition.Recognised(
                symmetry: fixed.symmetry, neurons: [], coordinates: [], values: candidate.parameters)
        }
        guard let students = landscape as? GaussianReLULandscape,
            students.width == students.targetCount, students.inputDimension == students.targetCount,
            let found = SymmetryRecognition(candidate.parameters, order: students.targetCount).symmetry(),
            // with few equal entries nothing is gained
            2 * found.symmetry.unknowns.count <= candidate.parameters.count
        else { return nil }
        return found
    }
}
