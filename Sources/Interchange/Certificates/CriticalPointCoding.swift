import Certify
import Formats
import Gaussian
import Rigor

/// What verdicts state about a critical point, about the limit of a channel and about a ball without critical points,
/// as JSON.
enum CriticalPointCoding {
    static let point = ObjectCoding<CriticalPoint>(
        blank: CriticalPoint(
            loss: .entireLine, gradientNormUpper: .infinity, smallestEigenvalue: .entireLine, indexLower: 0,
            indexUpper: 0, nullity: nil, isIsolated: nil, distanceUpper: .infinity, isProvedNonGlobal: false),
        [
            .bounds("loss", \.loss), .extended("gradient_norm_upper", \.gradientNormUpper),
            .bounds("smallest_eigenvalue", \.smallestEigenvalue), index("index_lower", \.indexLower),
            index("index_upper", \.indexUpper), .count("nullity", \.nullity), .flag("isolated", \.isIsolated),
            .number("uniqueness_radius", \.uniquenessRadius), .count("family_dimension", \.familyDimension),
            level, .text("structure", \.structure), .extended("distance_upper", \.distanceUpper),
            .flag("proved_non_global", \.isProvedNonGlobal), .bounds("largest_eigenvalue", \.largestEigenvalue),
            learning,
        ])

    /// At most the number of parameters, of which a student that a symmetry gives has k².
    private static func index(
        _ key: String, _ path: WritableKeyPath<CriticalPoint, Int> & Sendable
    ) -> ObjectCoding<CriticalPoint>.Field {
        .integer(key, path, in: 0...DiagonalSymmetry.largestOrder * DiagonalSymmetry.largestOrder)
    }

    /// May be negative.
    private static let level = ObjectCoding<CriticalPoint>.Field.member(
        "level", \.level, isOptional: true, { $0.map { .number(JSONNumber($0)) } }
    ) { (place) throws(FormatError) in try place.integer() }

    /// lambda and its multiplicity, both or none.
    private static let learning = ObjectCoding<CriticalPoint>.Field(
        ["learning_coefficient", "learning_multiplicity"],
        encode: {
            [
                ("learning_coefficient", $0.learningCoefficient.map { ExactNumberCoding.encode($0.value) }),
                ("learning_multiplicity", $0.learningCoefficient.map { .number(JSONNumber($0.multiplicity)) }),
            ]
        }
    ) { (point, object) throws(FormatError) in
        if let place = try object.optional("learning_coefficient") {
            point.learningCoefficient = LearningCoefficient(
                try ExactNumberCoding.rational(place),
                multiplicity: try ExactNumberCoding.index(try object["learning_multiplicity"]))
        } else if let place = try object.optional("learning_multiplicity") {
            throw place.failure(expected: "no multiplicity without a learning coefficient")
        }
    }

    static let limit = ObjectCoding<LimitAtInfinity>(
        blank: LimitAtInfinity(
            limitLoss: .entireLine, smallestEigenvalue: .entireLine, tubeLength: 0, tubeDistanceUpper: .infinity,
            structure: "", isProvedNonGlobal: false),
        [
            .bounds("limit_loss", \.limitLoss), .bounds("smallest_eigenvalue", \.smallestEigenvalue),
            .number("tube_length", \.tubeLength), tubeDistance, tubeScale, .text("structure", \.structure),
            .flag("proved_non_global", \.isProvedNonGlobal),
        ])

    /// Certificates of earlier versions call it `distance_upper`.
    private static let tubeDistance = ObjectCoding<LimitAtInfinity>.Field(
        ["tube_distance_upper", "distance_upper"],
        encode: { [("tube_distance_upper", ExactNumberCoding.encode($0.tubeDistanceUpper))] }
    ) { (limit, object) throws(FormatError) in
        let earlier = try object.optional("distance_upper")
        if let earlier, try object.optional("tube_distance_upper") != nil {
            throw earlier.failure(expected: "one of distance_upper and tube_distance_upper", found: "both")
        }
        let place: JSONCursor
        if let earlier { place = earlier } else { place = try object["tube_distance_upper"] }
        limit.tubeDistanceUpper = try ExactNumberCoding.extended(place)
    }

    /// Certificates of earlier versions name no scale, which means 1.
    private static let tubeScale = ObjectCoding<LimitAtInfinity>.Field.member(
        "tube_scale", \.tubeScale, isOptional: true, { ExactNumberCoding.encode($0) }, ExactNumberCoding.double)

    static let ball = ObjectCoding<NotCritical>(
        blank: NotCritical(radius: 0, loss: .entireLine, gradientNormUpper: .infinity),
        [
            .number("radius", \.radius), .bounds("loss", \.loss),
            .extended("gradient_norm_upper", \.gradientNormUpper),
        ])
}
