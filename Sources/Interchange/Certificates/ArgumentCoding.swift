import Certify
import Formats
import Rigor

/// Arguments as JSON, every number they use included. Points, directions and bases are checked against the number n of
/// parameters.
public enum ArgumentCoding {
    public static func encode(_ argument: Argument) -> JSONValue {
        switch argument {
        case .isolatedPoint(let witness):
            ["isolated_point": IsolatedPointCoding.alone(parameterCount: witness.centre.count).encode(witness)]
        case .structured(let argument): ["structured": StructuredArgumentCoding.encode(argument)]
        case .exclusion(let witness, let nearest):
            .object([
                ("exclusion", exclusion(parameterCount: witness.centre.count).encode(witness)),
                ("nearest", nearest.map(encode)),
            ])
        case .none: ["none": true]
        }
    }

    public static func decode(_ cursor: JSONCursor, parameterCount n: Int) throws(FormatError) -> Argument {
        try decode(cursor, n, isNearest: false)
    }

    private static func decode(_ cursor: JSONCursor, _ n: Int, isNearest: Bool) throws(FormatError) -> Argument {
        if let place = try cursor.optional("isolated_point") {
            try cursor.rejectKeys(except: ["isolated_point"])
            return .isolatedPoint(try IsolatedPointCoding.alone(parameterCount: n).decode(place))
        }
        if let place = try cursor.optional("structured") {
            try cursor.rejectKeys(except: ["structured"])
            return .structured(try StructuredArgumentCoding.decode(place))
        }
        if !isNearest, let place = try cursor.optional("exclusion") {
            try cursor.rejectKeys(except: ["exclusion", "nearest"])
            var nearest: Argument?
            if let inner = try cursor.optional("nearest") { nearest = try decode(inner, n, isNearest: true) }
            return .exclusion(try exclusion(parameterCount: n).decode(place), nearest: nearest)
        }
        if !isNearest, let place = try cursor.optional("none") {
            try cursor.rejectKeys(except: ["none"])
            guard try place.bool() else { throw place.failure(expected: "true") }
            return .none
        }
        throw cursor.failure(
            expected: "an object with one of the keys 'isolated_point', 'structured'"
                + (isNearest ? "" : ", 'exclusion', 'none'"))
    }

    // MARK: Exclusion

    fileprivate static func exclusion(parameterCount n: Int) -> ObjectCoding<ExclusionWitness> {
        ObjectCoding(
            blank: ExclusionWitness(centre: [], radius: 0, direction: [], hessianLipschitz: 0),
            [
                .exact("centre", \.centre) { _ in n }, .number("radius", \.radius, ("rho", .lower)),
                .numbers("direction", \.direction) { _ in n },
                .number("lipschitz_hessian", \.hessianLipschitz, ("K2", .upper)),
            ])
    }

    // MARK: References

    public static func encode(_ reference: Reference) -> JSONValue {
        switch reference {
        case .infimumZero(.zeroByRealizingTeacher):
            ["infimum": "zero", "because": "realizing-teacher"]
        case .infimumZero(.zeroByConstruction(let why)):
            ["infimum": "zero", "because": "construction", "construction": .string(why)]
        case .point(let point, let lossUpper):
            ["point": ExactNumberCoding.encode(point), "loss_upper": ExactNumberCoding.encode(lossUpper)]
        }
    }

    public static func reference(_ cursor: JSONCursor, parameterCount n: Int) throws(FormatError) -> Reference {
        if let place = try cursor.optional("point") {
            try cursor.rejectKeys(except: ["point", "loss_upper"])
            return .point(
                try ExactNumberCoding.dyadics(place, count: n),
                lossUpper: try ExactNumberCoding.double(try cursor["loss_upper"]))
        }
        guard try cursor["infimum"].string() == "zero" else {
            throw try cursor["infimum"].failure(expected: "\"zero\"")
        }
        switch try cursor["because"].string() {
        case "realizing-teacher":
            try cursor.rejectKeys(except: ["infimum", "because"])
            return .infimumZero(.zeroByRealizingTeacher)
        case "construction":
            try cursor.rejectKeys(except: ["infimum", "because", "construction"])
            return .infimumZero(.zeroByConstruction(try cursor["construction"].string()))
        default:
            throw try cursor["because"].failure(expected: "\"realizing-teacher\" or \"construction\"")
        }
    }
}

extension ExclusionWitness {
    /// rho and K2.
    package var namedBounds: [NamedBound] {
        ArgumentCoding.exclusion(parameterCount: centre.count).bounds(self)
    }
}
