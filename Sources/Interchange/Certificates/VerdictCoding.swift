import Certify
import Formats
import Rigor

/// Verdicts as JSON, every number they state included.
public enum VerdictCoding {
    public static func encode(_ verdict: Verdict) -> JSONValue { coding.encode(verdict) }

    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> Verdict { try coding.decode(cursor) }

    private static let coding = TaggedCoding<Verdict, Verdict.Kind>("name", by: \.kind) { kind in
        switch kind {
        case .localMinimum:
            .init(localMinimum) { verdict in
                if case .localMinimum(let point, let globality) = verdict { (globality, point) } else { nil }
            } as: {
                .localMinimum($0.point, $0.globality)
            }
        case .globalMinimum: .init(aboutPoint, of: \.criticalPoint) { .globalMinimum($0) }
        case .saddle: .init(aboutPoint, of: \.criticalPoint) { .saddle($0) }
        case .endOfSaddleLine:
            .init(endOfSaddleLine) { verdict in
                if case .endOfSaddleLine(let point, let index) = verdict { (index, point) } else { nil }
            } as: {
                .endOfSaddleLine($0.point, saddleIndex: $0.index)
            }
        case .minimumAtInfinity: .init(atInfinity, of: \.limitAtInfinity) { .minimumAtInfinity($0) }
        case .saddleAtInfinity: .init(atInfinity, of: \.limitAtInfinity) { .saddleAtInfinity($0) }
        case .notCritical:
            .init(notCritical) { verdict in
                if case .notCritical(let ball, let nearest) = verdict { (ball, nearest) } else { nil }
            } as: {
                .notCritical($0.ball, nearest: $0.nearest)
            }
        case .noLocalMinimum:
            .init(noLocalMinimum) { verdict in
                if case .noLocalMinimum(let ball) = verdict { ball } else { nil }
            } as: {
                .noLocalMinimum($0)
            }
        case .undecided:
            .init(undecided) { verdict in
                if case .undecided(let reason) = verdict { reason } else { nil }
            } as: {
                .undecided($0)
            }
        }
    }

    private static let aboutPoint = ObjectCoding<CriticalPoint>(
        blank: CriticalPointCoding.point.blank, [.object("critical_point", \.self, CriticalPointCoding.point)])

    private static let localMinimum = ObjectCoding<(globality: Globality, point: CriticalPoint)>(
        blank: (.open, CriticalPointCoding.point.blank),
        [.choice("globality", \.globality), .object("critical_point", \.point, CriticalPointCoding.point)])

    private static let endOfSaddleLine = ObjectCoding<(index: Int, point: CriticalPoint)>(
        blank: (0, CriticalPointCoding.point.blank),
        [.count("saddle_index_lower", \.index), .object("critical_point", \.point, CriticalPointCoding.point)])

    private static let atInfinity = ObjectCoding<LimitAtInfinity>(
        blank: CriticalPointCoding.limit.blank, [.object("channel", \.self, CriticalPointCoding.limit)])

    private static let notCritical = ObjectCoding<(ball: NotCritical, nearest: Verdict?)>(
        blank: (CriticalPointCoding.ball.blank, nil),
        [
            .object("ball", \.ball, CriticalPointCoding.ball),
            .member("nearest", \.nearest, isOptional: true, { $0.map(encode) }) { (place) throws(FormatError) in
                // only a certified point is named beside a ball without critical points
                let name = try place["name"], kind: Verdict.Kind = try name.choice()
                guard kind.certifiesPoint else { throw name.failure(expected: "a verdict about a critical point") }
                return try decode(place)
            },
        ])

    private static let noLocalMinimum = ObjectCoding<NoLocalMinimum>(
        blank: NoLocalMinimum(radius: 0, curvatureUpper: 0, loss: .entireLine),
        [
            .number("radius", \.radius), .number("curvature_upper", \.curvatureUpper), .bounds("loss", \.loss),
        ])

    private static let undecided = ObjectCoding<UndecidedReason>(
        blank: .structureOpen(""),
        [
            .member("reason", \.self, UndecidedReasonCoding.coding.encode) { (place) throws(FormatError) in
                try UndecidedReasonCoding.coding.decode(place)
            }
        ])
}
