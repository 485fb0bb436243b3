import Certify
import Formats
import Rigor

/// Fields of one member each.
extension ObjectCoding.Field {
    typealias Path<Value> = WritableKeyPath<Root, Value> & Sendable

    /// How formulas name a bound, with its side.
    typealias Name = (symbol: String, side: NamedBound.Side)

    /// A member at a path, by the two directions of its value.
    ///
    /// - Parameter encode: nil leaves it out.
    static func member<Value>(
        _ key: String, _ path: Path<Value>, isOptional: Bool = false,
        _ encode: @escaping @Sendable (Value) -> JSONValue?,
        _ decode: @escaping @Sendable (JSONCursor) throws(FormatError) -> Value
    ) -> Self {
        Self(key, isOptional: isOptional, encode: { encode($0[keyPath: path]) }) { (root, place) throws(FormatError) in
            root[keyPath: path] = try decode(place)
        }
    }

    /// The same field with the name of the bound that it holds.
    private func named(_ name: Name?, _ value: @escaping @Sendable (Root) -> Double?) -> Self {
        guard let name else { return self }
        var field = self
        let (symbol, side) = name
        field.bound = { root in value(root).map { NamedBound(symbol: symbol, side: side, value: $0) } }
        return field
    }

    // MARK: Numbers

    /// A finite float64.
    static func number(_ key: String, _ path: Path<Double>, _ name: Name? = nil) -> Self {
        member(key, path, { ExactNumberCoding.encode($0) }, ExactNumberCoding.double)
            .named(name) { $0[keyPath: path] }
    }

    /// A bound that may be infinite.
    static func extended(_ key: String, _ path: Path<Double>, _ name: Name? = nil) -> Self {
        member(key, path, { ExactNumberCoding.encode($0) }, ExactNumberCoding.extended)
            .named(name) { $0[keyPath: path] }
    }

    /// A distance or radius that may be infinite; one that is not a number says no more than an infinite one.
    static func reach(_ key: String, _ path: Path<Double>) -> Self {
        member(key, path, { ExactNumberCoding.encode($0.isNaN ? .infinity : $0) }, ExactNumberCoding.extended)
    }

