import Certify
import Rigor

/// The sums of `TwoLayerSums` in MPFR intervals, and the loss, gradient and Hessian assembled from them.
///
/// The cells are added to in place, which a number protocol could not do without allocating at every step: this loop
/// and that of `TwoLayerKernel` are therefore two programs. What follows the sums is one, `TwoLayerAssembly`.
final class TwoLayerIntervalSums: SumsOverData {
    let places: SumPlaces
    private let order: DerivativeOrder
    private let hasGram: Bool
    private let precision: Precision
    private let kernel: IntervalKernel
    private let squares: IntervalArray
    private let values: IntervalArray
    private let slopes: IntervalArray
    private let curvatures: IntervalArray
    private let gram: IntervalArray
    private let columns: IntervalArray
    /// omega e, where there are sample weights.
    private let weighted: IntervalArray
    private let scratch: IntervalArray

    /// - Parameter hasGram: without the Gram matrix the sums that hold a residual are all there is, and nothing is
    ///   assembled.
    init(_ layout: ParameterLayout, order: DerivativeOrder, precision: Precision, hasGram: Bool = true) {
        places = SumPlaces(layout)
        self.order = order
        self.hasGram = hasGram && order >= .hessian
        self.precision = precision
        kernel = IntervalKernel(precision: precision)
        let second = order >= .hessian
        squares = IntervalArray(count: places.squareCount, precision: precision)
        values = IntervalArray(count: places.valueCount, precision: precision)
        slopes = IntervalArray(count: places.slopeCount, precision: precision)
        curvatures = IntervalArray(count: second ? places.curvatureCount : 0, precision: precision)
        gram = IntervalArray(count: self.hasGram ? places.gramCount : 0, precision: precision)
        columns = IntervalArray(count: places.columns.count, precision: precision)
        weighted = IntervalArray(count: places.layout.outputCount, precision: precision)
        scratch = IntervalArray(count: 1, precision: precision)
        if layout.hasOutputBias { kernel.setInteger(columns.pointer(places.columns.output(layout.width)), 1) }
    }

    func square(_ place: Int) -> Interval { squares[place] }
    func value(_ place: Int) -> Interval { values[place] }
    func slope(_ place: Int) -> Interval { slopes[place] }
    func curvature(_ place: Int) -> Interval { curvatures[place] }
    func gram(_ place: Int) -> Interval { gram[place] }

    /// Adds the data point under way in `network`, whose residuals are the k cells from `residuals` on.
    ///
    /// - Parameter weight: its sample weight; nil for 1.
    func add(_ network: IntervalNetwork, residuals errors: IntervalPointer, weight: IntervalPointer? = nil) {
        let m = places.layout.width, d = places.layout.inputDimension, k = places.layout.outputCount
        let scratch = scratch.pointer(0)
        let residuals = weight == nil ? errors : weighted.pointer(0)
        for q in 0..<k {
            kernel.square(scratch, errors + q)
            if let weight {
                kernel.multiply(scratch, scratch, weight)
                kernel.multiply(residuals + q, errors + q, weight)
            }
            kernel.add(squares.pointer(q), squares.pointer(q), scratch)
        }
        guard order >= .gradient else { return }
        for j in 0..<m {
            for q in 0..<k { kernel.multiplyAdd(values.pointer(places.value(j, q)), residuals + q, network.jet(0, j)) }
            for c in 0..<d {
                // column s'_j x_c
                let column = columns.pointer(places.columns.weight(j, c))
                kernel.multiply(column, network.jet(1, j), network.inputs.pointer(c))
                for q in 0..<k { kernel.multiplyAdd(slopes.pointer(places.slope(j, q, c)), residuals + q, column) }
            }
        }
        if places.layout.hasOutputBias {
            for q in 0..<k {
                let sum = values.pointer(places.value(m, q))
                kernel.add(sum, sum, residuals + q)
            }
        }
        guard order >= .hessian else { return }
        for j in 0..<m {
            for q in 0..<k {
                for c in 0..<d {
                    kernel.multiply(scratch, residuals + q, network.jet(2, j))
                    kernel.multiply(scratch, scratch, network.inputs.pointer(c))
                    let place = places.curvature(j, q, c)
                    for b in c..<d {
                        kernel.multiplyAdd(curvatures.pointer(place + b - c), scratch, network.inputs.pointer(b))
                    }
                }
            }
            kernel.set(columns.pointer(places.columns.output(j)), network.jet(0, j))
        }
        guard hasGram else { return }
        for r in 0..<places.columns.count {
            let place = places.gram(r)
            var left = columns.pointer(r)
            kernel.square(scratch, left)
            if let weight { kernel.multiply(scratch, scratch, weight) }
            kernel.add(gram.pointer(place), gram.pointer(place), scratch)
            if let weight {
                kernel.multiply(scratch, left, weight)
                left = scratch
            }
            for t in (r + 1)..<max(places.columns.count, r + 1) {
                kernel.multiplyAdd(gram.pointer(place + t - r), left, columns.pointer(t))
            }
        }
    }

    /// Loss, gradient and Hessian.
    ///
    /// - Parameters:
    ///   - outputs: a_jq, unit by unit.
    ///   - divisor: what the sum of squared residuals is divided by.
    ///   - decay: what is added to the mean.
    func enclosure(
        outputs: [Interval], divisor: Int, decay: DecayTerms<Interval>? = nil
    ) throws(EvaluationFailure) -> LocalEnclosure {
        let n = places.layout.count,
            assembly = TwoLayerAssembly(
                self, outputs: outputs, divisor: divisor, decay: decay,
                number: { Interval($0, precision: precision) })
        return try LocalEnclosure(
            loss: assembly.loss, gradient: order >= .gradient ? assembly.gradient() : nil, order: n,
            precision: precision, hessian: order >= .hessian ? assembly.forEachHessianEntry : nil)
    }
}
