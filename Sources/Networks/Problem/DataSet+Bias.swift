import Rigor

/// Biases: f(x) = sum_j a_j s(w_j·x + b_j) is the network without biases on the inputs (x, 1), with the input weights
/// (w_j, b_j).
///
/// So a student with biases is no case of its own: its data have a last coordinate that is 1 at every point, and the
/// last input weight of a neuron is its bias. The inputs then lie in a hyperplane, on which s(w·x) is a constant not
/// only for w = 0 but for every w = (0, b). No argument here uses that inputs fill an open set or that different
/// sigmoids are independent functions on the data: equal normal forms make two networks equal on all of R^(d+1), so on
/// the data; rank M bounds rank J whatever further dependences there are; every other hypothesis is verified on the
/// data themselves. What the hyperplane costs is completeness: a neuron (0, b) can trade b for its output, so points
/// with such a neuron are degenerate in a way that no argument recognises, and stay undecided.
extension DataSet {
    /// The same inputs with a last coordinate 1.
    public var withBias: DataSet {
        switch self {
        case .grid(let axes): .grid(axes: axes + [[.one]])
        case .points(let points): .points(points.map { $0 + [.one] })
        }
    }

    /// The inputs without their last coordinate.
    public var withoutBias: DataSet {
        switch self {
        case .grid(let axes): .grid(axes: axes.dropLast())
        case .points(let points): .points(points.map { $0.dropLast() })
        }
    }

    /// Whether there are other coordinates and the last one is 1 at every point: whether the last input weights are
    /// biases.
    public var hasBias: Bool {
        guard dimension > 1 else { return false }
        return switch self {
        case .grid(let axes): axes.last == [.one]
        case .points(let points): points.allSatisfy { $0.last == .one }
        }
    }
}
