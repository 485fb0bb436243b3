import Certify
import Rigor
import Search
import TestSupport
import Testing

@testable import Gaussian

/// Symmetric critical points of the Gaussian ReLU landscape, against the route that knows no symmetry.
@Suite struct SymmetricReLUTests {
    /// A student of each symmetry with generic values, and a representative set of partitions.
    static let partitions = [[1, 3], [2, 2], [1, 4], [2, 3], [1, 1, 3], [1, 2, 3], [5], [1, 5], [3, 3]]

    private static func values(_ symmetry: DiagonalSymmetry, _ generator: inout SeededGenerator) -> [Double] {
        symmetry.unknowns.map { _ in Double.random(in: -1...1, using: &generator) }
    }

    /// Loss, gradient and spectrum in the unknowns are those of the whole student, for points that are not critical
    /// too.
    @Test(arguments: partitions) func reductionAgreesWithAllParameters(parts: [Int]) throws {
        var generator = SeededGenerator(seed: UInt64(parts.reduce(7) { $0 * 10 + $1 }))
        let symmetry = DiagonalSymmetry(parts: parts), k = symmetry.order
        let values = Self.values(symmetry, &generator), student = symmetry.wholeStudent(values)
        let dense = GaussianReLULandscape(targetCount: k, width: k).makeApproximateEvaluator()
        let (loss, gradient, hessian) = dense.approximateHessian(at: student)
        let forms = try SymmetricReLUForms(symmetry, values: values, arithmetic: ApproximateArithmetic())
        #expect(abs(forms.loss() - loss) < 1e-12 * (1 + loss))
        for (unknown, value) in zip(symmetry.unknowns, forms.fixedGradient()) {
            let place = symmetry.place(of: unknown)
            // the student has the indices of a block one after the other, labels count within it
            let first = symmetry.parts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
            let l = first[place.neuron.block] + place.neuron.label
            let c = first[place.coordinate.block] + place.coordinate.label
            #expect(abs(gradient[l * k + c] - value) < 1e-12)
        }
        let expected = try #require(ApproximateLinearAlgebra.symmetricEigenvalues(hessian, order: k * k))
        var spectrum = [Double]()
        for block in symmetry.isotypicBlocks {
            let values = try #require(
                ApproximateLinearAlgebra.symmetricEigenvalues(forms.matrix(of: block), order: block.copies.count))
            spectrum += values.flatMap { Array(repeating: $0, count: block.dimension) }
        }
        #expect(spectrum.count == k * k)
        for (a, b) in zip(spectrum.sorted(), expected) { #expect(abs(a - b) < 1e-11) }
    }

    /// The printed minimum for k = 6 has isotropy S_1 x S_5; both routes enclose the same numbers.
    @Test func printedMinimumIsSymmetric() throws {
        let landscape = GaussianReLULandscape(targetCount: 6, width: 6)
        let candidate = Candidate(index: 0, parameters: GaussianReLUSamples.printedMinimum)
        let symmetric = Certifier(landscape: landscape, structures: [SymmetricReLUSearch()]).certify(candidate)
        let dense = Certifier(landscape: landscape).certify(candidate)
        guard case .structured(let argument as SymmetricReLUArgument) = symmetric.argument,
            case .localMinimum(let a, .nonGlobal) = symmetric.verdict,
            case .localMinimum(let b, .nonGlobal) = dense.verdict
        else {
            Issue.record("\(symmetric.verdict)")
            return
        }
        #expect(argument.parts == [1, 5])
        #expect(a.loss.intersection(b.loss) != nil && a.loss.upper - a.loss.lower < 1e-14)
        #expect(a.smallestEigenvalue.intersection(b.smallestEigenvalue) != nil)
        #expect(a.smallestEigenvalue.upper - a.smallestEigenvalue.lower < 1e-12)
        #expect(a.distanceUpper < 1e-7)
        try CertificateCheck(landscape: landscape).check(symmetric)
    }

    /// Permuted neurons and coordinates are recognised, and the place of the point follows them.
    @Test func permutationsAreUndone() throws {
        let landscape = GaussianReLULandscape(targetCount: 6, width: 6)
        let permuted = landscape.permuted(
            GaussianReLUSamples.printedMinimum, neurons: [3, 0, 5, 1, 4, 2], targets: [2, 5, 0, 1, 3, 4])
        let certificate = Certifier(landscape: landscape, structures: [SymmetricReLUSearch()]).certify(
            Candidate(index: 0, parameters: permuted))
        guard case .structured(is SymmetricReLUArgument) = certificate.argument,
            case .localMinimum(let point, .nonGlobal) = certificate.verdict
        else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.distanceUpper < 1e-7)
        try CertificateCheck(landscape: landscape).check(certificate)
    }

    /// Each number of the argument carries weight.
    @Test func forgeriesAreRefused() throws {
        let landscape = GaussianReLULandscape(targetCount: 6, width: 6)
        let certificate = Certifier(landscape: landscape, structures: [SymmetricReLUSearch()]).certify(
            Candidate(index: 0, parameters: GaussianReLUSamples.printedMinimum))
        guard case .structured(let honest as SymmetricReLUArgument) = certificate.argument else {
            Issue.record("\(certificate.verdict)")
            return
        }
        func expectRefusal(_ change: (inout SymmetricReLUArgument) -> Void) {
            var forged = honest, copy = certificate
            change(&forged)
            copy.argument = .structured(forged)
            #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(copy) }
        }
        expectRefusal { $0.parts = [2, 4] }
        expectRefusal { $0.parts = [1, 6] }
        expectRefusal { $0.neurons.swapAt(0, 1) }
        expectRefusal { $0.neurons[0] = $0.neurons[1] }
        expectRefusal { $0.coordinates.swapAt(0, 3) }
        expectRefusal { $0.centre[0] = $0.centre[0] + (Dyadic(exactly: 0x1p-30) ?? .zero) }
        expectRefusal { $0.radius = 0x1p-300 }
        expectRefusal { $0.radius = 0.5 }
        expectRefusal { $0.radius = -1 }
        var overstated = certificate
        guard case .localMinimum(var point, let globality) = overstated.verdict else { return }
        point.smallestEigenvalue = Bounds(lower: point.smallestEigenvalue.upper * 1.01, upper: 1)
        overstated.verdict = .localMinimum(point, globality)
        #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(overstated) }
    }
}
