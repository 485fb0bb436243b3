import Certify
import Networks
import Rigor

/// The loss of two-layer students on a tensor grid, full batch, vectorized. Parameters as in `TwoLayerLandscape`.
///
/// A grid is read as rows along its last axis. With r a row (a point of the other axes), c a position along it, z = w·x
/// and E = exp(-t z) = F_j(r) G_j(c), one evaluation is
///
///     e(r,c) = sum_j a_j s_j + b - y                          L = (1/N) sum e² + sum lambda theta²
///     dL/da_j = (2/N) sum e s_j                               dL/db = (2/N) sum e
///     dL/dw_j = (2/N) a_j sum_r ( x(r) sum_c e s'_j,  sum_c e s'_j x(c) )
///
/// b only where it is trained; decay adds 2 lambda theta to the derivatives.
/// so the coordinates of a row are multiplied once for each row. Rows stay in the first-level cache between the pass
/// that makes residuals and the pass that sums derivatives; nothing is allocated after `init`. Only +, -, *, / and
/// Rigor's `exponential` are used, in a fixed order, so the same input gives the same bits on every machine.
final class TensorGridLoss: DifferentiableLoss {
    private let activation: FactoredActivationKind
    let width: Int
    let dimension: Int
    let parameterCount: Int
    private let hasOutputBias: Bool
    /// lambda of every parameter; nil without decay.
    private let decay: [Double]?
    private let rowCount: Int
    /// Vectors in a row; the last is padded when the last axis has an odd length.
    private let rowLength: Int
    private let isPadded: Bool
    private let count: Double

    /// For each axis but the last, where its values begin in `rowCoordinates` and, for each neuron, in `rowFactors`.
    private let rowAxes: [Range<Int>]
    /// Number of values on all axes but the last.
    private let rowValueCount: Int

    // Constant after init.
    private let rowCoordinates: UnsafeMutablePointer<Double>
    /// `rowIndices[r (d-1) + c]`: which of the `rowCoordinates` is coordinate c of row r.
    private let rowIndices: UnsafeMutablePointer<Int>
    private let labels: UnsafeMutablePointer<Lanes>
    private let columnCoordinates: UnsafeMutablePointer<Lanes>
    // Workspaces.
    private let columnFactors: UnsafeMutablePointer<Lanes>
    private let rowFactors: UnsafeMutablePointer<Double>
    private let values: UnsafeMutablePointer<Lanes>
    private let residuals: UnsafeMutablePointer<Lanes>
    /// For each neuron: sum e s, sum e s' x_d, then d-1 sums e s' x_c, lane by lane.
    private let sums: UnsafeMutablePointer<Lanes>

    /// - Parameters:
    ///   - axes: the values of each axis, none empty.
    ///   - labels: one for each grid point, the last axis varying fastest.
    ///   - layout: of students with one output.
    ///   - decay: lambda of every parameter, nil for 0.
    init(
        activation: FactoredActivationKind, axes: [[Double]], labels: [Double], layout: ParameterLayout,
        decay: [Double]? = nil
    ) {
        let last = axes[axes.count - 1]
        let width = layout.width
        let d = axes.count, rows = labels.count / last.count, length = (last.count + 1) / 2
        self.activation = activation
        self.width = width
        dimension = d
        parameterCount = layout.count
        hasOutputBias = layout.hasOutputBias
        self.decay = decay
        rowCount = rows
        rowLength = length
        isPadded = last.count % 2 == 1
        count = Double(labels.count)
        var ranges = [Range<Int>](), total = 0
        for axis in axes.dropLast() {
            ranges.append(total..<(total + axis.count))
            total += axis.count
        }
        rowAxes = ranges
        rowValueCount = total
        rowCoordinates = .allocate(capacity: max(1, total))
        rowFactors = .allocate(capacity: max(1, total * width))
        rowIndices = .allocate(capacity: max(1, rows * (d - 1)))
        self.labels = Self.vectors(rows * length)
        columnCoordinates = Self.vectors(length)
        columnFactors = Self.vectors(width * length)
        values = Self.vectors(width * length)
        residuals = Self.vectors(length)
        sums = Self.vectors(width * (d + 1))
        for (range, axis) in zip(ranges, axes) {
            for (i, x) in zip(range, axis) { rowCoordinates[i] = x }
        }
        for row in 0..<rows {
            var rest = row
            for c in (0..<(d - 1)).reversed() {
                rowIndices[row * (d - 1) + c] = ranges[c].lowerBound + rest % ranges[c].count
                rest /= ranges[c].count
            }
        }
        for (c, x) in last.enumerated() { columnCoordinates[c / 2][c % 2] = x }
        for row in 0..<rows {
            for c in last.indices { self.labels[row * length + c / 2][c % 2] = labels[row * last.count + c] }
        }
    }

    private static func vectors(_ count: Int) -> UnsafeMutablePointer<Lanes> {
        let result = UnsafeMutablePointer<Lanes>.allocate(capacity: count)
        result.initialize(repeating: .zero, count: count)
        return result
    }

