import Formats
import Rigor

/// A JSON object whose members are listed once, for both directions: each field says its key, how it is written and how
/// it is read, and of a bound how formulas name it. Members are written in the order of the list; unknown keys are
/// refused.
struct ObjectCoding<Root: Sendable>: Sendable {
    typealias Members = [(key: String, value: JSONValue?)]

    /// One member, or several that belong together.
    struct Field: Sendable {
        /// Every key that may be read.
        let keys: [String]
        /// Members that are nil are left out.
        let encode: @Sendable (Root) -> Members
        /// Reads the members of an object into a value whose earlier fields were read.
        let decode: @Sendable (inout Root, JSONCursor) throws(FormatError) -> Void
        /// The bound that the member is, as formulas name it; nil where it is none.
        var bound: @Sendable (Root) -> NamedBound? = { _ in nil }

        /// One member.
        ///
        /// - Parameters:
        ///   - isOptional: whether it may be absent; then what the blank value holds stays.
        ///   - encode: nil leaves it out.
        ///   - decode: gets the place of the member.
        init(
            _ key: String, isOptional: Bool = false, encode: @escaping @Sendable (Root) -> JSONValue?,
            decode: @escaping @Sendable (inout Root, JSONCursor) throws(FormatError) -> Void
        ) {
            self.init([key], encode: { [(key, encode($0))] }) { (root, object) throws(FormatError) in
                if !isOptional {
                    try decode(&root, try object[key])
                } else if let place = try object.optional(key) {
                    try decode(&root, place)
                }
            }
        }

        /// Several members.
        ///
        /// - Parameter decode: gets the place of the whole object.
        init(
            _ keys: [String], encode: @escaping @Sendable (Root) -> Members,
            decode: @escaping @Sendable (inout Root, JSONCursor) throws(FormatError) -> Void
        ) {
            self.keys = keys
            self.encode = encode
            self.decode = decode
        }
    }

    /// A value of no meaning, all of whose listed fields are replaced in reading.
    let blank: Root
    let fields: [Field]

    init(blank: Root, _ fields: [Field]) {
        self.blank = blank
        self.fields = fields
    }

    var keys: [String] { fields.flatMap(\.keys) }

    func members(_ root: Root) -> Members { fields.flatMap { $0.encode(root) } }

    func encode(_ root: Root) -> JSONValue { .object(members(root)) }

    func decode(_ cursor: JSONCursor) throws(FormatError) -> Root {
        try cursor.rejectKeys(except: keys)
        return try read(cursor)
    }

    /// The listed members of an object that may have others.
    func read(_ cursor: JSONCursor) throws(FormatError) -> Root {
        var root = blank
        for field in fields { try field.decode(&root, cursor) }
        return root
    }

    /// The bounds among the members that are there, in their order.
    func bounds(_ root: Root) -> [NamedBound] { fields.compactMap { $0.bound(root) } }
}

/// Objects of several kinds, told apart by the word that stands at one key: the members of each kind are listed once.
struct TaggedCoding<Root: Sendable, Tag: Sendable & RawRepresentable & CaseIterable>: Sendable
where Tag.RawValue == String {
    /// The members of one kind, besides the word.
    struct Kind: Sendable {
        fileprivate let keys: [String]
        fileprivate let members: @Sendable (Root) -> [(key: String, value: JSONValue?)]
        fileprivate let read: @Sendable (JSONCursor) throws(FormatError) -> Root

        /// - Parameters:
        ///   - payload: what a value of this kind holds; nil for other kinds.
        ///   - make: the value of this kind that holds it.
        init<Payload: Sendable>(
            _ coding: ObjectCoding<Payload>, of payload: @escaping @Sendable (Root) -> Payload?,
            as make: @escaping @Sendable (Payload) -> Root
        ) {
            keys = coding.keys
            members = { payload($0).map(coding.members) ?? [] }
            read = { (cursor) throws(FormatError) in make(try coding.read(cursor)) }
        }
    }

    /// Where the word stands.
    let key: String
    let tag: @Sendable (Root) -> Tag
    /// A switch, so that a new kind has to say what it holds.
    let kind: @Sendable (Tag) -> Kind

    init(_ key: String, by tag: @escaping @Sendable (Root) -> Tag, _ kind: @escaping @Sendable (Tag) -> Kind) {
        self.key = key
        self.tag = tag
        self.kind = kind
    }

    func encode(_ root: Root) -> JSONValue {
        let tag = tag(root)
        return .object([(key, .string(tag.rawValue))] + kind(tag).members(root))
    }

    func decode(_ cursor: JSONCursor) throws(FormatError) -> Root {
        let kind = kind(try cursor[key].choice())
        try cursor.rejectKeys(except: [key] + kind.keys)
        return try kind.read(cursor)
    }
}

/// A number of an argument as formulas name it, with the side on which it bounds.
package struct NamedBound: Sendable, Equatable {
    package enum Side: Sendable, Equatable {
        /// Decimals are rounded down.
        case lower
        /// Decimals are rounded up.
        case upper
    }

    package let symbol: String
    package let side: Side
    package let value: Double

    package init(symbol: String, side: Side, value: Double) {
        self.symbol = symbol
        self.side = side
        self.value = value
    }
}
