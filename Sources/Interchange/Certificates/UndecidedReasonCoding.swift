import Certify
import Formats
import Rigor

/// Why nothing was proved, as JSON: a code, and what the search reports.
enum UndecidedReasonCoding {
    static let coding = TaggedCoding<UndecidedReason, UndecidedReason.Code>("code", by: \.code) { code in
        switch code {
        case .refinementRanAway:
            .init(refinementRanAway) { reason in
                if case .refinementRanAway(let distance, let excluded, let required) = reason {
                    (distance, excluded, required)
                } else {
                    nil
                }
            } as: {
                .refinementRanAway(distance: $0.distance, excludedRadius: $0.excluded, requiredRadius: $0.required)
            }
        case .signsOpen:
            .init(signsOpen) { reason in
                if case .signsOpen(let positive, let negative, let order, let smallest) = reason {
                    (positive, negative, order, smallest)
                } else {
                    nil
                }
            } as: {
                .signsOpen(positive: $0.positive, negative: $0.negative, order: $0.order, smallest: $0.smallest)
            }
        case .existenceOpen:
            .init(existenceOpen) { reason in
                if case .existenceOpen(let detail, let excluded, let required) = reason {
                    (detail, excluded, required)
                } else {
                    nil
                }
            } as: {
                .existenceOpen($0.detail, excludedRadius: $0.excluded, requiredRadius: $0.required)
            }
        case .structureOpen:
            .init(structureOpen) { reason in
                if case .structureOpen(let detail) = reason { detail } else { nil }
            } as: {
                .structureOpen($0)
            }
        case .nearestIsFar:
            .init(nearestIsFar) { reason in
                if case .nearestIsFar(let nearest, let distance, let radius, let detail, let excluded, let required) =
                    reason
                {
                    (nearest, distance, radius, detail, excluded, required)
                } else {
                    nil
                }
            } as: {
                .nearestIsFar(
                    $0.nearest, distance: $0.distance, attribution: $0.attribution, detail: $0.detail,
                    excludedRadius: $0.excluded, requiredRadius: $0.required)
            }
        case .notEnclosed:
            .init(notEnclosed) { reason in
                if case .evaluation(let failure) = reason { (failure.kind, failure.detail) } else { nil }
            } as: {
                .evaluation(EvaluationFailure($0.failure, $0.detail))
            }
        }
    }

    private static let refinementRanAway = ObjectCoding<(distance: Double, excluded: Double, required: Double)>(
        blank: (0, 0, 0),
        [
            .reach("distance", \.distance), .reach("excluded_radius", \.excluded),
            .reach("required_radius", \.required),
        ])

    private static let signsOpen = ObjectCoding<(positive: Int, negative: Int, order: Int, smallest: Bounds)>(
        blank: (0, 0, 0, .entireLine),
        [
            .count("positive", \.positive), .count("negative", \.negative), .count("order", \.order),
            .bounds("smallest_eigenvalue", \.smallest),
        ])

    private static let existenceOpen = ObjectCoding<(detail: String, excluded: Double, required: Double)>(
        blank: ("", 0, 0),
        [
            .line("detail", \.detail), .reach("excluded_radius", \.excluded), .reach("required_radius", \.required),
        ])

    private static let structureOpen = ObjectCoding<String>(blank: "", [.line("detail", \.self)])

    private typealias Far = (
        nearest: Verdict.Kind, distance: Double, attribution: Double, detail: String, excluded: Double,
        required: Double
    )

    private static let nearestIsFar = ObjectCoding<Far>(
        blank: (.saddle, 0, 0, "", 0, 0),
        [
            .choice("nearest", \.nearest), .reach("distance", \.distance), .reach("attribution", \.attribution),
            .line("detail", \.detail), .reach("excluded_radius", \.excluded), .reach("required_radius", \.required),
        ])

    private static let notEnclosed = ObjectCoding<(failure: EvaluationFailure.Kind, detail: String)>(
        blank: (.outOfRange, ""), [.choice("failure", \.failure), .line("detail", \.detail)])
}

extension EvaluationFailure {
    /// How certificates name them.
    fileprivate enum Kind: String, CaseIterable {
        case outOfRange = "out-of-range"
        case float64Unavailable = "float64-unavailable"
        case notSmooth = "not-smooth"
    }

    fileprivate var kind: Kind {
        switch self {
        case .outOfRange: .outOfRange
        case .float64Unavailable: .float64Unavailable
        case .notSmooth: .notSmooth
        }
    }

    fileprivate var detail: String {
        switch self {
        case .outOfRange(let why), .float64Unavailable(let why), .notSmooth(let why): why
        }
    }

    fileprivate init(_ kind: Kind, _ detail: String) {
        switch kind {
        case .outOfRange: self = .outOfRange(detail)
        case .float64Unavailable: self = .float64Unavailable(detail)
        case .notSmooth: self = .notSmooth(detail)
        }
    }
}
