import Certify
import Rigor

/// Residual i k + q is e_q at data point i, output q.
extension TwoLayerLandscape: ResidualLandscape {
    public var residualCount: Int { problem.data.count * outputCount }

    /// c min omega_i, c = 1/N or 1/(N k).
    public var smallestResidualWeight: LowerBound {
        LowerBound((problem.weights?.min() ?? .one).lowerDouble) / UpperBound(problem.divisor)
    }

    /// Those at the points of `ResidualDependence`, in every output: the relations are the same in each.
    public func independentResiduals(atMost limit: Int) throws(Refusal) -> [Int]? {
        guard problem.decay == nil else {
            throw .inequality("with weight decay the loss is no sum of squares of residuals")
        }
        let dependence = try ResidualDependence(problem, atMost: limit / outputCount)
        guard !dependence.exceedsLimit else { return nil }
        return dependence.points.flatMap { i in (0..<outputCount).map { i * outputCount + $0 } }
    }

    public func makeResidualEvaluator(_ precision: Precision) throws(EvaluationFailure) -> any ResidualEvaluator {
        TwoLayerResidualEvaluator(samples: sampleCache.samples(precision), width: width)
    }
}

/// Encloses residuals of a two-layer student over a ball in MPFR intervals,
///
///     e_q = sum_j a_jq s_j + b_q - y_q      de_q/dw_jc = a_jq s'_j x_c      de_q/da_jq = s_j      de_q/db_q = 1
///
/// and all other derivatives 0; b an output bias, trained or not.
final class TwoLayerResidualEvaluator: ResidualEvaluator {
    private let samples: IntervalSamples
    private let network: IntervalNetwork

    init(samples: IntervalSamples, width: Int) {
        self.samples = samples
        let problem = samples.problem
        network = IntervalNetwork(
            activation: problem.activation, data: problem.data, axes: samples.axes, width: width,
            outputCount: problem.outputCount, hasOutputBias: problem.outputBias.isTrained, precision: samples.precision)
    }

    func enclosure(of residuals: [Int], on ball: Ball) throws(EvaluationFailure) -> ResidualEnclosure {
        network.setParameters(ball)
        let layout = network.layout, k = layout.outputCount, n = layout.count, kernel = network.kernel
        let cell = IntervalArray(count: 1, precision: samples.precision)
        var values = VectorEnclosure(exactly: [Double](repeating: 0, count: residuals.count))
        var derivative = MatrixEnclosure.zero(rows: residuals.count, columns: n)
        var current: Int?
        for (row, residual) in residuals.enumerated() {
            let (i, q) = residual.quotientAndRemainder(dividingBy: k)
            if i != current { network.evaluate(point: i, jetOrder: 1) }
            current = i
            (values.midpoint[row], values.radius[row]) =
                (network.outputValue(q) - samples.labels[residual]).midpointAndRadius
            func set(_ place: Int, _ value: Interval) {
                let (middle, spread) = value.midpointAndRadius
                derivative.midpoint[row * n + place] = middle
                derivative.radius[row * n + place] = spread
            }
            for j in 0..<layout.width {
                for c in 0..<layout.inputDimension {
                    kernel.multiply(cell.pointer(0), network.output(j, q), network.jet(1, j))
                    kernel.multiply(cell.pointer(0), cell.pointer(0), network.inputs.pointer(c))
                    set(layout.weight(j, c), cell[0])
                }
                set(layout.output(j, q), network.jets[j])
            }
            if layout.hasOutputBias { set(layout.output(layout.width, q), Interval(1, precision: samples.precision)) }
        }
        guard values.midpoint.allSatisfy(\.isFinite), values.radius.allSatisfy(\.isFinite), derivative.isFinite else {
            throw .outOfRange("the residuals are not bounded at \(samples.precision.bits) bits")
        }
        return ResidualEnclosure(values: values, derivative: derivative)
    }
}
