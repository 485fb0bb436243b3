import Rigor

/// Input coordinates that are linear combinations of the others on all the data.
///
///     x_c = sum_b t_cb x_b        for every dependent c and every data point, b over the kept coordinates
///
/// A network sees the data through the kept coordinates alone: w·x = (T'w)·x_kept with T' w = w_kept + sum_c w_c t_c.
/// So L(w, a) = L~(T'w_1, .., T'w_m, a), the loss on the data without the dependent coordinates.
public struct DependentInputs: Sendable, Hashable {
    /// A dependent coordinate and its t_cb, one for each kept coordinate, ascending.
    public struct Input: Sendable, Hashable {
        public var coordinate: Int
        public var coefficients: [Rational]

        public init(coordinate: Int, coefficients: [Rational]) {
            self.coordinate = coordinate
            self.coefficients = coefficients
        }
    }

    /// Ascending.
    public var inputs: [Input]

    public init(inputs: [Input]) { self.inputs = inputs }

    /// The other coordinates, of d, ascending.
    public func kept(of d: Int) -> [Int] {
        let dependent = Set(inputs.map(\.coordinate))
        return (0..<d).filter { !dependent.contains($0) }
    }

    /// Whether the equations hold on the data, exactly. False when they make no sense.
    package func hold(on data: DataSet) -> Bool {
        let d = data.dimension, kept = kept(of: d)
        guard !inputs.isEmpty, !kept.isEmpty, inputs.map(\.coordinate) == Set(inputs.map(\.coordinate)).sorted(),
            inputs.allSatisfy({ 0..<d ~= $0.coordinate && $0.coefficients.count == kept.count })
        else { return false }
        return (0..<data.count).allSatisfy { k in
            let x = data.point(k), y = kept.map { x[$0] }
            return inputs.allSatisfy { x[$0.coordinate] == ExactLinearAlgebra.dot($0.coefficients, y) }
        }
    }

    /// T'w for d numbers.
    package func reduced(_ w: [Rational]) -> [Rational] {
        let kept = kept(of: w.count)
        return kept.indices.map { b in
            inputs.reduce(w[kept[b]]) { sum, input in
                input.coefficients[b].isZero ? sum : sum + input.coefficients[b] * w[input.coordinate]
            }
        }
    }

    /// The data without the dependent coordinates, its points in the same order.
    ///
    /// - Precondition: the equations hold on the data.
    package func reduced(_ data: DataSet) -> DataSet {
        let kept = kept(of: data.dimension)
        switch data {
        case .grid(let axes):
            // a coordinate of a grid that depends on others is constant: its axis has one value, or equal ones
            let dropped = inputs.map { axes[$0.coordinate].count }
            if dropped.allSatisfy({ $0 == 1 }) { return .grid(axes: kept.map { axes[$0] }) }
            return .points((0..<data.count).map { k in kept.map { data.point(k)[$0] } })
        case .points(let points): return .points(points.map { point in kept.map { point[$0] } })
        }
    }

    /// An upper bound of ‖T‖ >= 1: T has the rows of the identity at the kept coordinates and t_c at the dependent
    /// ones, so ‖T‖² <= 1 + sum t_cb².
    package var norm: UpperBound {
        let squares = inputs.flatMap(\.coefficients).reduce(Rational.one) { $0 + $1 * $1 }
        return UpperBound(squares.upperDouble).squareRoot()
    }
}

extension TwoLayerProblem {
    /// The problem without the dependent coordinates; a teacher keeps its function on the data.
    ///
    /// Nil with decay, which sees all input weights.
    ///
    /// - Precondition: the equations hold on the data.
    package func reduced(by dependent: DependentInputs) -> TwoLayerProblem? {
        guard decay == nil else { return nil }
        let labels: Labels
        switch self.labels {
        case .given: labels = self.labels
        case .teacher(let teacher):
            labels = .teacher(
                Teacher(
                    neurons: teacher.neurons.map {
                        Teacher.Neuron(weights: dependent.reduced($0.weights), outputs: $0.outputs)
                    }, bias: teacher.bias))
        }
        return try? TwoLayerProblem(
            activation: activation, data: dependent.reduced(data), labels: labels, outputCount: outputCount, loss: loss,
            outputBias: outputBias, weights: weights)
    }
}
