import Rigor

/// What the network should say at each point.
public enum DenseLabels: Sendable, Hashable {
    /// k numbers a point, of squared losses.
    case given([[Rational]])
    /// The class of each point, from 0.
    case classes([Int])
    /// The probabilities of the classes: k numbers a point that add up to 1, or one, that of class 1, of a logistic
    /// loss.
    case probabilities([[Rational]])

    /// Number of points.
    public var count: Int {
        switch self {
        case .given(let rows), .probabilities(let rows): rows.count
        case .classes(let classes): classes.count
        }
    }

    /// The label of point i as k numbers.
    func row(_ i: Int, outputs k: Int) -> [Rational] {
        switch self {
        case .given(let rows), .probabilities(let rows): rows[i]
        case .classes(let classes):
            k == 1 ? [Rational(classes[i])] : (0..<k).map { $0 == classes[i] ? .one : .zero }
        }
    }
}
