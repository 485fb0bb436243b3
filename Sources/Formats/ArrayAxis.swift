/// What a shape must be along one axis, in a .npz file or in nested JSON arrays.
public enum ArrayAxis: Sendable, Equatable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// Exactly this length.
    case exactly(Int)
    /// Any length from 0; the name is for messages, for example "n".
    case any(String)
    /// Any length from 1.
    case positive(String)

    public init(integerLiteral length: Int) { self = .exactly(length) }
    /// A name alone means at least one.
    public init(stringLiteral name: String) { self = .positive(name) }

    /// Whether an axis of this length will do.
    public func admits(_ length: Int) -> Bool {
        switch self {
        case .exactly(let expected): return length == expected
        case .any: return length >= 0
        case .positive: return length > 0
        }
    }

    /// In the words of an error: "4", "n > 0".
    public var text: String {
        switch self {
        case .exactly(let length): return String(length)
        case .any(let name): return name
        case .positive(let name): return "\(name) > 0"
        }
    }
}
