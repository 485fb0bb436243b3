/// How many derivatives of the loss are wanted.
public enum DerivativeOrder: Int, Sendable, Comparable {
    case loss = 0
    case gradient = 1
    case hessian = 2
    public static func < (a: DerivativeOrder, b: DerivativeOrder) -> Bool { a.rawValue < b.rawValue }
}