    deinit {
        rowCoordinates.deallocate()
        rowIndices.deallocate()
        labels.deallocate()
        columnCoordinates.deallocate()
        columnFactors.deallocate()
        rowFactors.deallocate()
        values.deallocate()
        residuals.deallocate()
        sums.deallocate()
    }

    func approximateLoss(at point: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>) -> Double {
        switch activation {
        case .sigmoid: evaluate(FactoredSigmoid.self, point, gradient)
        case .tanh: evaluate(FactoredTanh.self, point, gradient)
        case .exp: evaluate(FactoredExponential.self, point, gradient)
        }
    }

    private func evaluate<Activation: FactoredActivation>(
        _: Activation.Type, _ point: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let m = width, d = dimension, outputs = point + m * d
        fillFactors(point, rate: Activation.rate)
        for k in 0..<(m * (d + 1)) { sums[k] = .zero }
        var squares = Lanes.zero, total = Lanes.zero
        let bias = hasOutputBias ? outputs[m] : 0
        for row in 0..<rowCount {
            squares += fillResiduals(Activation.self, row, outputs, bias)
            if hasOutputBias { for v in 0..<rowLength { total += residuals[v] } }
            addDerivatives(Activation.self, row)
        }
        let scale = 2 / count
        for j in 0..<m {
            let sum = sums + j * (d + 1), slopeScale = scale * outputs[j]
            gradient[m * d + j] = scale * sum[0].sum()
            gradient[j * d + d - 1] = slopeScale * sum[1].sum()
            for c in 0..<(d - 1) { gradient[j * d + c] = slopeScale * sum[2 + c].sum() }
        }
        if hasOutputBias { gradient[m * (d + 1)] = scale * total.sum() }
        var loss = squares.sum() / count
        if let decay {
            for i in 0..<parameterCount {
                loss += decay[i] * point[i] * point[i]
                gradient[i] += 2 * decay[i] * point[i]
            }
        }
        return loss
    }

    /// exp(-t w_jc x) for the values of every axis. Arguments beyond the range of `exponential` are clamped.
    private func fillFactors(_ weights: UnsafePointer<Double>, rate: Double) {
        for j in 0..<width {
            let factors = rowFactors + j * rowValueCount
            for c in 0..<(dimension - 1) {
                let weight = -rate * weights[j * dimension + c]
                for i in rowAxes[c] { factors[i] = exponential(clamped(weight * rowCoordinates[i])) }
            }
            let weight = -rate * weights[j * dimension + dimension - 1]
            let lastFactors = columnFactors + j * rowLength
            for v in 0..<rowLength {
                let x = columnCoordinates[v]
                lastFactors[v] = Lanes(exponential(clamped(weight * x.x)), exponential(clamped(weight * x.y)))
            }
        }
    }

    /// The activations and residuals of one row; returns the sum of squares, lane by lane.
    @inline(__always)
    private func fillResiduals<Activation: FactoredActivation>(
        _: Activation.Type, _ row: Int, _ outputs: UnsafePointer<Double>, _ bias: Double
    ) -> Lanes {
        let length = rowLength, e = residuals, y = labels + row * length, indices = rowIndices + row * (dimension - 1)
        for v in 0..<length { e[v] = bias - y[v] }
        for j in 0..<width {
            var rowFactor = 1.0
            for c in 0..<(dimension - 1) { rowFactor *= rowFactors[j * rowValueCount + indices[c]] }
            let factor = Lanes(repeating: rowFactor), output = Lanes(repeating: outputs[j])
            let factors = columnFactors + j * length, s = values + j * length
            for v in 0..<length {
                let value = Activation.value(factor * factors[v])
                s[v] = value
                e[v] += output * value
            }
        }
        if isPadded { e[length - 1].y = 0 }
        var squares = Lanes.zero
        for v in 0..<length { squares += e[v] * e[v] }
        return squares
    }

    /// Adds what one row contributes to the sums.
    @inline(__always)
    private func addDerivatives<Activation: FactoredActivation>(_: Activation.Type, _ row: Int) {
        let length = rowLength, e = residuals, x = columnCoordinates, indices = rowIndices + row * (dimension - 1)
        for j in 0..<width {
            let s = values + j * length
            var value = Lanes.zero, slope = Lanes.zero, moment = Lanes.zero
            for v in 0..<length {
                let product = e[v] * s[v]
                let weighted = Activation.weightedSlope(s[v], e[v], product)
                value += product
                slope += weighted
                moment += weighted * x[v]
            }
            let sum = sums + j * (dimension + 1)
            sum[0] += value
            sum[1] += moment
            for c in 0..<(dimension - 1) { sum[2 + c] += slope * Lanes(repeating: rowCoordinates[indices[c]]) }
        }
    }
}

@inline(__always)
private func clamped(_ x: Double) -> Double { max(-exponentialRange, min(exponentialRange, x)) }