    /// A finite float64 that may be absent.
    static func number(_ key: String, _ path: Path<Double?>, _ name: Name? = nil) -> Self {
        member(key, path, isOptional: true, { $0.map { ExactNumberCoding.encode($0) } }, ExactNumberCoding.double)
            .named(name) { $0[keyPath: path] }
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
    /// - Parameter count: as above.
    static func numbers(
        _ key: String, _ path: Path<[Double]?>, count: @escaping @Sendable (Root) -> Int? = { _ in nil }
    ) -> Self {
        Self(key, isOptional: true, encode: { $0[keyPath: path].map { ExactNumberCoding.encode($0) } }) {
            (root, place) throws(FormatError) in
            root[keyPath: path] = try ExactNumberCoding.doubles(place, count: count(root))
        }
    }

    /// Exact numbers of any length.
    static func exact(
        _ key: String, _ path: Path<[Dyadic]>, count: @escaping @Sendable (Root) -> Int? = { _ in nil }
    ) -> Self {
        Self(key, encode: { ExactNumberCoding.encode($0[keyPath: path]) }) { (root, place) throws(FormatError) in
            root[keyPath: path] = try ExactNumberCoding.dyadics(place, count: count(root))
        }
    }

    /// A lower and an upper bound.
    static func bounds(_ key: String, _ path: Path<Bounds>) -> Self {
        member(key, path, { ExactNumberCoding.encode($0) }, ExactNumberCoding.bounds)
    }

    /// A lower and an upper bound that may be absent.
    static func bounds(_ key: String, _ path: Path<Bounds?>) -> Self {
        member(key, path, isOptional: true, { $0.map { ExactNumberCoding.encode($0) } }, ExactNumberCoding.bounds)
    }

    // MARK: Counts and indices

    /// How many there are of something.
    static func count(_ key: String, _ path: Path<Int>) -> Self {
        member(key, path, { .number(JSONNumber($0)) }, ExactNumberCoding.index)
    }

    /// How many there are, when that is said.
    static func count(_ key: String, _ path: Path<Int?>) -> Self {
        member(key, path, isOptional: true, { $0.map { .number(JSONNumber($0)) } }, ExactNumberCoding.index)
    }

    /// An integer within a range.
    static func integer(_ key: String, _ path: Path<Int>, in range: ClosedRange<Int>) -> Self {
        member(key, path, { .number(JSONNumber($0)) }) { (place) throws(FormatError) in try place.integer(in: range) }
    }

    /// The index of a neuron.
    static func index(_ key: String, _ path: Path<Int>) -> Self { count(key, path) }

    /// Indices of neurons.
    static func indices(_ key: String, _ path: Path<[Int]>, count: Int? = nil) -> Self {
        member(key, path, { ExactNumberCoding.encode(indices: $0) }) { (place) throws(FormatError) in
            try ExactNumberCoding.map(try place.elements(count: count), ExactNumberCoding.index)
        }
    }

    /// Indices that are left out when there are none.
    static func indicesIfAny(_ key: String, _ path: Path<[Int]>) -> Self {
        member(key, path, isOptional: true, { $0.isEmpty ? Optional.none : ExactNumberCoding.encode(indices: $0) }) {
            (place) throws(FormatError) in
            try ExactNumberCoding.map(try place.elements(), ExactNumberCoding.index)
        }
    }

    // MARK: Words

    /// true or false.
    static func flag(_ key: String, _ path: Path<Bool>) -> Self {
        member(key, path, { .bool($0) }) { (place) throws(FormatError) in try place.bool() }
    }

    /// true or false, when that is said.
    static func flag(_ key: String, _ path: Path<Bool?>) -> Self {
        member(key, path, isOptional: true, { $0.map { .bool($0) } }) { (place) throws(FormatError) in
            try place.bool()
        }
    }

    /// A text.
    static func text(_ key: String, _ path: Path<String>) -> Self {
        member(key, path, { .string($0) }) { (place) throws(FormatError) in try place.string() }
    }

    /// A text without control characters.
    static func line(_ key: String, _ path: Path<String>) -> Self {
        member(key, path, { .string($0) }) { (place) throws(FormatError) in try place.line() }
    }

    /// One of several words.
    static func choice<Word: Sendable & RawRepresentable & CaseIterable>(_ key: String, _ path: Path<Word>) -> Self
    where Word.RawValue == String {
        member(key, path, { .string($0.rawValue) }) { (place) throws(FormatError) in try place.choice() }
    }

    // MARK: Objects

    /// An object.
    static func object<Value>(_ key: String, _ path: Path<Value>, _ coding: ObjectCoding<Value>) -> Self {
        member(key, path, coding.encode) { (place) throws(FormatError) in try coding.decode(place) }
    }

    /// An object that may be absent.
    static func object<Value>(_ key: String, _ path: Path<Value?>, _ coding: ObjectCoding<Value>) -> Self {
        member(key, path, isOptional: true, { $0.map(coding.encode) }) { (place) throws(FormatError) in
            try coding.decode(place)
        }
    }

    /// A value that is null when there is none; the member is always there.
    static func nullable<Value>(
        _ key: String, _ path: Path<Value?>, _ encode: @escaping @Sendable (Value) -> JSONValue,
        _ decode: @escaping @Sendable (JSONCursor) throws(FormatError) -> Value
    ) -> Self {
        member(key, path, { $0.map(encode) ?? .null }) { (place) throws(FormatError) in
            place.isNull ? nil : try decode(place)
        }
    }

    /// An object that is null when there is none.
    static func nullable<Value>(_ key: String, _ path: Path<Value?>, _ coding: ObjectCoding<Value>) -> Self {
        nullable(key, path, coding.encode) { (place) throws(FormatError) in try coding.decode(place) }
    }

    /// A list of objects.
    static func objects<Value>(_ key: String, _ path: Path<[Value]>, _ coding: ObjectCoding<Value>) -> Self {
        member(key, path, { .array($0.map(coding.encode)) }) { (place) throws(FormatError) in
            try ExactNumberCoding.map(try place.elements(), coding.decode)
        }
    }

    /// A list of objects that is left out when it is empty.
    static func objectsIfAny<Value>(_ key: String, _ path: Path<[Value]>, _ coding: ObjectCoding<Value>) -> Self {
        member(key, path, isOptional: true, { $0.isEmpty ? Optional.none : .array($0.map(coding.encode)) }) {
            (place) throws(FormatError) in
            try ExactNumberCoding.map(try place.elements(), coding.decode)
        }
    }
}

extension ExactNumberCoding {
    /// An index or a count; whether there is such a neuron is for the argument to say.
    static func index(_ cursor: JSONCursor) throws(FormatError) -> Int { try cursor.integer(in: 0...1_000_000) }

    static func encode(indices: [Int]) -> JSONValue { .array(indices.map { .number(JSONNumber($0)) }) }

    /// K0, K1, K2 in one list.
    static func encode(_ constants: LipschitzConstants) -> JSONValue {
        encode([constants.loss, constants.gradient, constants.hessian])
    }

    static func lipschitzConstants(_ cursor: JSONCursor) throws(FormatError) -> LipschitzConstants {
        let values = try doubles(cursor, count: 3)
        return LipschitzConstants(loss: values[0], gradient: values[1], hessian: values[2])
    }
}
