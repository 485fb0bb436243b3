import Certify
import Rigor

/// The jets of a limit network at the centre of a tube, block after block of data points, with bounds of their errors:
/// what ``MeanValueSlopes`` needs of an arithmetic.
protocol TubeJets: AnyObject {
    /// s^(q) of unit j at the points of the block; q up to 5 for pairs, up to 2 for neurons.
    func jet(_ q: Int, _ j: Int) -> UnsafeMutablePointer<Double>
    /// f - y at the points of the block.
    var residuals: UnsafeMutablePointer<Double> { get }
    /// Bounds of |fl(s^(q)) - s^(q)| of each unit, and of the residuals, at the points of the block, for all shares
    /// within their ranges.
    var jetErrors: [[Double]] { get }
    var residualError: Double { get }
    /// `body` receives the first point of the block and the number of its points.
    func forEachBlock(_ body: (Int, Int) -> Void)
}

/// From float64, with bounds known beforehand.
final class Float64TubeJets: TubeJets {
    private let kernel: LimitNetworkKernel
    private let point: [Double]
    private let shares: [Double]
    let jetErrors: [[Double]]
    let residualError: Double

    init(kernel: LimitNetworkKernel, centre: [Double], shares ranges: [Bounds]) throws(EvaluationFailure) {
        let shape = kernel.shape
        let errors = try LimitNetworkErrors(
            on: Ball(centre: centre.map { Dyadic(exactly: $0) ?? .zero }), shape: shape, shares: ranges,
            samples: kernel.samples, activation: kernel.activation)
        self.kernel = kernel
        point = errors.point
        shares = errors.shares.map(\.value)
        jetErrors = errors.jetErrors
        // suprema for what is computed; neurons of a group are equal, or differ by no more than twice that
        let suprema = errors.reaches.enumerated().map { j, reach in
            zip(kernel.activation.suprema(reach: reach), errors.jetErrors[j]).map { Directed.addUp($0, $1) }
        }
        let first = shape.firstOfGroup, d = shape.dimension
        let differences = (0..<shape.neurons).map { j in
            let i = first[shape.groupOfNeuron[j]]
            let isEqual = (0..<d).allSatisfy { centre[shape.weight(i) + $0] == centre[shape.weight(j) + $0] }
            return isEqual ? 0 : Directed.addUp(suprema[i][0], suprema[j][0])
        }
        residualError = LimitNetworkJetBounds(
            errors, maxima: suprema.flatMap { $0.prefix(4) }, differences: differences
        ).residualError(kernel.samples)
    }

    func jet(_ q: Int, _ j: Int) -> UnsafeMutablePointer<Double> { kernel.jet(q, j) }
    var residuals: UnsafeMutablePointer<Double> { kernel.residuals }

    func forEachBlock(_ body: (Int, Int) -> Void) {
        kernel.forEachBlock(point, shares: shares, jetOrder: 3) { start, length, _ in body(start, length) }
    }
}

/// From MPFR intervals, each rounded to a float64 midpoint with a radius.
final class MultiplePrecisionTubeJets: TubeJets {
    private let network: LimitIntervalNetwork
    private let storage: UnsafeMutablePointer<Double>
    private static let block = LimitNetworkKernel.block
    private var shape: LimitNetworkShape { network.shape }
    private(set) var jetErrors: [[Double]] = []
    private(set) var residualError = 0.0

    init(network: LimitIntervalNetwork, centre: [Double]) {
        self.network = network
        network.setParameters(Ball(centre: centre.map { Dyadic(exactly: $0) ?? .zero }))
        storage = .allocate(capacity: Self.block * (6 * network.shape.units + 1))
        storage.initialize(repeating: 0, count: Self.block * (6 * network.shape.units + 1))
    }

    deinit { storage.deallocate() }

    func jet(_ q: Int, _ j: Int) -> UnsafeMutablePointer<Double> { storage + (6 * j + q) * Self.block }
    var residuals: UnsafeMutablePointer<Double> { storage + 6 * shape.units * Self.block }

    func forEachBlock(_ body: (Int, Int) -> Void) {
        let residual = IntervalArray(count: 1, precision: network.precision)
        var start = 0
        while start < network.count {
            let length = min(Self.block, network.count - start)
            jetErrors = [[Double]](repeating: [Double](repeating: 0, count: 6), count: shape.units)
            residualError = 0
            func set(_ value: Interval, _ place: UnsafeMutablePointer<Double>, _ error: inout Double) {
                let (midpoint, radius) = value.midpointAndRadius
                place.pointee = midpoint
                error = Directed.maximum(error, radius)
            }
            for k in 0..<length {
                network.evaluate(point: start + k, jetOrder: 3, residual: residual.pointer(0))
                set(residual[0], residuals + k, &residualError)
                for j in 0..<shape.units {
                    for q in 0...3 { set(network.jetValue(q, j), jet(q, j) + k, &jetErrors[j][q]) }
                    guard j >= shape.neurons else { continue }
                    let (fourth, fifth) = network.samples.problem.activation.fourthAndFifthDerivative(
                        network.preactivation(j))
                    set(fourth, jet(4, j) + k, &jetErrors[j][4])
                    set(fifth, jet(5, j) + k, &jetErrors[j][5])
                }
            }
            body(start, length)
            start += length
        }
    }
}
