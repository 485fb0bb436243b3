import Rigor

/// The output biases c in R^k of students f(x) = sum_j a_j s(w_j·x) + c.
public enum OutputBias: Sendable, Hashable {
    /// c = 0, and no parameter.
    case none
    /// k parameters, as `torch.nn.Linear` and the dense layers of Flax and Keras have them.
    case trained
    /// c is this vector, and no parameter. Verdicts are then about the loss as a function of the other parameters
    /// alone.
    case fixed([Rational])

    /// Whether c is a parameter.
    public var isTrained: Bool { self == .trained }

    /// c_q where it is no parameter; 0 where it is one.
    func fixedValue(_ q: Int) -> Rational {
        if case .fixed(let values) = self { return values[q] }
        return .zero
    }

    /// c in float64 where it is no parameter, k numbers, 0 where it is one.
    package func approximateFixedValues(_ k: Int) -> [Double] { (0..<k).map { fixedValue($0).nearestDouble } }

    /// The same, with a fixed bias of 0 spelled as none.
    var canonical: OutputBias {
        if case .fixed(let values) = self, values.allSatisfy(\.isZero) { return .none }
        return self
    }
}
