import Rigor

/// The inputs x_1 .. x_N of a problem, exact.
public enum DataSet: Sendable, Hashable {
    /// The tensor product of axes, given by their values; the last axis varies fastest. N is the product of their
    /// lengths.
    case grid(axes: [[Rational]])
    /// Explicit points, each with the same number d >= 1 of coordinates.
    case points([[Rational]])

    /// Input dimension d.
    public var dimension: Int {
        switch self {
        case .grid(let axes): axes.count
        case .points(let points): points.first?.count ?? 0
        }
    }

    /// Number of points N.
    public var count: Int {
        switch self {
        case .grid(let axes): axes.reduce(1) { $0 * $1.count }
        case .points(let points): points.count
        }
    }

    /// For a grid: the index along every axis of point `k`.
    func gridIndices(of k: Int, axes: [[Rational]]) -> [Int] {
        var indices = [Int](repeating: 0, count: axes.count)
        Self.writeGridIndices(of: k, axes: axes, into: &indices)
        return indices
    }

    /// The same without allocation; `indices` has as many entries as there are axes.
    static func writeGridIndices<Value>(of k: Int, axes: [[Value]], into indices: inout [Int]) {
        var rest = k
        for c in axes.indices.reversed() { (rest, indices[c]) = rest.quotientAndRemainder(dividingBy: axes[c].count) }
    }

    /// The coordinates of point `k`.
    public func point(_ k: Int) -> [Rational] {
        switch self {
        case .grid(let axes): zip(axes, gridIndices(of: k, axes: axes)).map { $0[$1] }
        case .points(let points): points[k]
        }
    }
}
