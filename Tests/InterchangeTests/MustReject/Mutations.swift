import Certify
import Formats
import Networks
import Rigor

@testable import Interchange

/// How each field is made wrong.
enum Mutations {
    /// Fields that are no part of what is proved, with the reason. The seal covers all of them but the seconds.
    static let notProved = [
        "seconds": "wall-clock time, different in every run",
        "program": "who wrote the certificate",
        "source.file": "where the candidate came from; bound by `check --candidates`",
        "source.sha256": "where the candidate came from; bound by `check --candidates`",
        "candidate.index": "a name; bound by the order of the lines of a run and by `check --candidates`",
        "bits": "arithmetic the search used; the check chooses its own, at least 128",
        "at_candidate.bits": "arithmetic of the bounds at the candidate, which have to hold in it; at least 128",
        "rungs.*.bits": "what the search tried in vain",
        "rungs.*.failure": "what the search tried in vain",
        "approximate_escape": "what float64 shows of a way to infinity",
        "seal": "computed from the rest",
    ]

    struct Wrong {
        var values: [JSONValue]
        /// When the field is a free choice of the argument, one of several changes may happen to be another right
        /// choice.
        var oneSuffices = false
    }

    /// Keys whose removal leaves a weaker, still proved statement.
    static func omissionsThatWeaken(_ record: CertificateRecord) -> Set<String> {
        // a certificate need not say how many eigenvalues vanish, whether the point is isolated, within which radius,
        // nor its level
        var allowed: Set<String> = [
            "verdict.critical_point.nullity", "verdict.nearest.critical_point.nullity",
            "verdict.critical_point.isolated", "verdict.nearest.critical_point.isolated",
            "verdict.critical_point.uniqueness_radius", "verdict.nearest.critical_point.uniqueness_radius",
            "verdict.critical_point.level", "verdict.nearest.critical_point.level",
            "verdict.critical_point.largest_eigenvalue", "verdict.nearest.critical_point.largest_eigenvalue",
        ]
        // without the rules the words of the audit are those of former rules, of which what is proved is told
        allowed.insert("audit.rules")
        allowed.insert("at_candidate.bits")
        // without a basis the spectrum is bounded by factorizations
        allowed.formUnion(["at_candidate.basis", "argument.isolated_point.basis"])
        // only a minimum is compared with the reference
        if record.certificate.verdict.name != "local-minimum" { allowed.insert("reference") }
        return allowed
    }

    /// The hash of the problem as the certificate with this problem would state it.
    static func boundToItsProblem(_ json: JSONValue) -> JSONValue {
        let place = JSONCursor(json[[.key("problem")]], file: "problem")
        guard let problem = try? ProblemStatement.read(place) else { return json }
        return json.replacing(Place(steps: [.key("problem_sha256")]), by: .string(problem.hash))
    }

    static func wrong(_ value: JSONValue, at place: Place, in json: JSONValue) -> Wrong? {
        let pattern = place.pattern
        let key = pattern.split(separator: ".").last { $0 != "*" }.map(String.init) ?? pattern
        switch value {
        case .bool(let isTrue):
            switch key {
            // false is the weaker statement, except where the verdict says non-global
            case "proved_non_global" where isTrue && pattern.contains("nearest"): return Wrong(values: [])
            case "proved_non_global"
            where isTrue && json[[.key("verdict"), .key("globality")]] != .string("non-global"):
                return Wrong(values: [])
            default: return Wrong(values: [.bool(!isTrue)])
            }
        case .number(let number):
            let integer = number.integer ?? 0
            // the other one of two classes
            if pattern.hasPrefix("problem.labels.classes.") {
                return Wrong(values: [.number(JSONNumber(1 - integer)), .number(JSONNumber(2))])
            }
            switch key {
            case "version", "width", "family_dimension", "nullity", "level", "targets", "dimension", "outputs",
                "isotropy", "parts", "learning_multiplicity":
                return Wrong(values: [integer + 1, integer - 1, integer + 2].map { .number(JSONNumber($0)) })
            case "rules": return Wrong(values: [1, 3].map { .number(JSONNumber($0)) })
            case "index_lower": return Wrong(values: [integer + 1, -1].map { .number(JSONNumber($0)) })
            case "index_upper": return Wrong(values: [.number(JSONNumber(integer - 1))])
            default: return nil
            }
        case .string(let text):
            return wrong(text: text, key, place, json)
        // the sizes of the parts of a symmetry, two of them here
        case .array where ["isotropy", "parts"].contains(key): return Wrong(values: [[2, 5], [1, 4], [5, 1]])
        default:
            guard let number = value.dyadic else { return nil }
            return wrong(number: number, key, place, json)
        }
    }

