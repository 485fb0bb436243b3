import Certify
import Foundation
import Networks
import Rigor

/// Float64 and double-double enclosures against the values of 256 bits, on random problems over every activation.
///
/// Not a measurement of time: whether bounds that were proved beforehand hold, and how far they are from what happens.
enum Tiers {
    static func compare(cases: Int) {
        title("\(cases) random students: largest error / bound in each arithmetic")
        show(
            "".padding(toLength: 31, withPad: " ", startingAt: 0)
                + "   float64  106 bits   Hessian          numbers  refused  OUTSIDE")
        let activations = Activation.allNamed
        var outside = 0
        for (place, activation) in activations.enumerated() {
            var generator = SplitMix64(seed: UInt64(place))
            var tally = Tally()
            let share = cases / activations.count + (place < cases % activations.count ? 1 : 0)
            while tally.cases < share {
                guard let landscape = try? landscape(activation, &generator) else { continue }
                tally.compare(landscape, upTo: share, &generator)
            }
            outside += tally.outside
            show(
                activation.name.padding(toLength: 18, withPad: " ", startingAt: 0)
                    + String(
                        format: "%7d cases %10.4f %10.4f %10.4f %16d %8d %8d", tally.cases, tally.ratios[0],
                        tally.ratios[1], tally.ratios[2], tally.numbers, tally.refused, tally.outside))
        }
        show(outside == 0 ? "every enclosure holds the value" : "\(outside) ENCLOSURES DO NOT HOLD THE VALUE")
    }

    /// Few points, so that roundings are not lost in what is allowed for many; grid or points, one or two outputs.
    private static func landscape(
        _ activation: Activation, _ generator: inout SplitMix64
    ) throws -> TwoLayerLandscape {
        func rational() -> Rational {
            Rational(Int.random(in: -48...48, using: &generator), [16, 21].randomElement(using: &generator) ?? 16)
        }
        let d = Int.random(in: 1...3, using: &generator), k = Int.random(in: 1...2, using: &generator)
        let data: DataSet =
            Bool.random(using: &generator)
            ? .grid(axes: (0..<d).map { _ in (0..<Int.random(in: 1...3, using: &generator)).map { _ in rational() } })
            : .points((0..<Int.random(in: 1...12, using: &generator)).map { _ in (0..<d).map { _ in rational() } })
        let labels = (0..<data.count).map { _ in (0..<k).map { _ in rational() } }
        return TwoLayerLandscape(
            problem: try TwoLayerProblem(
                activation: activation, data: data, labels: .given(labels), outputCount: k,
                outputBias: Bool.random(using: &generator) ? .trained : .none,
                weights: Bool.random(using: &generator)
                    ? nil : (0..<data.count).map { _ in Rational(Int.random(in: 1...9, using: &generator), 7) }),
            width: Int.random(in: 1...3, using: &generator))
    }

    private struct Tally {
        var cases = 0
        var numbers = 0
        var refused = 0
        var outside = 0
        /// Of float64, of double-double, of its Hessian.
        var ratios = [0.0, 0, 0]

        /// Ten students of one landscape, of sizes between 1/8 and 8.
        mutating func compare(_ landscape: TwoLayerLandscape, upTo share: Int, _ generator: inout SplitMix64) {
            let truth = try? landscape.makeEvaluator(.multiple(Precision(bits: 256)))
            let float64 = try? landscape.makeEvaluator(.float64)
            let doubleDouble = try? landscape.makeEvaluator(.doubleDouble)
            for _ in 0..<10 where cases < share {
                let size = exp2(Double.random(in: -3...3, using: &generator))
                let centre = (0..<landscape.parameterCount).map { _ in
                    Dyadic(exactly: size * Double.random(in: -1...1, using: &generator)) ?? .zero
                }
                cases += 1
                guard let exact = try? truth?.sharpEnclosure(at: centre) else {
                    refused += 1
                    continue
                }
                for (place, evaluator) in [float64, doubleDouble].enumerated() {
                    guard let evaluator else { continue }
                    guard let found = try? evaluator.sharpEnclosure(at: centre) else {
                        refused += 1
                        continue
                    }
                    compare(found, exact, place)
                }
            }
        }

        private mutating func compare(_ found: LocalEnclosure, _ exact: LocalEnclosure, _ place: Int) {
            add(found.loss, exact.loss, place)
            guard let gradient = found.gradient, let trueGradient = exact.gradient, let hessian = found.hessian,
                let trueHessian = exact.hessian
            else { return }
            for i in 0..<gradient.count { add(gradient.bounds(i), trueGradient.bounds(i), place) }
            let n = hessian.rows
            for row in 0..<n {
                for column in 0..<n { add(hessian.bounds(row, column), trueHessian.bounds(row, column), place) }
            }
            guard place == 1, let sharp = found.hessianIntervals, let trueSharp = exact.hessianIntervals else { return }
            for row in 0..<n {
                for column in row..<n {
                    let off = sharp[row, column] - trueSharp[row, column]
                    add(Bounds(lower: off.lowerDouble, upper: off.upperDouble), .init(lower: 0, upper: 0), 2)
                }
            }
        }

        private mutating func add(_ found: Bounds, _ exact: Bounds, _ place: Int) {
            numbers += 1
            if found.isDisjoint(from: exact) { outside += 1 }
            let radius = found.upper / 2 - found.lower / 2
            let error = abs((found.upper / 2 + found.lower / 2) - (exact.upper / 2 + exact.lower / 2))
            if radius > 0, radius.isFinite { ratios[place] = max(ratios[place], error / radius) }
        }
    }
}
