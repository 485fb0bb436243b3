import Certify
import Formats
import Rigor

/// Verdicts as JSON, every number they state included.
public enum VerdictCoding {
    public static func encode(_ verdict: Verdict) -> JSONValue {
        let name = JSONValue.string(verdict.name)
        switch verdict {
        case .localMinimum(let point, let globality):
            return .object([
                ("name", name), ("globality", .string(globality.rawValue)), ("critical_point", encode(point)),
            ])
        case .globalMinimum(let point), .saddle(let point):
            return .object([("name", name), ("critical_point", encode(point))])
        case .endOfSaddleLine(let point, let index):
            return .object([
                ("name", name), ("saddle_index_lower", .number(JSONNumber(index))), ("critical_point", encode(point)),
            ])
        case .minimumAtInfinity(let limit), .saddleAtInfinity(let limit):
            return .object([("name", name), ("channel", encode(limit))])
        case .notCritical(let ball, let nearest):
            return .object([("name", name), ("ball", encode(ball)), ("nearest", nearest.map(encode))])
        case .undecided(let reason):
            return .object([("name", name), ("reason", encode(reason))])
        }
    }

    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> Verdict {
        try decode(cursor, isNearest: false)
    }

    private static func decode(_ cursor: JSONCursor, isNearest: Bool) throws(FormatError) -> Verdict {
        let place = try cursor["name"], kind: Verdict.Kind = try place.choice()
        // only a certified point is named beside a ball without critical points
        if isNearest, !kind.certifiesPoint { throw place.failure(expected: "a verdict about a critical point") }
        switch kind {
        case .localMinimum:
            try cursor.rejectKeys(except: ["name", "globality", "critical_point"])
            return .localMinimum(try criticalPoint(try cursor["critical_point"]), try cursor["globality"].choice())
        case .globalMinimum:
            try cursor.rejectKeys(except: ["name", "critical_point"])
            return .globalMinimum(try criticalPoint(try cursor["critical_point"]))
        case .saddle:
            try cursor.rejectKeys(except: ["name", "critical_point"])
            return .saddle(try criticalPoint(try cursor["critical_point"]))
        case .endOfSaddleLine:
            try cursor.rejectKeys(except: ["name", "saddle_index_lower", "critical_point"])
            return .endOfSaddleLine(
                try criticalPoint(try cursor["critical_point"]),
                saddleIndex: try cursor["saddle_index_lower"].integer(in: counts))
        case .minimumAtInfinity:
            try cursor.rejectKeys(except: ["name", "channel"])
            return .minimumAtInfinity(try limitAtInfinity(try cursor["channel"]))
        case .saddleAtInfinity:
            try cursor.rejectKeys(except: ["name", "channel"])
            return .saddleAtInfinity(try limitAtInfinity(try cursor["channel"]))
        case .notCritical:
            try cursor.rejectKeys(except: ["name", "ball", "nearest"])
            var nearest: Verdict?
            if let place = try cursor.optional("nearest") { nearest = try decode(place, isNearest: true) }
            return .notCritical(try notCritical(try cursor["ball"]), nearest: nearest)
        case .undecided:
            try cursor.rejectKeys(except: ["name", "reason"])
            return .undecided(try reason(try cursor["reason"]))
        }
    }

    // MARK: Critical points

    private static func encode(_ point: CriticalPoint) -> JSONValue {
        .object([
            ("loss", ExactNumberCoding.encode(point.loss)),
            ("gradient_norm_upper", ExactNumberCoding.encode(point.gradientNormUpper)),
            ("smallest_eigenvalue", ExactNumberCoding.encode(point.smallestEigenvalue)),
            ("index_lower", .number(JSONNumber(point.indexLower))),
            ("index_upper", .number(JSONNumber(point.indexUpper))),
            ("nullity", point.nullity.map { .number(JSONNumber($0)) }),
            ("isolated", point.isIsolated.map { .bool($0) }),
            ("uniqueness_radius", point.uniquenessRadius.map { ExactNumberCoding.encode($0) }),
            ("family_dimension", .number(JSONNumber(point.familyDimension))),
            ("level", point.level.map { .number(JSONNumber($0)) }),
            ("structure", .string(point.structure)),
            ("distance_upper", ExactNumberCoding.encode(point.distanceUpper)),
            ("proved_non_global", .bool(point.isProvedNonGlobal)),
            ("largest_eigenvalue", point.largestEigenvalue.map { ExactNumberCoding.encode($0) }),
            ("learning_coefficient", point.learningCoefficient.map { ExactNumberCoding.encode($0.value) }),
            ("learning_multiplicity", point.learningCoefficient.map { .number(JSONNumber($0.multiplicity)) }),
        ])
    }

    private static let counts = 0...1_000_000

