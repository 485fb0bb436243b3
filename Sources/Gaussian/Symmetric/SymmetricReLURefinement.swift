import Certify
import Rigor

/// Newton's method in the unknowns of a symmetry, for search: nothing is proved by it.
package enum SymmetricReLURefinement {
    /// Values near a zero of the restricted gradient, from a start; nil when the steps do not become small.
    ///
    /// - Parameters:
    ///   - start: values of the unknowns, in their order.
    ///   - precision: of the last steps; the first ones are float64.
    package static func approximateZero(
        _ symmetry: DiagonalSymmetry, from start: [Double], precision: Precision
    ) -> [Dyadic]? {
        let count = symmetry.unknowns.count
        guard var point = approximateZero(symmetry, from: start) else { return nil }
        guard let forms = try? SymmetricReLUForms(symmetry, values: point, arithmetic: ApproximateArithmetic()) else {
            return nil
        }
        // the float64 derivative serves all steps: each gains about ten digits
        let derivative = forms.fixedHessian(), arithmetic = IntervalArithmetic(precision: precision)
        var exact = point.map { Dyadic(exactly: $0) ?? .zero }
        for _ in 0..<(precision.bits / 24 + 2) {
            let values = exact.map { arithmetic.number($0, radius: 0) }
            guard let there = try? SymmetricReLUForms(symmetry, values: values, arithmetic: arithmetic) else {
                return nil
            }
            let gradient = there.fixedGradient()
            // scaled, since a late gradient is far below the range in which float64 solves well
            let size = gradient.map(\.magnitudeUpper).max() ?? 0
            guard size.isFinite else { return nil }
            if size == 0 { break }
            let exponent = size.exponent
            let right = gradient.map { $0.scaled(byPowerOfTwo: -Int(exponent)).approximateMidpoint }
            guard let step = ApproximateLinearAlgebra.solve(derivative, order: count, right) else { return nil }
            for i in 0..<count {
                guard let change = Dyadic(exactly: step[i]) else { return nil }
                exact[i] = rounded(exact[i] - change.scaled(byPowerOfTwo: Int(exponent)), precision)
            }
        }
        point = exact.map { $0.double(rounding: .nearest) }
        return point.allSatisfy(\.isFinite) ? exact : nil
    }

    /// The same in float64.
    package static func approximateZero(_ symmetry: DiagonalSymmetry, from start: [Double]) -> [Double]? {
        let count = symmetry.unknowns.count
        var point = start, last = Double.infinity
        for _ in 0..<60 {
            guard let forms = try? SymmetricReLUForms(symmetry, values: point, arithmetic: ApproximateArithmetic()),
                let step = ApproximateLinearAlgebra.solve(forms.fixedHessian(), order: count, forms.fixedGradient())
            else { return nil }
            for i in 0..<count { point[i] -= step[i] }
            guard point.allSatisfy(\.isFinite) else { return nil }
            let change = step.reduce(0) { max($0, abs($1)) }
            // where there are many targets rounding ends the convergence earlier
            if change < 1e-13 * (1 + point.reduce(0) { max($0, abs($1)) }) || change < 1e-7 && change > last / 2 {
                return point
            }
            last = change
        }
        return nil
    }

    private static func rounded(_ value: Dyadic, _ precision: Precision) -> Dyadic {
        let interval = Interval(enclosing: value, precision: precision)
        return Dyadic(exactly: interval.approximateMidpoint(precision: precision)) ?? value
    }
}
