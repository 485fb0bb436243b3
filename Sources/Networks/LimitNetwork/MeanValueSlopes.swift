import Certify
import Rigor

/// Bounds of the slopes of ``ChannelSlopeEvaluator`` over a tube by the mean value theorem, from jets at its centre:
/// float64 arithmetic throughout, for pairs with ties and arms of the activations of ``HigherJetForm``.
///
/// **Bounds.** Let the centre be float64 numbers, rho the radius of the ball, and at a data point delta = rho |x|.
/// Every
/// w·x, v·x and u·x moves by at most delta over the ball, every c, A and k by at most rho. |s^(q)| is at most M_q(h) =
/// t^(q-1) |s'(z)| exp(t h) within h of z = w·x, twice that for q = 6, and at most its supremum (``HigherJetForm``).
/// With
/// T_q for the error of s^(q) as it comes, let
///
///     dev_q = T_q + delta M_{q+1}(delta)                                     of s^(q) at the weight of the ball
///     |D| = |v·x|/|v|, off by at most (delta + |D| rho)/|v|_min
///     h = eps |D| + delta                                                    xi, xi' of (1) are within h of z
///     dev_4 = T_4 + min( h M_5(h), |s''''| + M_4(h) ), dev_5 likewise        of s''''(xi) and s'''''(xi')
///     c s'' + (v·x) s'''/3       off by c* dev_2 + rho |s''| + ( (v·x)* dev_3 + delta |s'''| )/3
///     c s''''/6 + (v·x) s'''''/30       off by ( c* dev_4 + rho |s''''| )/6 + ( (v·x)* dev_5 + delta |s'''''| )/30
///
/// a star for the largest absolute value over the ball. (1) is D² times the first plus [0, eps²] D² times the second.
/// An
/// arm, (4), adds at most Z²|x|² [ (|v|/4) M_2 + ((c* eps + |v|)/2)((3/2) M_2 + (eps |D|/2) M_3) ] in absolute value,
/// at
/// h + eps^(3/2) Z |x|. A neuron at 0, (2), is as there, with s''' in [-1/8, min(1/24, -1/8 + |4 reach y| sup
/// |s''''|)].
///
/// The residual is off by its own error, by rho sup |f'| over the ball, f' the derivative by the parameters of the
/// limit
/// network, and by (eps²/2) B for every pair:
///
///     |f'|² <= sum over groups ( (sum mu* s*)² + sum (A mu)*² s'*² |x|² ) + sum over pairs ( s*² + (a² + s'*²) |x|² )
///              + 1 for k + |x|² for u,        a = |c s' + (v·x) s''| over the ball, as above.
///
/// **Rounding.** Whatever is computed of midpoints is off by a few u of the sizes of its terms, which is added with
/// room
/// to spare; radii are sums and products of non-negative bounds and are inflated once. Nothing overflows and no NaN
/// appears: what goes in is below 1e30 (`LimitNetworkErrors`: 1e20), exponents are cut at 600, where the suprema are
/// less.
final class MeanValueSlopes {
    /// A tube, the enclosures of what is the same at all data points among it.
    struct Tube {
        /// The parameters of the limit network.
        var centre: [Double]
        /// rho, the distance of the centre from the exact one included.
        var radius: Double
        /// The largest eps of each pair.
        var lengths: [Double]
        /// |v| of each pair.
        var norms: [Bounds]
        /// Of a tie.
        var weight: Bounds
        var reach: Bounds
        /// The pair and Z of each arm.
        var arms: [(pair: Int, spread: Double)]
        /// The largest |mu_j| of each neuron.
        var shares: [Double]
    }

    private let shape: LimitNetworkShape
    private let tie: ChannelTie
    private let samples: Float64Samples
    private let suprema: [Double]
    private let rate: Double
    private let storage: UnsafeMutablePointer<Double>
    private static let block = LimitNetworkKernel.block

    /// nil where this form is not known.
    init?(shape: LimitNetworkShape, tie: ChannelTie, samples: Float64Samples, activation: Activation) {
        guard shape.tripleSigns.isEmpty, let form = activation.higherJetForm else { return nil }
        self.shape = shape
        self.tie = tie
        self.samples = samples
        rate = abs(form.rate)
        // those of these activations do not depend on the reach
        suprema = activation.suprema(reach: 1) + form.higherSuprema
        let count = Self.block * (4 + 2 * shape.pairs + 3)
        storage = .allocate(capacity: count)
        storage.initialize(repeating: 0, count: count)
    }

    deinit { storage.deallocate() }

