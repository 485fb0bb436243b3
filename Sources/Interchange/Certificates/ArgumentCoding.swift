import Certify
import Formats
import Rigor

/// Arguments as JSON, every number they use included. Points, directions and bases are checked against the number n of parameters.
public enum ArgumentCoding {
    public static func encode(_ argument: Argument) -> JSONValue {
        switch argument {
        case .isolatedPoint(let witness): ["isolated_point": encode(witness)]
        case .structured(let argument): ["structured": StructuredArgumentCoding.encode(argument)]
        case .exclusion(let witness, let nearest):
            .object([("exclusion", encode(witness)), ("nearest", nearest.map(encode))])
        case .none: ["none": true]
        }
    }

    public static func decode(_ cursor: JSONCursor, parameterCount n: Int) throws(FormatError) -> Argument {
        try decode(cursor, n, isNearest: false)
    }

    private static func decode(_ cursor: JSONCursor, _ n: Int, isNearest: Bool) throws(FormatError) -> Argument {
        if let place = try cursor.optional("isolated_point") {
            try cursor.rejectKeys(except: ["isolated_point"])
            return .isolatedPoint(try isolatedPoint(place, parameterCount: n))
        }
        if let place = try cursor.optional("structured") {
            try cursor.rejectKeys(except: ["structured"])
            return .structured(try StructuredArgumentCoding.decode(place))
        }
        if !isNearest, let place = try cursor.optional("exclusion") {
            try cursor.rejectKeys(except: ["exclusion", "nearest"])
            var nearest: Argument?
            if let inner = try cursor.optional("nearest") { nearest = try decode(inner, n, isNearest: true) }
            return .exclusion(try exclusion(place, parameterCount: n), nearest: nearest)
        }
        if !isNearest, let place = try cursor.optional("none") {
            try cursor.rejectKeys(except: ["none"])
            guard try place.bool() else { throw place.failure(expected: "true") }
            return .none
        }
        throw cursor.failure(
            expected: "an object with one of the keys 'isolated_point', 'structured'" + (isNearest ? "" : ", 'exclusion', 'none'"))
    }

    // MARK: Isolated points

    public static func encode(_ witness: IsolatedPointWitness) -> JSONValue {
        .object([
            ("centre", ExactNumberCoding.encode(witness.centre)),
            ("radius", ExactNumberCoding.encode(witness.radius)),
            ("gradient_norm", ExactNumberCoding.encode(witness.gradientNorm)),
            ("spectral_gap", ExactNumberCoding.encode(witness.spectralGap)),
            ("lipschitz_loss", ExactNumberCoding.encode(witness.lipschitz.loss)),
            ("lipschitz_gradient", ExactNumberCoding.encode(witness.lipschitz.gradient)),
            ("lipschitz_hessian", ExactNumberCoding.encode(witness.lipschitz.hessian)),
            ("lemmas", witness.lemmas.map(encode)),
            ("basis", ExactNumberCoding.encode(witness.basis)),
        ])
    }

    /// - Parameter n: the number of parameters of the landscape the witness is about.
    public static func isolatedPoint(_ cursor: JSONCursor, parameterCount n: Int) throws(FormatError) -> IsolatedPointWitness {
        try cursor.rejectKeys(except: [
            "centre", "radius", "gradient_norm", "spectral_gap", "lipschitz_loss", "lipschitz_gradient",
            "lipschitz_hessian", "lemmas", "basis",
        ])
        func number(_ key: String) throws(FormatError) -> Double { try ExactNumberCoding.double(try cursor[key]) }
        var published: PublishedLemmas?
        if let place = try cursor.optional("lemmas") { published = try lemmas(place) }
        return IsolatedPointWitness(
            centre: try ExactNumberCoding.dyadics(try cursor["centre"], count: n),
            radius: try number("radius"), gradientNorm: try number("gradient_norm"),
            spectralGap: try number("spectral_gap"),
            lipschitz: LipschitzConstants(
                loss: try number("lipschitz_loss"), gradient: try number("lipschitz_gradient"),
                hessian: try number("lipschitz_hessian")),
            basis: try ExactNumberCoding.doubles(try cursor["basis"], count: n * n), lemmas: published)
    }

    private static func encode(_ lemmas: PublishedLemmas) -> JSONValue {
        .object([
            ("epsilon", ExactNumberCoding.encode(lemmas.gradientNorm)),
            ("lambda_min", ExactNumberCoding.encode(lemmas.smallestEigenvalue)),
            ("B", ExactNumberCoding.encode(lemmas.thirdDerivative)),
            ("trial_radius", ExactNumberCoding.encode(lemmas.trialRadius)),
            ("discriminant_lower", ExactNumberCoding.encode(lemmas.discriminantLower)),
            ("radius_upper", lemmas.radius.map { ExactNumberCoding.encode($0) }),
            ("loss_lower", ExactNumberCoding.encode(lemmas.lossLower)),
            ("K0", ExactNumberCoding.encode(lemmas.lipschitz)),
            ("reference_upper", lemmas.referenceUpper.map { ExactNumberCoding.encode($0) }),
            ("margin_lower", lemmas.marginLower.map { ExactNumberCoding.encode($0) }),
        ])
    }

    private static func lemmas(_ cursor: JSONCursor) throws(FormatError) -> PublishedLemmas {
        try cursor.rejectKeys(except: [
            "epsilon", "lambda_min", "B", "trial_radius", "discriminant_lower", "radius_upper", "loss_lower", "K0",
            "reference_upper", "margin_lower",
        ])
        func number(_ key: String) throws(FormatError) -> Double { try ExactNumberCoding.extended(try cursor[key]) }
        return PublishedLemmas(
            gradientNorm: try number("epsilon"), smallestEigenvalue: try number("lambda_min"),
            thirdDerivative: try number("B"), trialRadius: try number("trial_radius"),
            discriminantLower: try number("discriminant_lower"),
            radius: try ExactNumberCoding.optionalDouble(cursor, "radius_upper"), lossLower: try number("loss_lower"),
            lipschitz: try number("K0"), referenceUpper: try ExactNumberCoding.optionalDouble(cursor, "reference_upper"),
            marginLower: try ExactNumberCoding.optionalDouble(cursor, "margin_lower"))
    }

    // MARK: Exclusion

    private static func encode(_ witness: ExclusionWitness) -> JSONValue {
        .object([
            ("centre", ExactNumberCoding.encode(witness.centre)),
            ("radius", ExactNumberCoding.encode(witness.radius)),
            ("direction", ExactNumberCoding.encode(witness.direction)),
            ("lipschitz_hessian", ExactNumberCoding.encode(witness.hessianLipschitz)),
        ])
    }

    private static func exclusion(_ cursor: JSONCursor, parameterCount n: Int) throws(FormatError) -> ExclusionWitness {
        try cursor.rejectKeys(except: ["centre", "radius", "direction", "lipschitz_hessian"])
        return ExclusionWitness(
            centre: try ExactNumberCoding.dyadics(try cursor["centre"], count: n),
            radius: try ExactNumberCoding.double(try cursor["radius"]),
            direction: try ExactNumberCoding.doubles(try cursor["direction"], count: n),
            hessianLipschitz: try ExactNumberCoding.double(try cursor["lipschitz_hessian"]))
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
        guard try cursor["infimum"].string() == "zero" else { throw try cursor["infimum"].failure(expected: "\"zero\"") }
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
