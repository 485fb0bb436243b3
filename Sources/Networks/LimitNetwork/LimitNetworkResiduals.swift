import Certify
import Rigor

/// The residuals of a limit network of pairs at all points, made in double-double and rounded to float64 in the end,
/// and how far they may be from those at any point of a ball. Owned by one thread; allocates only when made.
///
/// In the gradient of a loss that is nearly minimal the residuals are all that cancels: it is a mean of e times columns
/// that need no more than float64, and what they are off by counts |e| times.
///
/// **Bounds**, u² = 2^-106, fl(·) for what is computed, p_i ± r_i for the parameters over the ball. Let s_j^(q) ± T_jq
/// be the jets of unit j (`TwoLayerDoubleDoubleEvaluator`), S_jq the largest |fl(s_j^(q))|, X_c >= |x_c|, delta what
/// rounding the inputs lost. A product v·x is made of d products, off by 9 u² each, and d - 1 sums, off by 4 u² of the
/// sizes of what is added, at most reach = sum_c |v_c| X_c:
///
///     err(v·x)     sum_c r_c X_c + reach (delta + (4 d + 13) u²) + 2^-900
///     E            err(y) + sum_j ( |a_j| T_j0 + r_a (S_j0 + T_j0) )                            neurons and pairs
///                  + sum_p ( |v·x| T_p1 + err(v·x) (S_p1 + T_p1) )                                         pairs
///                  + err k + err(u·x) + (4 terms + 10) u² size + 2^-900
///     size         |y| + sum_j |a_j| (S_j0 + T_j0) + sum_p |v·x| (S_p1 + T_p1) + |k| + |u·x|
///
/// with |·| the largest absolute value over the ball, errors included. For a s - fl(a) fl(s) = a (s - fl(s)) + (a -
/// fl(a)) fl(s), each product is off by 9 u² of itself and 2^-999, and each of the `terms` sums by 4 u² of the sizes of
/// what is added, at most `size` (1 + 10 terms u²). Rounding to float64 leaves `low`, at most u |fl(e)|. What overflows
/// makes a `low` infinite or NaN, and is refused. ∎
final class LimitNetworkResiduals {
    /// Vectors of four points in a block.
    private static let block = 32
    private let shape: LimitNetworkShape
    private let samples: DoubleDoubleSamples
    private let form: DoubleDoubleForm
    /// Bounds the jets of a student of all units.
    private let units: TwoLayerDoubleDoubleEvaluator
    /// z, s, s', s'' of one unit (no s'' is made), e, a product, and the coordinates.
    private let storage: UnsafeMutablePointer<DoubleDouble4>
    private let storageCount: Int
    /// Where the points of a block stand along every axis of a grid.
    private let places: UnsafeMutablePointer<Int>
    private let placeCount: Int

    /// - Precondition: no triples, and no groups of more than one neuron.
    init(
        shape: LimitNetworkShape, samples: DoubleDoubleSamples, form: DoubleDoubleForm,
        units: TwoLayerDoubleDoubleEvaluator
    ) {
        precondition(shape.tripleSigns.isEmpty && shape.sharedCount == 0)
        self.shape = shape
        self.samples = samples
        self.form = form
        self.units = units
        storageCount = Self.block * (6 + samples.dimension)
        storage = .allocate(capacity: storageCount)
        storage.initialize(repeating: .zero, count: storageCount)
        placeCount = 4 * Self.block * samples.dimension
        places = .allocate(capacity: placeCount)
        places.initialize(repeating: 0, count: placeCount)
    }

    deinit {
        storage.deallocate()
        places.deallocate()
    }

    private typealias Vectors = UnsafeMutablePointer<DoubleDouble4>
    private func column(_ i: Int) -> Vectors { storage + i * Self.block }
    private var argument: Vectors { column(0) }
    private var jets: DoubleDoubleJets { DoubleDoubleJets(value: column(1), first: column(2), second: column(3)) }
    private var residual: Vectors { column(4) }
    private var product: Vectors { column(5) }
    private func input(_ c: Int) -> Vectors { column(6 + c) }

    /// Float64 numbers that are within `error` of the residuals f(x) - y at every point of a ball.
    struct Enclosure {
        var values: [Double]
        var error: UpperBound
    }