    private static func wrong(text: String, _ key: String, _ place: Place, _ json: JSONValue) -> Wrong? {
        func others(_ all: [String]) -> Wrong { Wrong(values: all.filter { $0 != text }.map { .string($0) }) }
        if place.steps.first == .key("problem") {
            switch key {
            case "activation": return others(Activation.allNamed.map(\.name))
            case "loss": return others(TwoLayerProblem.LossConvention.allCases.map(\.rawValue) + [text + "x"])
            case "format", "landscape": return Wrong(values: [.string(text + "x")])
            default:
                // an exact number p/q of the data, the labels or the teacher
                guard let exact = try? Rational(decimal: text) else { return nil }
                return Wrong(values: [.string("\(exact + Rational(1, 16))"), .string("\(exact - Rational(1, 16))")])
            }
        }
        switch key {
        case "format", "problem_sha256", "structure", "kind", "construction":
            return Wrong(values: [.string(text + "x")])
        case "name": return others(Verdict.Kind.allCases.map(\.rawValue))
        // "open" beside a smaller loss that is said to exist is a contradiction; elsewhere it is the weakest
        case "globality":
            let isBeaten = json[[.key("verdict"), .key("critical_point"), .key("proved_non_global")]] == .bool(true)
            return others(["global", "non-global"] + (isBeaten ? ["open"] : []))
        case "loss", "grad_norm", "min_eigenvalue": return others(Float64Claim.allCases.map(\.rawValue))
        case "learning_coefficient":
            guard let exact = try? Rational(decimal: text) else { return nil }
            return Wrong(values: [Rational(1, 2), -Rational(1, 2)].map { .string("\(exact + $0)") })
        case "infimum", "because":
            let other = text == "construction" ? "realizing-teacher" : "construction"
            return Wrong(values: [.string(text + "x"), .string(other)])
        default: return nil
        }
    }

    private static func wrong(number x: Dyadic, _ key: String, _ place: Place, _ json: JSONValue) -> Wrong? {
        func value(_ number: Dyadic) -> JSONValue { ExactNumberCoding.encode(number) }
        /// x made larger, or smaller, beyond any slack; 0 counts as the smallest positive number.
        let far = 60
        let large = x.isZero ? Dyadic(1) : x.magnitude.scaled(byPowerOfTwo: far)
        let small = x.isZero ? -Dyadic(1) : x.magnitude.scaled(byPowerOfTwo: -far)
        let isInArgument = place.steps.first == .key("argument")
        if place.steps.contains(.key("lemmas")) {
            // must be exactly what the numbers of the argument give
            let ulp = x.isZero ? Dyadic(1) : x.magnitude.scaled(byPowerOfTwo: -20)
            let nearby = [x + ulp, x - ulp].map { Dyadic(exactly: $0.double(rounding: .nearest)) ?? $0 }
            return Wrong(values: nearby.map(value) + [value(-x)].filter { _ in !x.isZero })
        }
        switch key {
        case "parameters", "centre":
            let shift = Dyadic(1).scaled(byPowerOfTwo: -6)
            let moved = [value(rounded(x + shift)), value(rounded(x - shift))]
            // far beyond float64, where nothing may crash either
            // next to nothing is wrong unless the number is, to rounding, 0
            let isTiny = x.magnitude < Dyadic(1).scaled(byPowerOfTwo: -40)
            let absurd = (isTiny ? [900_000] : [900_000, -900_000]).map { value(Dyadic(1).scaled(byPowerOfTwo: $0)) }
            return Wrong(values: key == "centre" ? moved + absurd : moved)
        case "point":
            // somewhere else the loss is larger than at a minimum
            return Wrong(values: [value(x + Dyadic(4)), value(x - Dyadic(4))])
        case "basis", "right_inverse":
            return Wrong(values: [value(rounded(x + Dyadic(16))), value(rounded(x - Dyadic(16)))])
        case "direction":
            // reversed along one coordinate, whichever side the gradient is on; the other side may be a right direction
            // too
            let push = Dyadic(1).scaled(byPowerOfTwo: 24)
            return Wrong(values: [value(push), value(-push)], oneSuffices: true)
        // negative, and of every point of a ball: more so is wrong
        case "curvature_upper": return Wrong(values: [value(-large), value(-x), value(.zero)])
        // lower bounds and radii of what is claimed: larger is wrong, and so are numbers that are not positive
        case "spectral_gap": return Wrong(values: [value(large), value(.zero), value(-x)])
        case "radius": return Wrong(values: [value(large), value(-x)] + (isInArgument ? [value(.zero)] : []))
        case "uniqueness_radius": return Wrong(values: [value(large), value(-x)])
        // upper bounds: smaller is wrong
        case "gradient_norm" where isInArgument: return Wrong(values: [value(small), value(-x)])
        case "lipschitz_loss", "lipschitz_gradient", "lipschitz_hessian", "residual_norm", "inverse_norm",
            "contraction", "step":
            return Wrong(values: [value(small), value(-x)])
        case "distance_upper":
            // and larger: then it is not near any more
            return Wrong(values: [
                value(rounded(x - x.magnitude.scaled(byPowerOfTwo: -20))), value(-x),
                value(Dyadic(1).scaled(byPowerOfTwo: 20)),
            ])
        case "gradient_norm_upper":
            return Wrong(values: [value(rounded(x - x.magnitude.scaled(byPowerOfTwo: -20))), value(-x)])
        case "loss_upper":
            // larger: then nothing is non-global any more
            return Wrong(values: [value(small), value(large)])
        case "loss" where place.steps.last == .key("loss"), "grad_norm", "min_eigenvalue":
            // claims: the audit of another number is another one
            return Wrong(values: [value(Dyadic(-3)), value(x.isZero ? Dyadic(1) : x.scaled(byPowerOfTwo: far))])
        case "loss", "smallest_eigenvalue", "largest_eigenvalue", "gradient_norm", "limit_loss":
            // an interval without width, at either end, or beyond the other end
            guard case .index(let end) = place.steps.last else { return nil }
            let other = json[place.steps.dropLast() + [.index(1 - end)]]
            let beyond = (other.dyadic ?? .zero) + (end == 0 ? Dyadic(1) : -Dyadic(1))
            return Wrong(values: (other.dyadic == x ? [] : [other]) + [value(rounded(beyond))])
        default: return nil
        }
    }

    private static func rounded(_ x: Dyadic) -> Dyadic { Dyadic(exactly: x.double(rounding: .nearest)) ?? x }
}
