/// Which part of a list of work a machine does: every N-th item, beginning with the I-th.
public struct Shard: Sendable, Hashable, CustomStringConvertible {
    /// I, from 1 to N.
    public let number: Int
    /// N.
    public let count: Int

    /// Everything.
    public static let whole = Shard(unchecked: 1, of: 1)

    private init(unchecked number: Int, of count: Int) {
        self.number = number
        self.count = count
    }

    public init(number: Int, of count: Int) throws(ExperimentError) {
        guard count >= 1, (1...count).contains(number) else {
            throw .badSetting(name: "shard", problem: "\(number)/\(count) is not I/N with 1 <= I <= N")
        }
        self.init(unchecked: number, of: count)
    }

    /// "I/N".
    public init(_ text: String) throws(ExperimentError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1] else {
            throw .badSetting(name: "shard", problem: "'\(text)' is not of the form I/N")
        }
        try self.init(number: number, of: count)
    }

    /// Whether item `position` (from 0) of the list belongs to it.
    public func contains(_ position: Int) -> Bool { position % count == number - 1 }

    public var description: String { "\(number)/\(count)" }
}