    func enclosure(on ball: Ball) throws(EvaluationFailure) -> Enclosure {
        let parameters = ball.centre.map { DoubleDoubleBall($0, radius: ball.radius) }
        guard parameters.allSatisfy({ $0.magnitude <= LowerBound(1e60) }) else {
            throw .outOfRange("a parameter exceeds 1e60")
        }
        let d = shape.dimension
        func weights(_ place: Int) -> [DoubleDoubleBall] { Array(parameters[place..<(place + d)]) }
        let errors = try (0..<shape.units).map { j throws(EvaluationFailure) in
            try units.jetErrors(weights(shape.weight(j)))
        }
        let computed = try residuals(at: parameters.map(\.midpoint))
        var error = samples.labelError[0] + computed.rounding, size = samples.labelMaximum[0]
        let stretch = 1 + 2 * UpperBound(Directed.unitRoundoff)
        for j in 0..<shape.units {
            let a = parameters[shape.output(j)], largest = computed.valueMaxima[j] * stretch + errors[j].value
            error = error + a.magnitude * errors[j].value + a.radius * largest
            size = size + a.magnitude * largest
        }
        for p in 0..<shape.pairs {
            let j = shape.neurons + p, gate = productBound(weights(shape.mergedSlope(p)))
            let largest = computed.slopeMaxima[j] * stretch + errors[j].first
            error = error + gate.size * errors[j].first + gate.error * largest
            size = size + gate.size * largest
        }
        if shape.hasConstant {
            error = error + parameters[shape.constant].radius
            size = size + parameters[shape.constant].magnitude
        }
        if shape.hasLinearPart {
            let linear = productBound(weights(shape.linearPart))
            error = error + linear.error
            size = size + linear.size
        }
        let terms = shape.units + shape.pairs + 2
        error = error + DoubleDoubleError.units(4 * terms + 10) * size + UpperBound(0x1p-900)
        guard error.isFinite else { throw .outOfRange("double-double overflows") }
        return Enclosure(values: computed.values, error: error)
    }

    /// err(v·x) and the largest |v·x|.
    private func productBound(_ v: [DoubleDoubleBall]) -> (error: UpperBound, size: UpperBound) {
        var reach = UpperBound(0), drift = UpperBound(0)
        for (v, x) in zip(v, samples.coordinateMaximum) {
            reach = reach + v.magnitude * x
            drift = drift + v.radius * x
        }
        let rounding = samples.inputRelativeError + DoubleDoubleError.units(4 * samples.dimension + 13)
        let error = drift + reach * rounding + UpperBound(0x1p-900)
        return (error, reach + error)
    }

    private struct Computed {
        var values: [Double]
        /// At least what rounding to float64 left.
        var rounding: UpperBound
        /// The largest |s_j| and |s'_j|, by their high parts.
        var valueMaxima: [UpperBound]
        var slopeMaxima: [UpperBound]
    }

    private func residuals(at point: [DoubleDouble]) throws(EvaluationFailure) -> Computed {
        let count = samples.count, d = shape.dimension
        var values = [Double](repeating: 0, count: count), largest = SIMD4<Double>()
        var valueMaxima = [SIMD4<Double>](repeating: .zero, count: shape.units), slopeMaxima = valueMaxima
        let tables = (0..<shape.units).map { decays(point[shape.weight($0)..<(shape.weight($0) + d)]) }
        var isFinite = true, start = 0
        while start < count {
            let length = min(4 * Self.block, count - start), vectors = (length + 3) / 4
            fillInputs(start, length)
            let e = residual
            fillLabels(start, length)
            for j in 0..<shape.units {
                fillJets(point[shape.weight(j)..<(shape.weight(j) + d)], tables[j], vectors)
                add(jets.value, times: point[shape.output(j)], vectors)
                raise(&valueMaxima[j], jets.value, vectors)
                guard j >= shape.neurons else { continue }
                let slope = shape.mergedSlope(j - shape.neurons), gate = product, first = jets.first
                fillProduct(gate, point[slope..<(slope + d)], vectors)
                for i in 0..<vectors { e[i] = e[i] + gate[i] * first[i] }
                raise(&slopeMaxima[j], first, vectors)
            }
            if shape.hasConstant {
                let constant = DoubleDouble4(repeating: point[shape.constant])
                for i in 0..<vectors { e[i] = e[i] + constant }
            }
            if shape.hasLinearPart {
                let linear = product
                fillProduct(linear, point[shape.linearPart..<(shape.linearPart + d)], vectors)
                for i in 0..<vectors { e[i] = e[i] + linear[i] }
            }
            for k in 0..<length {
                let high = e[k / 4].high[k % 4]
                isFinite = isFinite && high.isFinite && e[k / 4].low[k % 4].isFinite
                values[start + k] = high
            }
            raise(&largest, e, vectors)
            start += length
        }
        guard isFinite else { throw .outOfRange("double-double overflows") }
        return Computed(
            values: values, rounding: UpperBound(largest.max()) * UpperBound(Directed.unitRoundoff),
            valueMaxima: valueMaxima.map { UpperBound($0.max()) }, slopeMaxima: slopeMaxima.map { UpperBound($0.max()) }
        )
    }