    private func cells(_ i: Int) -> UnsafeMutablePointer<Double> { storage + i * Self.block }
    private var norms: UnsafeMutablePointer<Double> { cells(0) }
    private var midpoints: UnsafeMutablePointer<Double> { cells(1) }
    private var radii: UnsafeMutablePointer<Double> { cells(2) }
    private var squares: UnsafeMutablePointer<Double> { cells(3) }
    private func slope(_ p: Int) -> UnsafeMutablePointer<Double> { cells(4 + 2 * p) }
    private func slopeRadius(_ p: Int) -> UnsafeMutablePointer<Double> { cells(5 + 2 * p) }
    private func temporary(_ i: Int) -> UnsafeMutablePointer<Double> { cells(4 + 2 * shape.pairs + i) }

    /// 8 u: more than the roundings of a midpoint of at most seven operations on its terms.
    private static let rounding = 8 * Directed.unitRoundoff

    /// Bounds of (2/N) sum omega e B of each pair; of a follower 0.
    func enclosure(_ tube: Tube, _ jets: any TubeJets) -> [Bounds] {
        let sizes = tube.centre + tube.lengths + tube.norms.map(\.upper) + tube.shares + tube.arms.map(\.spread)
        guard (sizes + [tube.radius, tube.weight.magnitude, tube.reach.magnitude]).allSatisfy({ abs($0) < 1e30 }),
            tube.norms.allSatisfy({ $0.lower > 1e-30 })
        else { return [Bounds](repeating: .entireLine, count: shape.pairs) }
        var sums = [Double](repeating: 0, count: shape.pairs)
        var magnitudes = sums, errors = sums
        var blocks = 0
        jets.forEachBlock { start, length in
            blocks += 1
            fillNorms(start, length)
            fillResidualRadii(tube, jets, start, length)
            for p in 0..<shape.pairs { fillSlopes(tube, jets, p, start, length) }
            for arm in tube.arms { addArm(arm, tube, jets, length) }
            moveResiduals(tube, start, length)
            for p in 0..<shape.pairs where p != tie.follower {
                add(p, start, length, &sums[p], &magnitudes[p], &errors[p])
            }
        }
        let operations = Self.block + Float64Samples.lanes + blocks + 8, gamma = Directed.gamma(operations)
        let scale = LowerBound(2) / UpperBound(samples.count), above = UpperBound(2) / LowerBound(samples.count)
        return (0..<shape.pairs).map { p in
            guard p != tie.follower else { return Bounds(lower: 0, upper: 0) }
            let radius = Directed.inflated(
                errors[p] + gamma * magnitudes[p], operations: operations + 4096,
                laterFactors: LimitNetworkMeans.laterFactors)
            let sum = Bounds(lower: Directed.subtractDown(sums[p], radius), upper: Directed.addUp(sums[p], radius))
            guard sum.magnitude.isFinite else { return .entireLine }
            func scaled(_ value: Double, up: Bool) -> Double {
                let factor = (value < 0) == up ? scale.value : above.value
                return up ? Directed.multiplyUp(value, factor) : Directed.multiplyDown(value, factor)
            }
            return Bounds(lower: scaled(sum.lower, up: false), upper: scaled(sum.upper, up: true))
        }
    }

    /// |x|, rounded up but for the roundings of radii.
    private func fillNorms(_ start: Int, _ length: Int) {
        let stretch = 1 + 2 * samples.inputRelativeError, norms = norms
        for k in 0..<length { norms[k] = 0 }
        for column in samples.columns {
            column.withUnsafeBufferPointer { x in
                for k in 0..<length { norms[k] += x[start + k] * x[start + k] }
            }
        }
        for k in 0..<length { norms[k] = norms[k].squareRoot() * stretch }
    }

