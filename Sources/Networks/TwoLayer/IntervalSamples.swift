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
        axes = Self.axes(of: problem.data, precision)
        weights = problem.weights?.map { Interval(enclosing: $0, precision: precision) }
        var labels = [Interval]()
        labels.reserveCapacity(problem.data.count * problem.outputCount)
        Self.forEachLabel(of: problem, axes: axes, precision) { labels.append($0) }
        self.labels = labels
    }

    /// The same numbers for a problem that differs in nothing that they depend on.
    init(_ other: IntervalSamples, of problem: TwoLayerProblem) {
        self.problem = problem
        precision = other.precision
        axes = other.axes
        labels = other.labels
        weights = other.weights
    }

    private static func axes(of data: DataSet, _ precision: Precision) -> [[Interval]] {
        switch data {
        case .grid(let axes): axes.map { $0.map { Interval(enclosing: $0, precision: precision) } }
        case .points: []
        }
    }

    /// y - b, k for each point, point by point, without keeping them.
    static func forEachLabel(of problem: TwoLayerProblem, _ precision: Precision, _ body: (Interval) -> Void) {
        forEachLabel(of: problem, axes: axes(of: problem.data, precision), precision, body)
    }

    private static func forEachLabel(
        of problem: TwoLayerProblem, axes: [[Interval]], _ precision: Precision, _ body: (Interval) -> Void
    ) {
        switch problem.labels {
        case .given(let rows):
            let bias = problem.outputBias
            for row in rows {
                for (q, y) in row.enumerated() {
                    body(Interval(enclosing: y - bias.fixedValue(q), precision: precision))
                }
            }
        case .teacher(let teacher): forEachOutput(of: teacher, problem: problem, axes: axes, precision: precision, body)
        }
    }

    /// f*(x) - b for every point, as a student that happens to be the teacher.
    private static func forEachOutput(
        of teacher: Teacher, problem: TwoLayerProblem, axes: [[Interval]], precision: Precision,
        _ body: (Interval) -> Void
    ) {
        let network = IntervalNetwork(
            activation: problem.activation, data: problem.data, axes: axes, width: teacher.width,
            outputCount: problem.outputCount, hasOutputBias: true, precision: precision)
        let bias = (0..<problem.outputCount).map { teacher.bias($0) - problem.outputBias.fixedValue($0) }
        let parameters = teacher.neurons.flatMap(\.weights) + teacher.neurons.flatMap(\.outputs) + bias
        network.setParameters(parameters.map { Interval(enclosing: $0, precision: precision) })
        for k in 0..<problem.data.count {
            network.evaluate(point: k, jetOrder: 0)
            for q in 0..<problem.outputCount { body(network.outputValue(q)) }
        }
    }
}
