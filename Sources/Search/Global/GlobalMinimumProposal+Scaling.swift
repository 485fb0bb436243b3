import Networks
import Rigor

extension GlobalMinimumProposal {
    /// For s(z) = c z^p, where (w, a) and (w / t, t^p a) are one function: the nearest network that is the teacher
    /// neuron
    /// by neuron up to such scalings. Every neuron near the direction of one of the teacher's is scaled to its length,
    /// and back.
    func nearestScaled(to candidate: [Double], reach: Double, power p: Int) -> ExactNetwork? {
        let scales = (0..<layout.width).map { scale(of: Array(candidate[layout.weights(of: $0)])) }
        var scaled = candidate
        for (j, t) in scales.enumerated() {
            let power = (0..<p).reduce(1.0) { power, _ in power * t }
            for place in layout.weights(of: j) { scaled[place] /= t }
            for place in layout.outputs(of: j) { scaled[place] *= power }
        }
        guard scaled.allSatisfy(\.isFinite), var network = nearest(to: scaled, reach: reach) else { return nil }
        for (j, t) in scales.enumerated() {
            guard let exact = Rational(exactly: t) else { return nil }
            let power = (0..<p).reduce(Rational.one) { power, _ in power * exact }
            network.weights[j] = network.weights[j].map { $0 * exact }
            network.outputs[j] = network.outputs[j].map { $0 * power.reciprocal }
        }
        return network
    }

    /// t with w near t v, v the input weights of the teacher whose direction is nearest; 1 where none is near.
    private func scale(of w: [Double]) -> Double {
        var best = (scale: 1.0, departure: 0.1 * norm(w))
        for v in classes {
            let direction = v.map(\.nearestDouble)
            func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
            let t = dot(w, direction) / dot(direction, direction)
            let departure = norm(zip(w, direction).map { $0 - t * $1 })
            if t != 0, t.isFinite, departure < best.departure { best = (t, departure) }
        }
        return best.scale
    }
}
