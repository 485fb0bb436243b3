import Certify
import Formats
import Interchange
import Rigor

/// What tables need of a verdict. It states what a certificate proves and proves nothing itself: the certificate is
/// kept beside it.
public struct VerdictSummary: Sendable, Hashable {
    public var verdict: Verdict.Kind
    public var globality: Globality?
    public var isIsolated: Bool?
    public var indexLower: Int?
    public var indexUpper: Int?
    public var nullity: Int?
    public var level: Int?
    public var familyDimension: Int?
    /// The exact structure in words; for `not-critical` the way of escape that float64 shows; for `undecided` the code
    /// of the reason.
    public var detail: String
    /// Loss of the critical point, or of the limit for a minimum or saddle at infinity, or at the candidate itself.
    public var lossLower: Double?
    public var lossUpper: Double?

    public init(_ certificate: Certificate) {
        let verdict = certificate.verdict, point = verdict.criticalPoint
        self.verdict = verdict.kind
        globality = verdict.globality
        isIsolated = point?.isIsolated
        indexLower = point?.indexLower
        indexUpper = point?.indexUpper
        nullity = point?.nullity
        level = point?.level
        familyDimension = point?.familyDimension
        var loss = point?.loss
        switch verdict {
        case .localMinimum(let point, _), .globalMinimum(let point), .saddle(let point), .endOfSaddleLine(let point, _):
            detail = point.structure
        case .minimumAtInfinity(let limit), .saddleAtInfinity(let limit):
            detail = limit.structure
            loss = limit.limitLoss
        case .notCritical(let ball, _):
            detail = certificate.approximateEscape ?? ""
            loss = ball.loss
        case .noLocalMinimum(let ball):
            detail = ""
            loss = ball.loss
        case .undecided(let reason):
            detail = reason.code.rawValue
            loss = certificate.candidateEnclosure?.loss
        }
        lossLower = loss.flatMap { $0.lower.isFinite ? $0.lower : nil }
        lossUpper = loss.flatMap { $0.upper.isFinite ? $0.upper : nil }
    }

    /// How tables group end points.
    public var kind: EndPointKind {
        switch verdict {
        case .globalMinimum:
            // "exact global minimum, TYPE: which neuron is which"
            let type = detail.prefix { $0 != ":" }
            return .globalMinimum(type: String(type.hasPrefix("exact global minimum, ") ? type.dropFirst(22) : type))
        case .localMinimum:
            let isNonGlobal = globality == .nonGlobal
            return isIsolated == false
                ? .plateau(isNonGlobal: isNonGlobal)
                : .localMinimum(isIsolated: isIsolated == true, isNonGlobal: isNonGlobal)
        case .saddle: return .saddle(indexLower: indexLower ?? 1, indexUpper: indexUpper, level: level)
        case .endOfSaddleLine: return .endOfSaddleLine
        case .minimumAtInfinity: return .minimumAtInfinity
        case .saddleAtInfinity: return .saddleAtInfinity
        case .notCritical: return .notCritical
        case .noLocalMinimum: return .noLocalMinimum
        case .undecided: return .undecided(code: detail)
        }
    }
}

/// A row of the campaign's table: what an end point is proved to be.
public enum EndPointKind: Sendable, Hashable {
    case globalMinimum(type: String)
    /// Proved isolated, or neither that nor to lie on a family.
    case localMinimum(isIsolated: Bool, isNonGlobal: Bool)
    /// A local minimum on a family of critical points.
    case plateau(isNonGlobal: Bool)
    case saddle(indexLower: Int, indexUpper: Int?, level: Int?)
    /// Minima and strict saddles of one loss in every neighbourhood.
    case endOfSaddleLine
    case minimumAtInfinity
    case saddleAtInfinity
    case notCritical
    /// No local minimum near, which leaves saddles and points that are not critical.
    case noLocalMinimum
    case undecided(code: String)
    /// Training did not return a finite point.
    case diverged

