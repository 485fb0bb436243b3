import Certify
import Formats
import Networks
import Rigor

/// An argument about inputs that are linearly dependent on the data as JSON, with the argument about what is left.
public enum DependentInputsCoding {
    private static let argument = ObjectCoding<DependentInputsArgument>([
        .objects(
            "inputs", \.dependent.inputs, input, blank: DependentInputs.Input(coordinate: 0, coefficients: [])),
        .init("argument", encode: { encode($0.inner) }) { (argument, place) throws(FormatError) in
            argument.inner = try inner(place)
        },
    ])

    private static let input = ObjectCoding<DependentInputs.Input>([
        .index("input", \.coordinate),
        .init("coefficients", encode: { .array($0.coefficients.map { ExactNumberCoding.encode($0) }) }) {
            (input, place) throws(FormatError) in
            input.coefficients = try ExactNumberCoding.map(try place.elements(), ExactNumberCoding.rational)
        },
    ])

    public static func encode(_ argument: DependentInputsArgument) -> JSONValue { self.argument.encode(argument) }

    /// Reads what `encode` writes, strictly. Dimensions are verified when the argument is concluded.
    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> DependentInputsArgument {
        try argument.decode(
            cursor,
            into: DependentInputsArgument(
                dependent: DependentInputs(inputs: []), inner: .isolatedPoint(IsolatedPointCoding.blank)))
    }

    private static func encode(_ inner: DependentInputsArgument.Inner) -> JSONValue {
        switch inner {
        case .isolatedPoint(let witness): ["isolated_point": IsolatedPointCoding.narrow.encode(witness)]
        case .structured(let argument): ["structured": StructuredArgumentCoding.encode(argument)]
        }
    }

    private static func inner(_ cursor: JSONCursor) throws(FormatError) -> DependentInputsArgument.Inner {
        if let place = try cursor.optional("isolated_point") {
            try cursor.rejectKeys(except: ["isolated_point"])
            return .isolatedPoint(try IsolatedPointCoding.narrow.decode(place, into: IsolatedPointCoding.blank))
        }
        try cursor.rejectKeys(except: ["structured"])
        let place = try cursor["structured"]
        // no nesting
        guard try place["kind"].string() != DependentInputsArgument.kind else {
            throw try place["kind"].failure(expected: "an argument about independent inputs")
        }
        return .structured(try StructuredArgumentCoding.decode(place))
    }
}
