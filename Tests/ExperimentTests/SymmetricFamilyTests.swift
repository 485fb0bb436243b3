import Experiment
import Gaussian
import Testing

/// Symmetric critical points from random starts, and families of them, against what is known.
@Suite struct SymmetricFamilyTests {
    private static func points(_ parts: String, starts: Int) throws -> [SymmetricPoint] {
        let pattern = try IsotropyPattern(parts)
        let order = try #require(pattern.fixedOrder)
        return SymmetricSearch(try #require(pattern.symmetry(targets: order)), starts: starts, seed: 1).points()
    }

    /// A minimum that gradient descent does not find: all neurons alike, far from their targets.
    @Test(arguments: [(6, -0.6634, 0.055669, 1.50365e-3), (7, -0.7126, 0.062211, 6.847e-3)])
    func hiddenMinimum(k: Int, diagonal: Double, loss: Double, eigenvalue: Double) throws {
        let found = try Self.points("\(k)", starts: 60)
        let point = try #require(found.first { abs($0.values[0] - diagonal) < 1e-4 })
        #expect(point.proof.inertia?.negative == 0)
        #expect(abs(point.proof.loss.lower - loss) < 1e-6 && point.proof.loss.upper - point.proof.loss.lower < 1e-15)
        #expect(abs(point.proof.smallestEigenvalue.lower - eigenvalue) < 1e-5)
    }

    /// Multiplicities add up to all k² eigenvalues, and every part is named once.
    @Test func spectrumIsWhole() throws {
        let point = try #require(try Self.points("1,2,3", starts: 40).first)
        #expect(point.proof.spectrum.reduce(0) { $0 + $1.multiplicity * $1.eigenvalues.count } == 36)
        #expect(Set(point.proof.spectrum.map(\.kind)).count == point.proof.spectrum.count)
    }

    /// Type (1, k - 1): the minimum of k = 6 in MATHEMATICS section 10, a saddle at k = 5, and the limits of k F and of
    /// the smallest eigenvalue.
    @Test func familyOfOne() throws {
        let pattern = try IsotropyPattern("1,k-1")
        let found = try Self.points("1,9", starts: 200)
        let seed = try #require(found.first { $0.proof.inertia?.negative == 0 })
        let family = SymmetricFamily(pattern)
        let below = family.continued(from: seed, targets: 10, to: [9, 8, 7, 6, 5])
        #expect(below.map(\.targets) == [9, 8, 7, 6, 5])
        for (targets, point) in below {
            #expect(point.proof.inertia?.negative == (targets == 5 ? 3 : 0), "k = \(targets)")
        }
        let six = try #require(below.first { $0.targets == 6 }).point.proof
        #expect(six.loss.lower > 0.02508057 && six.loss.upper < 0.02508059)
        #expect(six.smallestEigenvalue.lower > 0.00470035 && six.smallestEigenvalue.upper < 0.00470036)
        let far = try #require(family.continued(from: seed, targets: 10, to: [1_000_000]).last).point.proof
        #expect(abs(far.loss.lower * 1e6 - 0.29732) < 1e-4)
        #expect(abs(far.smallestEigenvalue.lower - 0.0908) < 1e-3)
    }

    @Test(arguments: ["", "1,", "0,3", "k-1", "k,k", "1,k-2", "a"]) func badPatternsAreRefused(text: String) {
        #expect(throws: ExperimentError.self) { try IsotropyPattern(text) }
    }
}