    public var label: String {
        switch self {
        case .globalMinimum(let type): "global minimum: \(type)"
        case .localMinimum(let isIsolated, let isNonGlobal):
            "local minimum, \(isIsolated ? "isolated" : "isolation open"), "
                + "\(isNonGlobal ? "non-global" : "globality open")"
        case .plateau(let isNonGlobal): "local minimum, plateau, \(isNonGlobal ? "non-global" : "globality open")"
        case .saddle(let lower, let upper, let level):
            "saddle, index \(upper == lower ? "\(lower)" : "\(lower)..\(upper.map(String.init) ?? "")")"
                + (level.map { ", level \($0)" } ?? "")
        case .endOfSaddleLine: "end of a saddle line"
        case .minimumAtInfinity: "minimum at infinity"
        case .saddleAtInfinity: "saddle at infinity"
        case .notCritical: "not critical"
        case .noLocalMinimum: "no local minimum near"
        case .undecided(let code): "undecided: \(code)"
        case .diverged: "diverged"
        }
    }

    /// The three classes whose dominance makes the regimes; nil for what is not proved critical, both minimum and
    /// saddle, or a saddle at infinity, which is no critical point.
    public var regime: Regimes.Class? {
        switch self {
        case .globalMinimum: .globalMinimum
        case .localMinimum, .plateau, .minimumAtInfinity: .localMinimum
        case .saddle: .saddle
        case .saddleAtInfinity, .endOfSaddleLine, .notCritical, .noLocalMinimum, .undecided, .diverged: nil
        }
    }

    /// Order of the rows in tables.
    var order: Int {
        switch self {
        case .globalMinimum: 0
        case .localMinimum: 1
        case .plateau: 2
        case .minimumAtInfinity: 3
        case .saddle: 4
        case .endOfSaddleLine: 5
        case .saddleAtInfinity: 6
        case .notCritical: 7
        case .noLocalMinimum: 8
        case .undecided: 9
        case .diverged: 10
        }
    }
}

extension EndPointKind: Comparable {
    public static func < (a: EndPointKind, b: EndPointKind) -> Bool { (a.order, a.label) < (b.order, b.label) }
}

extension VerdictSummary {
    var json: JSONValue {
        var object = JSONObject()
        object["name"] = .string(verdict.rawValue)
        object["globality"] = globality.map { .string($0.rawValue) }
        object["isolated"] = isIsolated.map { .bool($0) }
        object["index_lower"] = indexLower.map { .integer($0) }
        object["index_upper"] = indexUpper.map { .integer($0) }
        object["nullity"] = nullity.map { .integer($0) }
        object["level"] = level.map { .integer($0) }
        object["family_dimension"] = familyDimension.map { .integer($0) }
        object["detail"] = .string(detail)
        object["loss_lower"] = lossLower.map { .float64($0) }
        object["loss_upper"] = lossUpper.map { .float64($0) }
        return .object(object)
    }

    init(_ cursor: JSONCursor) throws(FormatError) {
        try cursor.rejectKeys(except: [
            "name", "globality", "isolated", "index_lower", "index_upper", "nullity", "level", "family_dimension",
            "detail",
            "loss_lower", "loss_upper",
        ])
        verdict = try cursor["name"].choice()
        globality = try cursor.optional("globality").map { (place) throws(FormatError) in try place.choice() }
        isIsolated = try cursor.optional("isolated").map { (place) throws(FormatError) in try place.bool() }
        func integer(_ key: String) throws(FormatError) -> Int? {
            try cursor.optional(key).map { (place) throws(FormatError) in try place.integer() }
        }
        func double(_ key: String) throws(FormatError) -> Double? {
            try cursor.optional(key).map { (place) throws(FormatError) in try place.nearestDouble() }
        }
        indexLower = try integer("index_lower")
        indexUpper = try integer("index_upper")
        nullity = try integer("nullity")
        level = try integer("level")
        familyDimension = try integer("family_dimension")
        detail = try cursor["detail"].string()
        lossLower = try double("loss_lower")
        lossUpper = try double("loss_upper")
    }
}
