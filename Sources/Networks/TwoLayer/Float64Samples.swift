import Rigor

/// The inputs and labels of a problem in float64, laid out for streaming: one contiguous column per input coordinate,
/// padded with zeros to a whole number of vector lanes.
struct Float64Samples: Sendable {
    /// Number of data points N and of input coordinates d.
    let count: Int
    let dimension: Int
    /// `columns[c][k]` approximates coordinate c of point k with relative error at most `inputRelativeError`.
    let columns: [[Double]]
    /// 0 when every coordinate is a float64 number, otherwise the unit roundoff.
    let inputRelativeError: Double
    /// `labels[q][k]` approximates output q of y_k with absolute error at most `labelError[q]`.
    let labels: [[Double]]
    let labelError: [Double]
    /// max_k |x_kc| for every c and max_k |y_kq| for every output q, all rounded up.
    let coordinateMaximum: [Double]
    let labelMaximum: [Double]
    /// The sample weights omega_k, relative error at most the unit roundoff; nil when all are 1.
    let weights: [Double]?
    /// max_k omega_k, and the root of their mean, rounded up.
    let weightMaximum: Double
    let rootMeanWeight: Double
    /// For a tensor grid: its axes, and the index of every point along every axis.
    let grid: Grid?

    struct Grid: Sendable {
        let axes: [[Double]]
        let indices: [[Int32]]
    }

    /// Number of points rounded up to whole vectors of `lanes`.
    static let lanes = 4

    /// - Parameters:
    ///   - columns: `columns[c][k]`, N finite numbers each.
    ///   - inputRelativeError: 0 when they are the coordinates themselves, otherwise a bound of what rounding them
    ///     lost.
    ///   - labels: `labels[q][k]`, N numbers for each output.
    ///   - weights: omega_k, N positive numbers rounded to nearest, or nil for 1.
    init(
        columns: [[Double]], inputRelativeError: Double, labels: [[Double]], labelError: [Double],
        weights: [Double]?, grid: Grid?
    ) {
        count = columns[0].count
        dimension = columns.count
        let padding = (Self.lanes - count % Self.lanes) % Self.lanes
        let zeros = [Double](repeating: 0, count: padding)
        self.columns = columns.map { $0 + zeros }
        self.labels = labels.map { $0 + zeros }
        self.labelError = labelError
        self.inputRelativeError = inputRelativeError
        let stretch = 1 + 2 * UpperBound(inputRelativeError)
        func largest(_ values: [Double]) -> UpperBound { values.reduce(0) { .max($0, UpperBound(abs($1))) } }
        coordinateMaximum = columns.map { (largest($0) * stretch).value }
        labelMaximum = zip(labels, labelError).map { (largest($0) + UpperBound($1)).value }
        self.weights = weights.map { $0 + zeros }
        let rounding = 1 + 2 * UpperBound(Directed.unitRoundoff)
        weightMaximum = weights.map { (largest($0) * rounding).value } ?? 1
        rootMeanWeight =
            weights.map { weights in
                let sum = weights.reduce(UpperBound(0)) { $0 + UpperBound($1) } * rounding
                return Directed.squareRootUp(Directed.divideUp(sum.value, Double(weights.count)))
            } ?? 1
        self.grid = grid
    }
}
