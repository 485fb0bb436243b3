import Certify
import Rigor
import TestSupport
import Testing

@testable import Networks

/// The double-double forms of the activations stay within their stated bounds of 256-bit intervals.
@Suite struct ActivationDoubleDoubleTests {
    static let precision = Precision(bits: 256)

    private func interval(_ x: DoubleDouble) -> Interval {
        Interval(exactly: x.high, precision: Self.precision) + Interval(exactly: x.low, precision: Self.precision)
    }

    /// s, s' and s'' of each argument, four at a time.
    private func jets(
        _ arguments: [DoubleDouble], _ fill: (UnsafePointer<DoubleDouble4>, Int, DoubleDoubleJets) -> Void
    ) -> [[DoubleDouble]] {
        let count = (arguments.count + 3) / 4
        var packed = [DoubleDouble4](repeating: .zero, count: count)
        for (i, x) in arguments.enumerated() {
            packed[i / 4].high[i % 4] = x.high
            packed[i / 4].low[i % 4] = x.low
        }
        let storage = UnsafeMutablePointer<DoubleDouble4>.allocate(capacity: 3 * count)
        defer { storage.deallocate() }
        storage.initialize(repeating: .zero, count: 3 * count)
        fill(packed, count, DoubleDoubleJets(value: storage, first: storage + count, second: storage + 2 * count))
        return (0...2).map { order in
            arguments.indices.map { i in
                let x = storage[order * count + i / 4]
                return DoubleDouble(high: x.high[i % 4], low: x.low[i % 4])
            }
        }
    }

    private func arguments(_ largest: Double, _ generator: inout SeededGenerator) -> [DoubleDouble] {
        ActivationFloat64Tests.arguments(3000, largest, &generator).map {
            DoubleDouble(sum: $0, Double.random(in: -0.5...0.5, using: &generator) * $0.ulp)
        }
    }

    @Test(arguments: Activation.tested) func boundsHold(_ activation: Activation) {
        var generator = SeededGenerator(seed: 81), worst = [0.0, 0, 0]
        let isPolynomial = if case .polynomial = activation { true } else { false }
        func compare(_ z: Interval, _ found: [DoubleDouble], _ bounds: DoubleDoubleJetErrors) {
            let exact = activation.jet(z, order: 2), bounds = [bounds.value, bounds.first, bounds.second].map(\.value)
            for (p, (found, bound)) in zip(found, bounds).enumerated() {
                let error = (interval(found) - exact[p]).magnitudeUpper
                #expect(error <= bound, "\(activation): derivative \(p) at \(z) is off by \(error), not \(bound)")
                worst[p] = max(worst[p], error / bound)
            }
        }
        switch activation.facts.doubleDoubleForm {
        case .ofArgument(let form):
            let arguments = arguments(min(form.largestArgument, 1e6), &generator)
            let found = jets(arguments) { form.fillJets(from: $0, count: $1, order: .hessian, $2) }
            for (k, z) in arguments.enumerated() {
                let reach = UpperBound(abs(z.high)) + UpperBound(abs(z.low))
                compare(interval(z), found.map { $0[k] }, form.roundingErrors(reach: reach))
            }
        case .ofDecay(let form):
            let arguments = arguments(600 / abs(form.rate), &generator)
            let decays = arguments.map { ($0 * -form.rate).exponential() }.map {
                $0.high < 0x1p900 ? $0 : DoubleDouble(1)
            }
            let found = jets(decays) { form.fillJets(from: $0, count: $1, order: .hessian, $2) }
            for (k, E) in decays.enumerated() {
                // the z that this E is exactly that of
                let z = interval(E).log() / Interval(exactly: -form.rate, precision: Self.precision)
                let bounds = form.doubleDoubleJetErrors(argument: UpperBound(0x1p-200), largest: UpperBound(2 * E.high))
                compare(z, found.map { $0[k] }, bounds)
            }
        case nil: return
        }
        // bounds of use; exp and z are exact
        let isExact = [Activation.exp, .identity].contains(activation)
        #expect(worst[0] > 0.005 || isExact, "\(activation): \(worst)")
        #expect(worst[1] > 0.005 || isExact || activation == .square, "\(activation): \(worst)")
        #expect(worst[2] > 0.005 || isExact || [.square, .cube].contains(activation), "\(activation): \(worst)")
    }

    /// An E or a z that is off moves s, s' and s'' by no more than is said.
    @Test(arguments: [Activation.sigmoid, .tanh, .exp]) func movedArguments(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 82)
        let form = try #require(activation.exponentialForm)
        for _ in 0..<500 {
            let z = Interval(exactly: Double.random(in: -6...6, using: &generator), precision: Self.precision)
            let off = Double.random(in: 1e-20...0.4, using: &generator) * (Bool.random(using: &generator) ? 1 : 1e-9)
            let rate = Interval(exactly: form.rate, precision: Self.precision)
            let moved = z + Interval(exactly: off, precision: Self.precision) / rate
            let decay = (-(rate * z)).exp().upperDouble
            let bounds = form.doubleDoubleJetErrors(argument: UpperBound(off), largest: UpperBound(decay * 1.5))
            let here = activation.jet(z, order: 2), there = activation.jet(moved, order: 2)
            #expect((here[0] - there[0]).magnitudeUpper <= bounds.value.value)
            #expect((here[1] - there[1]).magnitudeUpper <= bounds.first.value)
            #expect((here[2] - there[2]).magnitudeUpper <= bounds.second.value)
        }
    }
}
