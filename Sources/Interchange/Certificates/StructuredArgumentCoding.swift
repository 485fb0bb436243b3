import Certify
import Formats
import Gaussian
import Networks

/// Structured arguments as JSON, told apart by their `kind`.
///
/// A new argument writes its own `StructuredArgumentCoding.Kind` in a file beside this one and adds one line to
/// ``kinds``. Arguments of a kind that is not listed are refused in either direction: a certificate nobody can read
/// back must not be written.
public enum StructuredArgumentCoding {
    /// How one kind of argument is written and read.
    public struct Kind: Sendable {
        /// The `kind` of the arguments, and the value of the key "kind".
        public let name: String
        fileprivate let encode: @Sendable (any StructuredArgument) -> JSONValue?
        fileprivate let decode: @Sendable (JSONCursor) throws(FormatError) -> any StructuredArgument

        /// - Parameters:
        ///   - encode: every number the argument uses, as one JSON value.
        ///   - decode: the argument from that value, strictly: no unknown keys, dimensions checked, finite numbers.
        public init<A: StructuredArgument>(
            _ name: String, encode: @escaping @Sendable (A) -> JSONValue,
            decode: @escaping @Sendable (JSONCursor) throws(FormatError) -> A
        ) {
            self.name = name
            self.encode = { ($0 as? A).map(encode) }
            self.decode = { (cursor) throws(FormatError) in try decode(cursor) }
        }
    }

    /// Every kind that certificates may hold, one line each.
    public static let kinds: [Kind] = [
        Kind(GlobalMinimumArgument.kind, encode: GlobalMinimumCoding.encode, decode: GlobalMinimumCoding.decode),
        Kind(
            GlobalMinimumArgument.kindOfSeveralOutputs, encode: GlobalMinimumCoding.encode,
            decode: GlobalMinimumCoding.decodeSeveralOutputs),
        Kind(InterpolationArgument.kind, encode: { InterpolationCoding.coding.encode($0) }) {
            (cursor) throws(FormatError) in
            try InterpolationCoding.coding.decode(cursor, into: InterpolationCoding.blank)
        },
        Kind("reduction", encode: ReductionCoding.encode, decode: ReductionCoding.decode),
        Kind(
            DependentInputsArgument.kind, encode: DependentInputsCoding.encode, decode: DependentInputsCoding.decode),
        Kind("minimum-at-infinity", encode: ChannelCoding.encode, decode: ChannelCoding.decode),
        Kind(
            GaussianReLUGlobalMinimum.kind, encode: GaussianReLUGlobalMinimumCoding.encode,
            decode: GaussianReLUGlobalMinimumCoding.decode),
        Kind(SymmetricReLUArgument.kind, encode: { SymmetricReLUCoding.coding.encode($0) }) {
            (cursor) throws(FormatError) in
            try SymmetricReLUCoding.coding.decode(cursor, into: SymmetricReLUCoding.blank)
        },
    ]

    /// The argument as `{"kind": .., "witness": ..}`.
    ///
    /// - Precondition: its kind is listed in ``kinds``.
    public static func encode(_ argument: any StructuredArgument) -> JSONValue {
        guard let kind = kinds.first(where: { $0.name == argument.kind }), let witness = kind.encode(argument) else {
            preconditionFailure("arguments of kind '\(argument.kind)' are not listed in StructuredArgumentCoding.kinds")
        }
        return ["kind": .string(kind.name), "witness": witness]
    }

    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> any StructuredArgument {
        try cursor.rejectKeys(except: ["kind", "witness"])
        let name = try cursor["kind"].string()
        guard let kind = kinds.first(where: { $0.name == name }) else {
            let known = kinds.map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw try cursor["kind"].failure(
                expected: kinds.isEmpty
                    ? "a kind of structured argument that this version knows (it knows none)" : "one of \(known)")
        }
        return try kind.decode(try cursor["witness"])
    }
}
