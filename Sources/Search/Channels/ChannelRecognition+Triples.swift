import Certify
import Networks
import Rigor

/// What three merging neurons look like in float64: their moments, of which the limit network is made.
extension ChannelRecognition {
    /// -1 for a neuron that merges with the other once it is flipped, where it may be, otherwise 1.
    func orientation(of j: Int, as i: Int) -> Double {
        guard flipsAreFree else { return 1 }
        return zip(weight(i), weight(j)).reduce(0) { $0 + $1.0 * $1.1 } < 0 ? -1 : 1
    }

    /// The triple of these neurons, with the sign that the second moment of their outputs has; nil when it has none.
    func triple(_ neurons: [Int]) -> ChannelArgument.Triple? {
        guard let moments = moments(of: neurons) else { return nil }
        return ChannelArgument.Triple(
            neurons: neurons, flipped: neurons.filter { orientation(of: $0, as: neurons[0]) < 0 },
            sign: moments.curvature < 0 ? -1 : 1)
    }

    /// (w, v, c, g) of the limit network for a triple.
    func start(of triple: ChannelArgument.Triple) -> [Double]? {
        guard let moments = moments(of: triple.neurons) else { return nil }
        let size = abs(moments.curvature).squareRoot()
        return moments.weight + moments.slope + [moments.output] + moments.direction.map { size * $0 }
    }

    private typealias Moments = (
        weight: [Double], slope: [Double], output: Double, curvature: Double, direction: [Double]
    )

    /// The centroid of the weights, sum a delta, sum a, and the largest eigenvalue of sum a delta delta' with its
    /// eigenvector.
    private func moments(of neurons: [Int]) -> Moments? {
        let members = neurons.map { j -> (weight: [Double], output: Double) in
            let sign = orientation(of: j, as: neurons[0])
            return (weight(j).map { sign * $0 }, sign * output(j))
        }
        let centroid = (0..<dimension).map { c in members.reduce(0) { $0 + $1.weight[c] } / Double(members.count) }
        let differences = members.map { zip($0.weight, centroid).map { $0 - $1 } }
        func sum(_ term: ([Double]) -> Double) -> Double {
            zip(members, differences).reduce(0) { $0 + $1.0.output * term($1.1) }
        }
        let second = (0..<dimension).flatMap { i in (0..<dimension).map { j in sum { $0[i] * $0[j] } } }
        guard let basis = ApproximateEigenbasis(second, order: dimension),
            let largest = basis.values.indices.max(by: { abs(basis.values[$0]) < abs(basis.values[$1]) })
        else { return nil }
        var direction = [Double](repeating: 0, count: dimension)
        basis.add(basis.values.indices.map { $0 == largest ? 1 : 0 }, to: &direction)
        let slope = (0..<dimension).map { c in sum { $0[c] } }
        return (centroid, slope, sum { _ in 1 }, basis.values[largest], direction)
    }
}
