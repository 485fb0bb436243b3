import Certify
import Formats
import Networks
import Rigor

/// An argument about inputs that are linearly dependent on the data as JSON, with the argument about what is left.
enum DependentInputsCoding {
    static let coding = ObjectCoding<DependentInputsArgument>(
        blank: DependentInputsArgument(
            dependent: DependentInputs(inputs: []), inner: .isolatedPoint(IsolatedPointCoding.blank)),
        [
            .objects("inputs", \.dependent.inputs, input),
            .member("argument", \.inner, { encode($0) }, { (place) throws(FormatError) in try inner(place) }),
        ])

    private static let input = ObjectCoding<DependentInputs.Input>(
        blank: DependentInputs.Input(coordinate: 0, coefficients: []),
        [
            .index("input", \.coordinate),
            .member("coefficients", \.coefficients, { ProblemFile.list($0) }, ProblemFile.rationals),
        ])

    private static func encode(_ inner: DependentInputsArgument.Inner) -> JSONValue {
        switch inner {
        case .isolatedPoint(let witness): ["isolated_point": IsolatedPointCoding.narrow.encode(witness)]
        case .structured(let argument): ["structured": StructuredArgumentCoding.encode(argument)]
        }
    }

    private static func inner(_ cursor: JSONCursor) throws(FormatError) -> DependentInputsArgument.Inner {
        if let place = try cursor.optional("isolated_point") {
            try cursor.rejectKeys(except: ["isolated_point"])
            return .isolatedPoint(try IsolatedPointCoding.narrow.decode(place))
        }
        try cursor.rejectKeys(except: ["structured"])
        let place = try cursor["structured"]
        // no nesting
        guard try place["kind"].choice(KnownArgument.Kind.self) != .dependentInputs else {
            throw try place["kind"].failure(expected: "an argument about independent inputs")
        }
        return .structured(try StructuredArgumentCoding.decode(place))
    }
}
