import Rigor

/// The inputs and labels of a problem as MPFR intervals of one precision, shared read-only by the evaluators of that
/// precision.
///
/// A grid is held by its axes. Explicit points are enclosed one at a time as the data are streamed.
struct IntervalSamples: Sendable {
    let problem: TwoLayerProblem
    let precision: Precision
    /// One enclosure for each value of each axis of a grid, empty for explicit points.
    let axes: [[Interval]]
    /// y - b, b a fixed output bias: k enclosures for each point, point by point.
    let labels: [Interval]
    /// The sample weights omega; nil when all are 1.
    let weights: [Interval]?

    init(problem: TwoLayerProblem, precision: Precision) {
        self.problem = problem
        self.precision = precision
        switch problem.data {
        case .grid(let axes):
            self.axes = axes.map { $0.map { Interval(enclosing: $0, precision: precision) } }
        case .points:
            axes = []
        }
        weights = problem.weights?.map { Interval(enclosing: $0, precision: precision) }
        switch problem.labels {
        case .given(let rows):
            let bias = problem.outputBias
            labels = rows.flatMap { row in
                row.enumerated().map { Interval(enclosing: $1 - bias.fixedValue($0), precision: precision) }
            }
        case .teacher(let teacher):
            labels = Self.outputs(of: teacher, problem: problem, axes: axes, precision: precision)
        }
    }

    /// f*(x) - b for every point, as a student that happens to be the teacher.
    private static func outputs(
        of teacher: Teacher, problem: TwoLayerProblem, axes: [[Interval]], precision: Precision
    ) -> [Interval] {
        let network = IntervalNetwork(
            activation: problem.activation, data: problem.data, axes: axes, width: teacher.width,
            outputCount: problem.outputCount, hasOutputBias: true, precision: precision)
        let bias = (0..<problem.outputCount).map { teacher.bias($0) - problem.outputBias.fixedValue($0) }
        let parameters = teacher.neurons.flatMap(\.weights) + teacher.neurons.flatMap(\.outputs) + bias
        network.setParameters(parameters.map { Interval(enclosing: $0, precision: precision) })
        var result = [Interval]()
        result.reserveCapacity(problem.data.count * problem.outputCount)
        for k in 0..<problem.data.count {
            network.evaluate(point: k, jetOrder: 0)
            for q in 0..<problem.outputCount { result.append(network.outputValue(q)) }
        }
        return result
    }
}
