import Certify
import Rigor

@testable import Networks

/// Students and problems for tests of interpolation, with residuals written out once more.
enum Interpolating {
    /// XOR with biases: the inputs end with 1.
    static func exclusiveOr(labels: [Int] = [0, 1, 1, 0]) throws -> TwoLayerProblem {
        let points = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]].map { $0.map { Rational($0) } }
        return try TwoLayerProblem(
            activation: .tanh, data: .points(points), labels: .given(numbers: labels.map { Rational($0) }))
    }

    /// One student of XOR, trained to 1e-31.
    static let exclusiveOrStudent = [
        -1.8330378055739626, 1.5887146042823887, -0.8208134365434226, 2.2240394106797066, -1.5887146042823887,
        0.7088134365434226, 1.0, 1.0,
    ]

    /// All residuals at a point, straight from the definition.
    static func residuals(_ problem: TwoLayerProblem, width m: Int, at point: [Interval]) -> [Interval] {
        let layout = problem.layout(width: m)
        let precision = point[0].precision
        guard case .given(let labels) = problem.labels else { preconditionFailure("given labels") }
        return (0..<problem.data.count).flatMap { i in
            let x = problem.data.point(i).map { Interval(enclosing: $0, precision: precision) }
            let values = (0..<m).map { j in
                let z = zip(layout.weights(of: j), x).reduce(Interval.zero(precision: precision)) {
                    $0 + point[$1.0] * $1.1
                }
                return problem.activation.jet(z, order: 0)[0]
            }
            return (0..<problem.outputCount).map { q in
                let bias = layout.hasOutputBias ? point[layout.output(m, q)] : .zero(precision: precision)
                let target = labels[i][q] - problem.outputBias.fixedValue(q)
                return values.enumerated().reduce(bias - Interval(enclosing: target, precision: precision)) {
                    $0 + point[layout.output($1.offset, q)] * $1.element
                }
            }
        }
    }

    /// The same in plain float64, with the derivative (row-major).
    static func approximate(
        _ problem: TwoLayerProblem, width m: Int, at p: [Double]
    ) -> (values: [Double], derivative: [Double]) {
        let layout = problem.layout(width: m)
        guard case .given(let labels) = problem.labels else { preconditionFailure("given labels") }
        var values = [Double](), derivative = [Double]()
        for i in 0..<problem.data.count {
            let x = problem.data.point(i).map(\.nearestDouble)
            let jets = (0..<m).map { j in
                problem.activation.approximateJet(zip(layout.weights(of: j), x).reduce(0) { $0 + p[$1.0] * $1.1 })
            }
            for q in 0..<problem.outputCount {
                var row = [Double](repeating: 0, count: layout.count)
                var value = (problem.outputBias.fixedValue(q) - labels[i][q]).nearestDouble
                if layout.hasOutputBias {
                    value += p[layout.output(m, q)]
                    row[layout.output(m, q)] = 1
                }
                for j in 0..<m {
                    value += p[layout.output(j, q)] * jets[j].0
                    row[layout.output(j, q)] = jets[j].0
                    for c in x.indices { row[layout.weight(j, c)] = p[layout.output(j, q)] * jets[j].1 * x[c] }
                }
                values.append(value)
                derivative += row
            }
        }
        return (values, derivative)
    }

    /// A student trained by damped Gauss-Newton steps until float64 gains no more; nil where it does not fit the
    /// labels.
    static func trained(
        _ problem: TwoLayerProblem, width: Int, from start: [Double]
    ) -> [Double]? {
        var point = start, (values, derivative) = approximate(problem, width: width, at: start)
        var size = norm(values), damping = 1.0, rejected = 0
        for _ in 0..<200 {
            guard
                let inverse = ApproximateLinearAlgebra.pseudoInverse(
                    derivative, rows: values.count, columns: point.count, relativeCutoff: 1e-12)?.inverse
            else { return nil }
            let M = values.count
            let trial = point.indices.map { i in
                point[i] - damping * (0..<M).reduce(0) { $0 + inverse[i * M + $1] * values[$1] }
            }
            let next = approximate(problem, width: width, at: trial)
            if norm(next.values) < size {
                (point, values, derivative, size) = (trial, next.values, next.derivative, norm(next.values))
                damping = min(1, 2 * damping)
                rejected = 0
            } else {
                damping *= 0.25
                rejected += 1
            }
            if rejected > 6 || norm(point) > 40 { break }
        }
        return size < 1e-12 && norm(point) < 40 ? point : nil
    }

    static func norm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
