import Certify
import Rigor

/// A verdict about a critical point (or a channel) with its argument.
struct Finding {
    var verdict: Verdict
    var argument: Argument
    var bits: Int
}

/// What was proved around one candidate so far, and which of it the candidate stands for: the nearest.
struct Findings {
    /// Distance within which the candidate stands for a critical point.
    let radius: Double
    /// Distance within which nothing nearer is looked for: the radius of the ball that makes a candidate not critical.
    let required: Double
    let attribution: Attribution

    /// The nearest critical point.
    private(set) var point: (finding: Finding, distance: Double)?
    /// The nearest minimum at infinity, by the distance in the coordinates of its tube.
    private(set) var channel: AtInfinity?
    /// The nearest saddle at infinity. The loss does not fall towards it, so a candidate stands for it only when its
    /// own neighbourhood says nothing.
    private(set) var saddleAtInfinity: AtInfinity?

    /// The limit of a channel, its distance in the coordinates of the tube, and within which distance it is attributed.
    typealias AtInfinity = (finding: Finding, distance: Double, radius: Double)

    init(candidate: Candidate, attribution: Attribution, required: Double) {
        radius = attribution.radius(of: candidate.point)
        self.attribution = attribution
        self.required = required
    }

    mutating func add(_ finding: Finding) {
        if let limit = finding.verdict.limitAtInfinity {
            let isMinimum = finding.verdict.kind == .minimumAtInfinity
            guard limit.tubeDistanceUpper < (isMinimum ? channel : saddleAtInfinity)?.distance ?? .infinity else {
                return
            }
            let found = (finding, limit.tubeDistanceUpper, attribution.tubeRadius(scale: limit.tubeScale))
            if isMinimum { channel = found } else { saddleAtInfinity = found }
        } else if let found = finding.verdict.criticalPoint, found.distanceUpper < point?.distance ?? .infinity {
            point = (finding, found.distanceUpper)
        }
    }

    /// The critical point that the candidate stands for, as far as is known.
    var attributed: (finding: Finding, distance: Double)? { point.flatMap { $0.distance <= radius ? $0 : nil } }

    /// The minimum at infinity that the candidate stands for when it stands for no critical point.
    var attributedChannel: Finding? { channel.flatMap { $0.distance <= $0.radius ? $0.finding : nil } }

    /// The saddle at infinity that the candidate stands for when nothing else is proved.
    var attributedSaddleAtInfinity: Finding? {
        saddleAtInfinity.flatMap { $0.distance <= $0.radius ? $0.finding : nil }
    }

    /// What decides when nothing else is found.
    var decisive: Finding? { attributed?.finding ?? attributedChannel }

    /// What decides whatever else might be found: a point within `required`, or one with a ball of uniqueness in which
    /// the candidate lies so deep that any other critical point is farther away, |q - theta| >= |q - p| - |p - theta| >
    /// rho - D >= D.
    var settled: Finding? {
        guard let attributed, let found = attributed.finding.verdict.criticalPoint else { return nil }
        let isUnique = found.uniquenessRadius.map { 2 * attributed.distance <= $0 } ?? false
        return isUnique || attributed.distance <= required ? attributed.finding : nil
    }

    /// What is named beside "not critical".
    var nearest: Finding? { point?.finding ?? channel?.finding ?? saddleAtInfinity?.finding }

    /// Why a candidate of which nothing was proved is undecided, when something was proved farther away.
    func reason(detail: String) -> UndecidedReason? {
        if let point {
            return .nearestIsFar(
                point.finding.verdict.kind, distance: point.distance, attribution: radius, detail: detail,
                excludedRadius: 0,
                requiredRadius: required)
        }
        return (channel ?? saddleAtInfinity).map {
            .nearestIsFar(
                $0.finding.verdict.kind, distance: $0.distance, attribution: $0.radius, detail: detail,
                excludedRadius: 0,
                requiredRadius: required)
        }
    }
}