    private static func criticalPoint(_ cursor: JSONCursor) throws(FormatError) -> CriticalPoint {
        try cursor.rejectKeys(except: [
            "loss", "gradient_norm_upper", "smallest_eigenvalue", "index_lower", "index_upper", "nullity", "isolated",
            "uniqueness_radius", "family_dimension", "level", "structure", "distance_upper", "proved_non_global",
            "largest_eigenvalue", "learning_coefficient", "learning_multiplicity",
        ])
        var largest: Bounds?, coefficient: LearningCoefficient?
        if let place = try cursor.optional("largest_eigenvalue") { largest = try ExactNumberCoding.bounds(place) }
        if let place = try cursor.optional("learning_coefficient") {
            coefficient = LearningCoefficient(
                try ExactNumberCoding.rational(place),
                multiplicity: try cursor["learning_multiplicity"].integer(in: counts))
        } else if let place = try cursor.optional("learning_multiplicity") {
            throw place.failure(expected: "no multiplicity without a learning coefficient")
        }
        var nullity: Int?, level: Int?, isIsolated: Bool?
        if let place = try cursor.optional("isolated") { isIsolated = try place.bool() }
        if let place = try cursor.optional("nullity") { nullity = try place.integer(in: counts) }
        if let place = try cursor.optional("level") { level = try place.integer() }
        return CriticalPoint(
            loss: try ExactNumberCoding.bounds(try cursor["loss"]),
            gradientNormUpper: try ExactNumberCoding.extended(try cursor["gradient_norm_upper"]),
            smallestEigenvalue: try ExactNumberCoding.bounds(try cursor["smallest_eigenvalue"]),
            indexLower: try cursor["index_lower"].integer(in: counts),
            indexUpper: try cursor["index_upper"].integer(in: counts),
            nullity: nullity, isIsolated: isIsolated,
            distanceUpper: try ExactNumberCoding.extended(try cursor["distance_upper"]),
            isProvedNonGlobal: try cursor["proved_non_global"].bool(),
            familyDimension: try cursor["family_dimension"].integer(in: counts), level: level,
            structure: try cursor["structure"].string(),
            uniquenessRadius: try ExactNumberCoding.optionalDouble(cursor, "uniqueness_radius"),
            largestEigenvalue: largest, learningCoefficient: coefficient)
    }

    // MARK: The other verdicts

    private static func encode(_ limit: LimitAtInfinity) -> JSONValue {
        .object([
            ("limit_loss", ExactNumberCoding.encode(limit.limitLoss)),
            ("smallest_eigenvalue", ExactNumberCoding.encode(limit.smallestEigenvalue)),
            ("tube_length", ExactNumberCoding.encode(limit.tubeLength)),
            ("tube_distance_upper", ExactNumberCoding.encode(limit.tubeDistanceUpper)),
            ("tube_scale", ExactNumberCoding.encode(limit.tubeScale)),
            ("structure", .string(limit.structure)),
            ("proved_non_global", .bool(limit.isProvedNonGlobal)),
        ])
    }

    private static func limitAtInfinity(_ cursor: JSONCursor) throws(FormatError) -> LimitAtInfinity {
        try cursor.rejectKeys(except: [
            "limit_loss", "smallest_eigenvalue", "tube_length", "tube_distance_upper", "distance_upper", "tube_scale",
            "structure",
            "proved_non_global",
        ])
        // certificates of earlier versions call it distance_upper, and name no scale
        let earlier = try cursor.optional("distance_upper"), current = try cursor.optional("tube_distance_upper")
        if let earlier, current != nil {
            throw earlier.failure(expected: "one of distance_upper and tube_distance_upper", found: "both")
        }
        let distance: JSONCursor
        if let earlier { distance = earlier } else { distance = try cursor["tube_distance_upper"] }
        return LimitAtInfinity(
            limitLoss: try ExactNumberCoding.bounds(try cursor["limit_loss"]),
            smallestEigenvalue: try ExactNumberCoding.bounds(try cursor["smallest_eigenvalue"]),
            tubeLength: try ExactNumberCoding.double(try cursor["tube_length"]),
            tubeDistanceUpper: try ExactNumberCoding.extended(distance),
            tubeScale: try ExactNumberCoding.optionalDouble(cursor, "tube_scale") ?? 1,
            structure: try cursor["structure"].string(),
            isProvedNonGlobal: try cursor["proved_non_global"].bool())
    }

    private static func encode(_ ball: NotCritical) -> JSONValue {
        .object([
            ("radius", ExactNumberCoding.encode(ball.radius)),
            ("loss", ExactNumberCoding.encode(ball.loss)),
            ("gradient_norm_upper", ExactNumberCoding.encode(ball.gradientNormUpper)),
        ])
    }