    private func raise(_ most: inout SIMD4<Double>, _ x: Vectors, _ vectors: Int) {
        for i in 0..<vectors { most = pointwiseMax(most, x[i].high.magnitudes()) }
    }

    /// e + a x
    private func add(_ x: Vectors, times a: DoubleDouble, _ vectors: Int) {
        let e = residual, a = DoubleDouble4(repeating: a)
        for i in 0..<vectors { e[i] = e[i] + a * x[i] }
    }

    /// v·x
    private func fillProduct(_ result: Vectors, _ v: ArraySlice<DoubleDouble>, _ vectors: Int) {
        for (c, v) in v.enumerated() {
            let factor = DoubleDouble4(repeating: v), x = input(c)
            for i in 0..<vectors { result[i] = c == 0 ? factor * x[i] : result[i] + factor * x[i] }
        }
    }

    private func fillJets(_ w: ArraySlice<DoubleDouble>, _ decays: [[DoubleDouble]], _ vectors: Int) {
        let z = argument
        switch form {
        case .ofArgument(let form):
            fillProduct(z, w, vectors)
            form.fillJets(from: z, count: vectors, order: .gradient, jets)
        case .ofDecay(let form):
            if decays.isEmpty {
                fillProduct(z, w, vectors)
                let rate = SIMD4<Double>(repeating: -form.rate)
                for i in 0..<vectors { z[i] = (z[i] * rate).exponential() }
            }
            for (c, table) in decays.enumerated() {
                let place = places + c * 4 * Self.block
                for i in 0..<vectors {
                    var factor = DoubleDouble4.zero
                    for lane in 0..<4 {
                        let value = table[place[4 * i + lane]]
                        factor.high[lane] = value.high
                        factor.low[lane] = value.low
                    }
                    z[i] = c == 0 ? factor : z[i] * factor
                }
            }
            form.fillJets(from: z, count: vectors, order: .gradient, jets)
        }
    }

    /// exp(-t w_c x) along every axis of a grid; nothing for points, and where s is made from z.
    private func decays(_ w: ArraySlice<DoubleDouble>) -> [[DoubleDouble]] {
        guard samples.axisLengths != nil, case .ofDecay(let form) = form else { return [] }
        return zip(w, samples.inputs).map { w, axis in
            let weight = w * -form.rate
            return axis.high.indices.map { (weight * axis[$0]).exponential() }
        }
    }

    /// The coordinates at the points of a block, beyond them those of the last point.
    private func fillInputs(_ start: Int, _ length: Int) {
        var divisor = 1
        for c in (0..<shape.dimension).reversed() {
            let column = samples.inputs[c], x = input(c), axis = samples.axisLengths?[c]
            for k in 0..<(4 * ((length + 3) / 4)) {
                let place = start + min(k, length - 1)
                // the last axis varies fastest
                let row = axis.map { place / divisor % $0 } ?? place
                let number = column[row]
                places[c * 4 * Self.block + k] = row
                x[k / 4].high[k % 4] = number.high
                x[k / 4].low[k % 4] = number.low
            }
            divisor *= axis ?? 1
        }
    }

    /// e = -y
    private func fillLabels(_ start: Int, _ length: Int) {
        let labels = samples.labels[0], e = residual
        for k in 0..<(4 * ((length + 3) / 4)) {
            let label = labels[start + min(k, length - 1)]
            e[k / 4].high[k % 4] = -label.high
            e[k / 4].low[k % 4] = -label.low
        }
    }
}
