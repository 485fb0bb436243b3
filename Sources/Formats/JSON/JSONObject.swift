/// The members of a JSON object in the order of the text, without duplicate keys.
///
/// Keys that Unicode holds canonically equivalent (composed and decomposed accents) count as the same key.
public struct JSONObject: Sendable {
    /// One key with its value.
    public struct Member: Equatable, Sendable {
        /// The key, with all escapes resolved.
        public let key: String
        /// What it stands for.
        public var value: JSONValue
    }

    /// The members in order.
    public private(set) var members: [Member] = []
    /// Where each key stands; kept only for objects too large for a linear search.
    private var positions: [String: Int] = [:]
    private static let largestLinearSearch = 12

    /// An object without members.
    public init() {}

    /// The keys in order.
    public var keys: [String] { members.map(\.key) }

    /// The number of members.
    public var count: Int { members.count }

    /// The value of `key`, or nil when there is none. Setting replaces in place or appends; setting nil removes.
    public subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?):
                members[position].value = value
            case (let position?, nil):
                members.remove(at: position)
                rebuildPositions()
            case (nil, let value?):
                append(key: key, value: value)
            case (nil, nil):
                break
            }
        }
    }

    /// Appends a member; returns false, and changes nothing, when `key` is already there.
    @discardableResult
    public mutating func append(key: String, value: JSONValue) -> Bool {
        guard position(of: key) == nil else { return false }
        members.append(Member(key: key, value: value))
        if !positions.isEmpty {
            positions[key] = members.count - 1
        } else if members.count > Self.largestLinearSearch {
            rebuildPositions()
        }
        return true
    }

    func position(of key: String) -> Int? {
        positions.isEmpty ? members.firstIndex { $0.key == key } : positions[key]
    }

    private mutating func rebuildPositions() {
        positions.removeAll()
        guard members.count > Self.largestLinearSearch else { return }
        for (position, member) in members.enumerated() {
            positions[member.key] = position
        }
    }
}

extension JSONObject: Equatable {
    /// Equal members in the same order. Strings compare as Swift compares them, by canonical equivalence;
    /// whoever means bytes compares ``JSONValue/serializedBytes(_:)``.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members == right.members
    }
}