    private static func notCritical(_ cursor: JSONCursor) throws(FormatError) -> NotCritical {
        try cursor.rejectKeys(except: ["radius", "loss", "gradient_norm_upper"])
        return NotCritical(
            radius: try ExactNumberCoding.double(try cursor["radius"]),
            loss: try ExactNumberCoding.bounds(try cursor["loss"]),
            gradientNormUpper: try ExactNumberCoding.extended(try cursor["gradient_norm_upper"]))
    }

    // MARK: Reasons

    private static func encode(_ reason: UndecidedReason) -> JSONValue {
        let code = JSONValue.string(reason.code)
        // a distance that is not a number says no more than an infinite one
        func number(_ value: Double) -> JSONValue { ExactNumberCoding.encode(value.isNaN ? .infinity : value) }
        switch reason {
        case .refinementRanAway(let distance, let excluded, let required):
            return .object([
                ("code", code), ("distance", number(distance)), ("excluded_radius", number(excluded)),
                ("required_radius", number(required)),
            ])
        case .signsOpen(let positive, let negative, let order, let smallest):
            return .object([
                ("code", code), ("positive", .number(JSONNumber(positive))),
                ("negative", .number(JSONNumber(negative))),
                ("order", .number(JSONNumber(order))), ("smallest_eigenvalue", ExactNumberCoding.encode(smallest)),
            ])
        case .existenceOpen(let detail, let excluded, let required):
            return .object([
                ("code", code), ("detail", .string(detail)), ("excluded_radius", number(excluded)),
                ("required_radius", number(required)),
            ])
        case .structureOpen(let detail):
            return .object([("code", code), ("detail", .string(detail))])
        case .nearestIsFar(let kind, let distance, let attribution, let detail, let excluded, let required):
            return .object([
                ("code", code), ("nearest", .string(kind.rawValue)), ("distance", number(distance)),
                ("attribution", number(attribution)),
                ("detail", .string(detail)), ("excluded_radius", number(excluded)),
                ("required_radius", number(required)),
            ])
        case .evaluation(let failure):
            let (kind, detail) =
                switch failure {
                case .outOfRange(let why): ("out-of-range", why)
                case .float64Unavailable(let why): ("float64-unavailable", why)
                case .notSmooth(let why): ("not-smooth", why)
                }
            return .object([("code", code), ("failure", .string(kind)), ("detail", .string(detail))])
        }
    }

    private static func reason(_ cursor: JSONCursor) throws(FormatError) -> UndecidedReason {
        func number(_ key: String) throws(FormatError) -> Double { try ExactNumberCoding.extended(try cursor[key]) }
        switch try cursor["code"].string() {
        case "refinement-ran-away":
            try cursor.rejectKeys(except: ["code", "distance", "excluded_radius", "required_radius"])
            return .refinementRanAway(
                distance: try number("distance"), excludedRadius: try number("excluded_radius"),
                requiredRadius: try number("required_radius"))
        case "eigenvalue-signs-open":
            try cursor.rejectKeys(except: ["code", "positive", "negative", "order", "smallest_eigenvalue"])
            return .signsOpen(
                positive: try cursor["positive"].integer(in: counts),
                negative: try cursor["negative"].integer(in: counts),
                order: try cursor["order"].integer(in: counts),
                smallest: try ExactNumberCoding.bounds(try cursor["smallest_eigenvalue"]))
        case "existence-open":
            try cursor.rejectKeys(except: ["code", "detail", "excluded_radius", "required_radius"])
            return .existenceOpen(
                try cursor["detail"].line(), excludedRadius: try number("excluded_radius"),
                requiredRadius: try number("required_radius"))
        case "structure-open":
            try cursor.rejectKeys(except: ["code", "detail"])
            return .structureOpen(try cursor["detail"].line())
        case "nearest-is-far":
            try cursor.rejectKeys(except: [
                "code", "nearest", "distance", "attribution", "detail", "excluded_radius", "required_radius",
            ])
            return .nearestIsFar(
                try cursor["nearest"].choice(), distance: try number("distance"),
                attribution: try number("attribution"),
                detail: try cursor["detail"].line(), excludedRadius: try number("excluded_radius"),
                requiredRadius: try number("required_radius"))
        case "not-enclosed":
            try cursor.rejectKeys(except: ["code", "failure", "detail"])
            let detail = try cursor["detail"].line()
            switch try cursor["failure"].string() {
            case "out-of-range": return .evaluation(.outOfRange(detail))
            case "float64-unavailable": return .evaluation(.float64Unavailable(detail))
            case "not-smooth": return .evaluation(.notSmooth(detail))
            default:
                throw try cursor["failure"].failure(
                    expected: "one of \"out-of-range\", \"float64-unavailable\", \"not-smooth\"")
            }
        default:
            throw try cursor["code"].failure(expected: "a known reason")
        }
    }
}