    /// The midpoint of e, and what it is off by over the ball at the limit.
    private func fillResidualRadii(_ tube: Tube, _ jets: any TubeJets, _ start: Int, _ length: Int) {
        let rho = tube.radius, norms = norms, squares = squares
        let value = temporary(0)
        let constant = shape.hasConstant ? 1.0 : 0, linear = shape.hasLinearPart ? 1.0 : 0
        for k in 0..<length { squares[k] = constant + linear * (norms[k] * norms[k]) }
        var j = 0
        for (g, size) in shape.groups.enumerated() {
            let output = abs(tube.centre[shape.groupOutput(g)]) + rho
            for k in 0..<length { value[k] = 0 }
            for i in j..<(j + size) {
                let f0 = jets.jet(0, i), f1 = jets.jet(1, i), T = jets.jetErrors[i]
                let S1 = suprema[1], S2 = suprema[2], share = tube.shares[i], a = output * share
                let T0 = T[0], T1 = T[1]
                for k in 0..<length {
                    let delta = rho * norms[k]
                    value[k] += share * (abs(f0[k]) + T0 + delta * S1)
                    let slope = a * (abs(f1[k]) + T1 + delta * S2) * norms[k]
                    squares[k] += slope * slope
                }
            }
            for k in 0..<length { squares[k] += value[k] * value[k] }
            j += size
        }
        for p in 0..<shape.pairs {
            let j = shape.neurons + p, c = tube.centre[shape.mergedOutput(p)], T = jets.jetErrors[j]
            let f0 = jets.jet(0, j), f1 = jets.jet(1, j), f2 = jets.jet(2, j), gate = temporary(1)
            let gateError = fillProducts(tube, shape.mergedSlope(p), gate, start, length)
            let largest = abs(c) + rho, S1 = suprema[1], S2 = suprema[2], S3 = suprema[3], u = Self.rounding
            let T0 = T[0], T1 = T[1], T2 = T[2]
            for k in 0..<length {
                let delta = rho * norms[k], moved = delta + gateError, v = abs(gate[k])
                let s0 = abs(f0[k]) + T0 + delta * S1, s1 = abs(f1[k]), s2 = abs(f2[k])
                let dev1 = T1 + delta * S2, dev2 = T2 + delta * S3
                let amplitude =
                    abs(c * f1[k] + gate[k] * f2[k]) + largest * dev1 + rho * s1 + (v + moved) * dev2 + moved * s2
                    + u * (largest * s1 + v * s2)
                let slope = s1 + dev1
                squares[k] += s0 * s0 + (amplitude * amplitude + slope * slope) * (norms[k] * norms[k])
            }
        }
        let e = jets.residuals, error = jets.residualError, midpoints = midpoints, radii = radii
        for k in 0..<length {
            midpoints[k] = e[k]
            radii[k] = error + rho * squares[k].squareRoot()
        }
    }

    /// p·x at the centre, p the parameters from `place` on; returns what it is off by.
    private func fillProducts(
        _ tube: Tube, _ place: Int, _ result: UnsafeMutablePointer<Double>, _ start: Int, _ length: Int
    ) -> Double {
        let d = shape.dimension
        var size = UpperBound(0)
        for k in 0..<length { result[k] = 0 }
        for c in 0..<d {
            let factor = tube.centre[place + c]
            size = size + UpperBound(abs(factor)) * UpperBound(samples.coordinateMaximum[c])
            samples.columns[c].withUnsafeBufferPointer { x in
                for k in 0..<length { result[k] += factor * x[start + k] }
            }
        }
        let relative = UpperBound(Directed.gamma(d + 1)) + 2 * UpperBound(samples.inputRelativeError)
        return (size * relative + UpperBound(0x1p-1000)).value
    }

    /// The lesser of two numbers, neither of them NaN.
    @inline(__always)
    private static func lesser(_ a: Double, _ b: Double) -> Double { a < b ? a : b }

    /// |s'| exp(t h), for `first` >= |s'|.
    @inline(__always)
    private static func decay(_ first: Double, _ exponent: Double) -> Double {
        first * (exponential(lesser(exponent, 600)) * (1 + 0x1p-48))
    }

