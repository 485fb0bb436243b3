import Certify
import Rigor

/// Streams over the data and sums in double-double what loss and gradient of a limit network of neurons and pairs need,
/// four points at a time. Owned by one thread; allocates only when made.
///
/// Jets and the part of the residual that a two-layer network has come from a `DoubleDoubleKernel` of all units.
/// `LimitNetworkDoubleDoubleEvaluator` bounds what the operations here lose; it counts them as they stand.
final class LimitNetworkDoubleDoubleKernel {
    let shape: LimitNetworkShape
    let units: DoubleDoubleKernel
    var samples: DoubleDoubleSamples { units.samples }
    /// v·x of each pair, and u·x.
    private let storage: UnsafeMutablePointer<DoubleDouble4>
    private let storageCount: Int

    /// - Precondition: no triples; `units` is a kernel of all units with one output.
    init(shape: LimitNetworkShape, units: DoubleDoubleKernel) {
        precondition(shape.tripleSigns.isEmpty && units.layout.width == shape.units && units.layout.outputCount == 1)
        self.shape = shape
        self.units = units
        storageCount = DoubleDoubleKernel.block * (shape.pairs + 1)
        storage = .allocate(capacity: storageCount)
        storage.initialize(repeating: .zero, count: storageCount)
    }

    deinit { storage.deallocate() }

    private typealias Vectors = UnsafeMutablePointer<DoubleDouble4>
    private func gate(_ p: Int) -> Vectors { storage + p * DoubleDoubleKernel.block }

    /// The sums as computed, omega the sample weights, j all units, p the pairs, c the coordinates.
    struct Sums {
        /// sum omega e²
        var square = DoubleDouble.zero
        /// sum omega e s_j
        var values: [DoubleDouble]
        /// sum omega e s'_j x_c, unit by unit
        var slopes: [DoubleDouble]
        /// sum omega e (v_p·x) s''_p x_c, pair by pair
        var gated: [DoubleDouble]
        /// sum omega e
        var constant = DoubleDouble.zero
        /// sum omega e x_c
        var linear: [DoubleDouble]
        /// The largest |s_j|, |s'_j| and, of pairs, |s''_j|, by their high parts.
        var valueMaxima: [Double]
        var slopeMaxima: [Double]
        var curvatureMaxima: [Double]
        /// Number of blocks.
        var blocks = 0
    }

    /// - Parameters:
    ///   - point: the parameters.
    ///   - outputs: A mu_j of every neuron, c of every pair.
    func sums(_ point: [DoubleDouble], outputs: [DoubleDouble], order: DerivativeOrder) -> Sums {
        let d = shape.dimension, count = shape.units
        var result = Sums(
            values: .init(repeating: .zero, count: count), slopes: .init(repeating: .zero, count: count * d),
            gated: .init(repeating: .zero, count: shape.pairs * d), linear: .init(repeating: .zero, count: d),
            valueMaxima: .init(repeating: 0, count: count), slopeMaxima: .init(repeating: 0, count: count),
            curvatureMaxima: .init(repeating: 0, count: count))
        let w = (0..<count).flatMap { j in point[shape.weight(j)..<(shape.weight(j) + d)] }
        // pairs need one derivative more
        let orders = (0..<count).map { $0 < shape.neurons ? DerivativeOrder.gradient : .hessian }
        let work = units.scratch
        units.forEachBlock(w, orders: orders) { start, length, vectors in
            result.blocks += 1
            for j in 0..<count {
                raise(&result.valueMaxima[j], units.value(j), vectors)
                raise(&result.slopeMaxima[j], units.slope(j), vectors)
                if j >= shape.neurons { raise(&result.curvatureMaxima[j], units.curvature(j), vectors) }
            }
            fillResidual(point, outputs, start, length, vectors)
            let e = units.weightedResidual(0)
            result.square = result.square + units.dot(e, units.residual(0), vectors)
            guard order >= .gradient else { return }
            for j in 0..<count {
                result.values[j] = result.values[j] + units.dot(e, units.value(j), vectors)
                let slope = units.slope(j)
                for i in 0..<vectors { work[i] = e[i] * slope[i] }
                for c in 0..<d {
                    result.slopes[j * d + c] = result.slopes[j * d + c] + units.inputDot(work, c, vectors)
                }
            }
            for p in 0..<shape.pairs {
                let gate = gate(p), second = units.curvature(shape.neurons + p)
                for i in 0..<vectors { work[i] = e[i] * (gate[i] * second[i]) }
                for c in 0..<d {
                    result.gated[p * d + c] = result.gated[p * d + c] + units.inputDot(work, c, vectors)
                }
            }
            if shape.hasConstant { result.constant = result.constant + units.shortDot(e, units.ones, vectors) }
            if shape.hasLinearPart {
                for c in 0..<d { result.linear[c] = result.linear[c] + units.inputDot(e, c, vectors) }
            }
        }
        return result
    }

    /// The residual of the two-layer part, then the pairs, k and u·x; 0 beyond the points of the block.
    private func fillResidual(
        _ point: [DoubleDouble], _ outputs: [DoubleDouble], _ start: Int, _ length: Int, _ vectors: Int
    ) {
        units.fillOutputs(outputs, 0, start, length, vectors)
        let e = units.residual(0)
        for p in 0..<shape.pairs {
            let gate = gate(p), first = units.slope(shape.neurons + p)
            fillProduct(gate, point, shape.mergedSlope(p), vectors)
            for i in 0..<vectors { e[i] = e[i] + gate[i] * first[i] }
        }
        if shape.hasConstant {
            let constant = DoubleDouble4(repeating: point[shape.constant])
            for i in 0..<vectors { e[i] = e[i] + constant }
        }
        if shape.hasLinearPart {
            let linear = gate(shape.pairs)
            fillProduct(linear, point, shape.linearPart, vectors)
            for i in 0..<vectors { e[i] = e[i] + linear[i] }
        }
        units.weighResidual(0, start, length, vectors)
    }

    private func raise(_ most: inout Double, _ x: Vectors, _ vectors: Int) {
        most = max(most, units.largest(x, vectors))
    }

    /// v·x, v the parameters from `place` on.
    private func fillProduct(_ result: Vectors, _ point: [DoubleDouble], _ place: Int, _ vectors: Int) {
        for c in 0..<shape.dimension {
            let factor = DoubleDouble4(repeating: point[place + c]), x = units.input(c)
            for i in 0..<vectors { result[i] = c == 0 ? factor * x[i] : result[i] + factor * x[i] }
        }
    }
}
