import Certify
import Rigor

/// The inputs and labels of a problem in double-double, rounded once for all evaluators: a grid by its axes, points and
/// labels by the second halves of what `Float64Samples` holds.
struct DoubleDoubleSamples: Sendable {
    let count: Int
    let dimension: Int
    /// The values of each axis of a grid, otherwise a column of N for each coordinate.
    let inputs: [Column]
    /// How many values each axis of a grid has; nil for points.
    let axisLengths: [Int]?
    /// y - b, b a fixed output bias: N numbers for each output.
    let labels: [Column]
    /// The sample weights omega; nil when all are 1.
    let weights: Column?
    /// At least |x - fl(x)| / |x| of every coordinate, 0 where all are float64 numbers.
    let inputRelativeError: UpperBound
    /// At least |y - fl(y)| of every label, for each output.
    let labelError: [UpperBound]
    /// At least max_k |x_kc| for each coordinate, max_k |y_kq| for each output.
    let coordinateMaximum: [UpperBound]
    let labelMaximum: [UpperBound]
    /// At least max_k omega_k, and the root of their mean.
    let weightMaximum: UpperBound
    let rootMeanWeight: UpperBound

    /// Numbers in two halves, the second left out where it is 0 throughout.
    struct Column: Sendable {
        let high: [Double]
        let low: [Double]?

        init(high: [Double], low: [Double]) {
            self.high = high
            self.low = low.allSatisfy { $0 == 0 } ? nil : low
        }

        @inline(__always) subscript(_ i: Int) -> DoubleDouble { DoubleDouble(high: high[i], low: low?[i] ?? 0) }
    }

    /// All coordinates are float64 numbers.
    var hasExactInputs: Bool { inputs.allSatisfy { $0.low == nil } }

    /// - Parameters:
    ///   - samples: of the same problem.
    ///   - enclosures: of the labels, k for each point.
    init(
        problem: TwoLayerProblem, samples: Float64Samples, labels enclosures: [DoubleDoubleBall]
    ) throws(EvaluationFailure) {
        count = samples.count
        dimension = samples.dimension
        var rounding = Rounding()
        switch problem.data {
        case .grid(let axes):
            inputs = axes.map { rounding.column($0) }
            axisLengths = axes.map(\.count)
        case .points(let points):
            inputs = (0..<samples.dimension).map { c in rounding.column(points.lazy.map { $0[c] }) }
            axisLengths = nil
        }
        weights = problem.weights.map { rounding.column($0) }
        guard rounding.isRelative else {
            throw .outOfRange("an input or a sample weight is beyond 1e±60, and no double-double number")
        }
        inputRelativeError = rounding.isExact ? 0 : DoubleDoubleError.units(1.01)
        let k = problem.outputCount
        var labels = [Column](), errors = [UpperBound]()
        for q in 0..<k {
            var high = [Double](), low = [Double](), error = UpperBound(0)
            high.reserveCapacity(samples.count)
            low.reserveCapacity(samples.count)
            for i in stride(from: q, to: enclosures.count, by: k) {
                let label = enclosures[i]
                high.append(label.midpoint.high)
                low.append(label.midpoint.low)
                error = .max(error, label.radius)
            }
            labels.append(Column(high: high, low: low))
            errors.append(error)
        }
        self.labels = labels
        labelError = errors
        let stretch = 1 + 2 * UpperBound(Directed.unitRoundoff)
        coordinateMaximum = samples.coordinateMaximum.map { UpperBound($0) * stretch }
        labelMaximum = samples.labelMaximum.map { UpperBound($0) * stretch }
        weightMaximum = UpperBound(samples.weightMaximum)
        rootMeanWeight = UpperBound(samples.rootMeanWeight)
        let sizes = coordinateMaximum + labelMaximum + [weightMaximum]
        guard sizes.allSatisfy({ $0 <= LowerBound(1e60) }) else {
            throw .outOfRange("an input, a label or a sample weight exceeds 1e60")
        }
    }

    /// Rounds exact numbers to double-double: the nearest float64, and that of the rest.
    ///
    /// What is left is at most u² |x| (1 + 2 u) away from underflow and overflow, which is asked for, or 0.
    private struct Rounding {
        var isExact = true
        var isRelative = true

        mutating func column(_ values: some Sequence<Rational>) -> Column {
            var high = [Double](), low = [Double]()
            for value in values {
                let nearest = value.nearestDouble
                var rest = 0.0
                if let rounded = Rational(exactly: nearest), rounded != value {
                    isExact = false
                    rest = (value - rounded).nearestDouble
                }
                if !(nearest == 0 && rest == 0 || 1e-60 < nearest.magnitude && nearest.magnitude < 1e60) {
                    isRelative = false
                }
                let sum = DoubleDouble(sum: nearest, rest)
                high.append(sum.high)
                low.append(sum.low)
            }
            return Column(high: high, low: low)
        }
    }
}