    /// B of pair p, midpoints and radii.
    private func fillSlopes(_ tube: Tube, _ jets: any TubeJets, _ p: Int, _ start: Int, _ length: Int) {
        let rho = tube.radius, norms = norms, eps = tube.lengths[p], j = shape.neurons + p
        let c = tube.centre[shape.mergedOutput(p)], largest = abs(c) + rho, gate = temporary(1)
        let gateError = fillProducts(tube, shape.mergedSlope(p), gate, start, length)
        let v = (0..<shape.dimension).map { tube.centre[shape.mergedSlope(p) + $0] }
        let inverse = 1 / v.reduce(0) { $0 + $1 * $1 }.squareRoot(), inverseSmallest = 1 / tube.norms[p].lower
        let f1 = jets.jet(1, j), f2 = jets.jet(2, j), f3 = jets.jet(3, j), f4 = jets.jet(4, j), f5 = jets.jet(5, j)
        let T = jets.jetErrors[j], T1 = T[1], T2 = T[2], T3 = T[3], T4 = T[4], T5 = T[5]
        let S3 = suprema[3], S4 = suprema[4], S5 = suprema[5], S6 = suprema[6]
        let t = rate, t2 = t * t, t3 = t2 * t, t4 = t2 * t2, t5 = t4 * t, u = Self.rounding
        let vRounding = Double(shape.dimension + 8) * u
        let result = slope(p), radius = slopeRadius(p)
        for k in 0..<length {
            let delta = rho * norms[k], moved = delta + gateError, g = gate[k], size = abs(g)
            let s2 = abs(f2[k]), s3 = abs(f3[k]), s4 = abs(f4[k]), s5 = abs(f5[k]), s1 = abs(f1[k]) + T1
            let D = size * inverse, dD = (moved + D * rho) * inverseSmallest + D * vRounding
            let square = D * D, squareRadius = 2 * D * dD + dD * dD
            // c s'' + (v·x) s'''/3
            let near = Self.decay(s1, t * delta)
            let dev2 = T2 + delta * Self.lesser(S3, t2 * near), dev3 = T3 + delta * Self.lesser(S4, t3 * near)
            let leading = c * f2[k] + g * f3[k] * (1.0 / 3)
            let leadingRadius =
                largest * dev2 + rho * s2 + ((size + moved) * dev3 + moved * s3) * 0.34 + u * (largest * s2 + size * s3)
            // c s''''/6 + (v·x) s'''''/30
            let h = eps * (D + dD) + delta, far = Self.decay(s1, t * h)
            let M4 = Self.lesser(S4, t3 * far), M5 = Self.lesser(S5, t4 * far), M6 = Self.lesser(S6, 2 * t5 * far)
            let dev4 = T4 + Self.lesser(h * M5, s4 + M4), dev5 = T5 + Self.lesser(h * M6, s5 + M5)
            let rest = c * f4[k] * (1.0 / 6) + g * f5[k] * (1.0 / 30)
            let restRadius =
                (largest * dev4 + rho * s4) * 0.167 + ((size + moved) * dev5 + moved * s5) * 0.0334
                + u * (largest * s4 + size * s5)
            let reach = eps * eps * (square + squareRadius)
            let above = reach * (rest + restRadius), below = reach * (rest - restRadius)
            let upper = above > 0 ? above : 0, lower = below < 0 ? below : 0
            let inner = leading + 0.5 * (upper + lower)
            let innerRadius = leadingRadius + 0.5 * (upper - lower) + u * (abs(leading) + (upper - lower))
            let B = square * inner
            result[k] = B
            radius[k] = square * innerRadius + squareRadius * (abs(inner) + innerRadius) + u * abs(B)
        }
    }

    /// What an arm adds to B of its pair, in absolute value.
    private func addArm(
        _ arm: (pair: Int, spread: Double), _ tube: Tube, _ jets: any TubeJets, _ length: Int
    ) {
        let p = arm.pair, j = shape.neurons + p, eps = tube.lengths[p], rho = tube.radius, norms = norms
        let norm = tube.norms[p].upper, half = ((abs(tube.centre[shape.mergedOutput(p)]) + rho) * eps + norm) * 0.5
        let stretch = eps * eps.squareRoot() * arm.spread, Z = arm.spread
        let f1 = jets.jet(1, j), T1 = jets.jetErrors[j][1], radius = slopeRadius(p)
        let t = rate, S2 = suprema[2], S3 = suprema[3]
        for k in 0..<length {
            // |D| <= |x|
            let x = norms[k], h = (eps + rho + stretch) * x
            let far = Self.decay(abs(f1[k]) + T1, t * h)
            let M2 = Self.lesser(S2, t * far), M3 = Self.lesser(S3, t * t * far)
            radius[k] += Z * Z * (x * x) * (0.25 * norm * M2 + half * (1.5 * M2 + 0.5 * eps * x * M3))
        }
    }

