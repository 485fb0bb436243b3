import Certify
import Networks
import Rigor
import Search
import TestSupport
import Testing

/// A reduction concluded in float64, as a search does, and in MPFR, as a check does.
@Suite struct ReductionLevelTests {
    /// Two equal neurons at a minimum (a plateau), of opposite outputs (a saddle), and a neuron of output 0.
    private static var points: [[Double]] {
        let three = NarrowPoint.three
        var generator = SeededGenerator(seed: 11)
        let zeros = (0..<12).lazy.compactMap { _ in
            three.approximateZero(
                near: (0..<2).map { _ in Double.random(in: -1.5...1.5, using: &generator) }, .reference)
        }.first { zero in
            three.weights.allSatisfy { abs($0[0] - zero[0]) + abs($0[1] - zero[1]) > 0.1 }
        }
        return [three.lifted([[0.4, 0.6], [1], [1]]), three.lifted([[1], [1.5, -0.5], [1]])]
            + (zeros.map { [three.lifted([[1], [1], [1]], zeros: [$0])] } ?? [])
    }

    @Test func theFastVerdictHoldsTheSharpOne() throws {
        #expect(Self.points.count == 3)
        for parameters in Self.points {
            let argument = try #require(Reducing.argument(parameters)), context = Reducing.context(parameters)
            #expect(!context.prefersFloat64 && context.inFloat64.prefersFloat64)
            let fast = try argument.conclude(in: context.inFloat64), sharp = try argument.conclude(in: context)
            #expect(fast.name == sharp.name)
            let (wide, narrow) = (try #require(fast.criticalPoint), try #require(sharp.criticalPoint))
            #expect(wide.nullity == narrow.nullity && wide.familyDimension == narrow.familyDimension)
            #expect(wide.indexLower == narrow.indexLower && wide.indexUpper == narrow.indexUpper)
            #expect(wide.loss.lower <= narrow.loss.lower && narrow.loss.upper <= wide.loss.upper)
            let (outer, inner) = (wide.smallestEigenvalue, narrow.smallestEigenvalue)
            #expect(outer.lower <= inner.lower && inner.upper <= outer.upper)
        }
    }

    /// The gradient of the narrow network is stated to be smaller than float64 can see: it is taken from a longer
    /// precision. What no precision sees is refused.
    @Test func gradientsFromLongerPrecisions() throws {
        let parameters = Self.points[0], context = Reducing.context(parameters)
        var argument = try #require(Reducing.argument(parameters))
        let reduced = try #require(argument.reduced)
        let narrow = argument.narrowLandscape(of: TwoLayerLandscape(problem: .reference, width: 4))
        let float64 = try narrow.makeEvaluator(.float64).enclosure(on: Ball(centre: reduced.centre), order: .gradient)
        #expect(reduced.gradientNorm < 1e-20 && (float64.gradient?.norm.upper ?? 0) > 1e-18)
        #expect(throws: Never.self) { try argument.conclude(in: context.inFloat64) }
        argument.reduced?.gradientNorm = 1e-300
        #expect(throws: Refusal.self) { try argument.conclude(in: context.inFloat64) }
        #expect(throws: Refusal.self) { try argument.conclude(in: context) }
    }
}
