import Formats
import Rigor

/// A JSON object whose members are listed once, for both directions: each field says its key, how it is written and how
/// it is read. Members are written in the order of the list; unknown keys are refused.
struct ObjectCoding<Root: Sendable>: Sendable {
    /// One member.
    struct Field: Sendable {
        let key: String
        /// Whether the member may be absent; then what the blank value holds stays.
        let isOptional: Bool
        /// nil leaves the member out.
        let encode: @Sendable (Root) -> JSONValue?
        /// Reads the member into a value whose earlier fields were read.
        let decode: @Sendable (inout Root, JSONCursor) throws(FormatError) -> Void

        init(
            _ key: String, isOptional: Bool = false, encode: @escaping @Sendable (Root) -> JSONValue?,
            decode: @escaping @Sendable (inout Root, JSONCursor) throws(FormatError) -> Void
        ) {
            self.key = key
            self.isOptional = isOptional
            self.encode = encode
            self.decode = decode
        }
    }

    let fields: [Field]

    init(_ fields: [Field]) { self.fields = fields }

    func encode(_ root: Root) -> JSONValue { .object(fields.map { ($0.key, $0.encode(root)) }) }

    /// - Parameter blank: a value of no meaning, all of whose listed fields are replaced.
    func decode(_ cursor: JSONCursor, into blank: Root) throws(FormatError) -> Root {
        try cursor.rejectKeys(except: fields.map(\.key))
        var root = blank
        for field in fields {
            if !field.isOptional {
                try field.decode(&root, try cursor[field.key])
            } else if let place = try cursor.optional(field.key) {
                try field.decode(&root, place)
            }
        }
        return root
    }
}

// MARK: Fields of exact numbers

extension ObjectCoding.Field {
    typealias Path<Value> = WritableKeyPath<Root, Value> & Sendable

    /// A finite float64.
    static func number(_ key: String, _ path: Path<Double>) -> Self {
        Self(key, encode: { ExactNumberCoding.encode($0[keyPath: path]) }) { (root, place) throws(FormatError) in
            root[keyPath: path] = try ExactNumberCoding.double(place)
        }
    }

    /// A bound that may be infinite.
    static func extended(_ key: String, _ path: Path<Double>) -> Self {
        Self(key, encode: { ExactNumberCoding.encode($0[keyPath: path]) }) { (root, place) throws(FormatError) in
            root[keyPath: path] = try ExactNumberCoding.extended(place)
        }
    }

    /// A finite float64 that may be absent.
    static func number(_ key: String, _ path: Path<Double?>) -> Self {
        Self(key, isOptional: true, encode: { $0[keyPath: path].map { ExactNumberCoding.encode($0) } }) {
            (root, place) throws(FormatError) in
            root[keyPath: path] = try ExactNumberCoding.double(place)
        }
    }

    /// - Parameter count: how many there have to be, from the fields read before; nil for any number.
    static func numbers(
        _ key: String, _ path: Path<[Double]>, count: @escaping @Sendable (Root) -> Int? = { _ in nil }
    ) -> Self {
        Self(key, encode: { ExactNumberCoding.encode($0[keyPath: path]) }) { (root, place) throws(FormatError) in
            root[keyPath: path] = try ExactNumberCoding.doubles(place, count: count(root))
        }
    }

    /// Numbers that may be absent.
    ///
    /// - Parameter count: how many there have to be, from the fields read before; nil for any number.
    static func numbers(
        _ key: String, _ path: Path<[Double]?>, count: @escaping @Sendable (Root) -> Int? = { _ in nil }
    ) -> Self {
        Self(key, isOptional: true, encode: { $0[keyPath: path].map { ExactNumberCoding.encode($0) } }) {
            (root, place) throws(FormatError) in
            root[keyPath: path] = try ExactNumberCoding.doubles(place, count: count(root))
        }
    }

    /// Exact numbers of any length.
    static func exact(_ key: String, _ path: Path<[Dyadic]>, count: Int? = nil) -> Self {
        Self(key, encode: { ExactNumberCoding.encode($0[keyPath: path]) }) { (root, place) throws(FormatError) in
            root[keyPath: path] = try ExactNumberCoding.dyadics(place, count: count)
        }
    }

    /// The index of a neuron.
    static func index(_ key: String, _ path: Path<Int>) -> Self {
        Self(key, encode: { .number(JSONNumber($0[keyPath: path])) }) { (root, place) throws(FormatError) in
            root[keyPath: path] = try ExactNumberCoding.index(place)
        }
    }

    /// Indices of neurons.
    static func indices(_ key: String, _ path: Path<[Int]>) -> Self {
        Self(key, encode: { .array($0[keyPath: path].map { .number(JSONNumber($0)) }) }) {
            (root, place) throws(FormatError) in
            root[keyPath: path] = try ExactNumberCoding.map(try place.elements(), ExactNumberCoding.index)
        }
    }

    /// An object.
    static func object<Value>(
        _ key: String, _ path: Path<Value>, _ coding: ObjectCoding<Value>, blank: Value
    ) -> Self {
        Self(key, encode: { coding.encode($0[keyPath: path]) }) { (root, place) throws(FormatError) in
            root[keyPath: path] = try coding.decode(place, into: blank)
        }
    }

    /// An object that may be absent.
    static func object<Value>(
        _ key: String, _ path: Path<Value?>, _ coding: ObjectCoding<Value>, blank: Value
    ) -> Self {
        Self(key, isOptional: true, encode: { $0[keyPath: path].map(coding.encode) }) {
            (root, place) throws(FormatError) in
            root[keyPath: path] = try coding.decode(place, into: blank)
        }
    }

    /// A list of objects.
    static func objects<Value>(
        _ key: String, _ path: Path<[Value]>, _ coding: ObjectCoding<Value>, blank: Value
    ) -> Self {
        Self(key, encode: { .array($0[keyPath: path].map(coding.encode)) }) { (root, place) throws(FormatError) in
            root[keyPath: path] = try ExactNumberCoding.map(try place.elements()) { (element) throws(FormatError) in
                try coding.decode(element, into: blank)
            }
        }
    }
}

extension ExactNumberCoding {
    /// The index of a neuron; whether there is such a neuron is for the argument to say.
    static func index(_ cursor: JSONCursor) throws(FormatError) -> Int { try cursor.integer(in: 0...1_000_000) }
}