    /// Adds [0, eps²/2] B to e for every pair, then gives each leader what its tie adds to its slope.
    private func moveResiduals(_ tube: Tube, _ start: Int, _ length: Int) {
        let midpoints = midpoints, radii = radii, u = Self.rounding
        func move(eps: Double, _ slope: UnsafeMutablePointer<Double>, _ radius: UnsafeMutablePointer<Double>) {
            let half = 0.5 * (eps * eps)
            for k in 0..<length {
                let above = half * (slope[k] + radius[k]), below = half * (slope[k] - radius[k])
                let upper = above > 0 ? above : 0, lower = below < 0 ? below : 0
                let middle = midpoints[k] + 0.5 * (upper + lower)
                radii[k] += 0.5 * (upper - lower) + u * (abs(middle) + (upper - lower))
                midpoints[k] = middle
            }
        }
        for p in 0..<shape.pairs { move(eps: tube.lengths[p], slope(p), slopeRadius(p)) }
        let weight = 0.5 * (tube.weight.lower + tube.weight.upper)
        let weightRadius = 0.5 * (tube.weight.upper - tube.weight.lower) + u * abs(weight)
        switch tie {
        case .none: break
        case .neuronAtZero(let pair, _):
            let value = temporary(0), radius = temporary(1)
            fillNeuronSlopes(tube, value, radius, start, length)
            for k in 0..<length {
                let product = weight * value[k]
                radius[k] = abs(weight) * radius[k] + weightRadius * (abs(value[k]) + radius[k]) + u * abs(product)
                value[k] = product
            }
            move(eps: tube.lengths[pair], value, radius)
            add(value, radius, to: pair, length)
        case .pairs(let leader, let follower, _):
            let value = temporary(0), radius = temporary(1), slope = slope(follower), own = slopeRadius(follower)
            for k in 0..<length {
                value[k] = weight * slope[k]
                radius[k] = abs(weight) * own[k] + weightRadius * (abs(slope[k]) + own[k]) + u * abs(value[k])
            }
            add(value, radius, to: leader, length)
        }
    }

    private func add(
        _ value: UnsafeMutablePointer<Double>, _ radius: UnsafeMutablePointer<Double>, to p: Int, _ length: Int
    ) {
        let slope = slope(p), own = slopeRadius(p), u = Self.rounding
        for k in 0..<length {
            slope[k] += value[k]
            own[k] += radius[k] + u * abs(slope[k])
        }
    }

    /// (64/3) y³ s'''(xi), xi between 0 and 4 reach y: B_0 of a neuron at 0, of the sigmoid, without its weight.
    private func fillNeuronSlopes(
        _ tube: Tube, _ value: UnsafeMutablePointer<Double>, _ radius: UnsafeMutablePointer<Double>, _ start: Int,
        _ length: Int
    ) {
        let y = temporary(2), error = fillProducts(tube, shape.linearPart, y, start, length)
        let rho = tube.radius, reach = Directed.maximum(abs(tube.reach.lower), abs(tube.reach.upper))
        let S4 = suprema[4], norms = norms, u = Self.rounding
        for k in 0..<length {
            let size = abs(y[k]), moved = rho * norms[k] + error, largest = size + moved
            let cube = y[k] * y[k] * y[k], cubeRadius = moved * (3 * largest * largest) + u * (size * size * size)
            // s''' in [-1/8, -1/8 + width]
            let width = Self.lesser(1.0 / 6 + u, 4 * reach * largest * S4)
            let third = -0.125 + 0.5 * width, thirdRadius = 0.5 * width + u
            let product = 64.0 / 3 * cube * third
            value[k] = product
            radius[k] =
                64.0 / 3
                * (abs(cube) * thirdRadius + cubeRadius * (abs(third) + thirdRadius)) + u * abs(product)
        }
    }

    /// Adds omega e B of the block: midpoints, their sizes, radii.
    private func add(
        _ p: Int, _ start: Int, _ length: Int, _ sum: inout Double, _ size: inout Double, _ error: inout Double
    ) {
        let slope = slope(p), own = slopeRadius(p), midpoints = midpoints, radii = radii
        let products = temporary(0), errors = temporary(1), sizes = temporary(2)
        let lanes = Float64Samples.lanes, padded = (length + lanes - 1) / lanes * lanes
        for k in length..<padded {
            products[k] = 0
            errors[k] = 0
            sizes[k] = 0
        }
        for k in 0..<length {
            products[k] = midpoints[k] * slope[k]
            errors[k] = abs(midpoints[k]) * own[k] + radii[k] * (abs(slope[k]) + own[k])
        }
        if let weights = samples.weights {
            weights.withUnsafeBufferPointer { weights in
                for k in 0..<length {
                    products[k] *= weights[start + k]
                    errors[k] *= weights[start + k]
                }
            }
        }
        for k in 0..<length { sizes[k] = abs(products[k]) }
        sum += total(products, padded)
        size += total(sizes, padded)
        error += total(errors, padded)
    }
}

/// The sum of `count` elements, a multiple of the lane number.
private func total(_ x: UnsafePointer<Double>, _ count: Int) -> Double {
    var even = SIMD2<Double>(), odd = SIMD2<Double>()
    var k = 0
    while k < count {
        even += SIMD2(x[k], x[k + 1])
        odd += SIMD2(x[k + 2], x[k + 3])
        k += 4
    }
    let lanes = even + odd
    return lanes.x + lanes.y
}
