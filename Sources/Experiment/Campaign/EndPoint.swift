import Certify

/// The end of one run: what float64 claims, what is proved, what it looks like.
public struct EndPoint: Sendable, Hashable {
    public var width: Int
    public var run: Int
    /// Float64 claims; nil for a diverged run.
    public var claims: Claims?
    /// nil for a diverged run.
    public var verdict: VerdictSummary?
    /// What the claimed smallest eigenvalue is worth.
    public var eigenvalueAudit: Float64Claim?
    /// Code of `ApproximateSymmetry`; empty without a teacher.
    public var approximateStructure: String

    public struct Claims: Sendable, Hashable {
        public var loss: Double
        public var gradientNorm: Double
        public var minimumEigenvalue: Double
    }

    public var kind: EndPointKind { verdict?.kind ?? .diverged }

    /// A diverged run, or one whose certificate is `certificate`.
    ///
    /// - Parameter symmetry: of the teacher, if there is one.
    public init(_ run: TrainingRun, certificate: Certificate?, symmetry: ApproximateSymmetry?) {
        width = run.width
        self.run = run.run
        claims = run.refined.map {
            Claims(loss: $0.loss, gradientNorm: $0.gradientNorm, minimumEigenvalue: $0.minimumEigenvalue)
        }
        verdict = certificate.map(VerdictSummary.init)
        eigenvalueAudit = certificate.flatMap(\.audit.smallestEigenvalue)
        approximateStructure = run.refined.flatMap { symmetry?.inspect($0.parameters, width: run.width).code } ?? ""
    }
}

/// What float64 alone would have said about an end point, by the habits of the field.
public enum Float64Label: String, Sendable, CaseIterable {
    /// The loss is below the threshold.
    case globalMinimum = "global minimum"
    /// The smallest eigenvalue is not negative.
    case localMinimum = "local minimum"
    case saddle

    public init(_ claims: EndPoint.Claims, globalBelow threshold: Double) {
        if claims.loss < threshold {
            self = .globalMinimum
        } else {
            self = claims.minimumEigenvalue < 0 ? .saddle : .localMinimum
        }
    }

    /// How the label fares against what is proved.
    public enum Judgement: String, Sendable, CaseIterable {
        case right, wrong
        /// The end point is proved not to be critical: no label fits it.
        case notCritical = "not critical"
        case undecided
    }

    /// A minimum at infinity is no local minimum, whatever its eigenvalues look like.
    public func judged(by kind: EndPointKind) -> Judgement {
        switch (self, kind) {
        // minima and saddles of that loss are as near: neither label fits or fails
        case (_, .undecided), (_, .diverged), (.localMinimum, .endOfSaddleLine), (.saddle, .endOfSaddleLine): .undecided
        // what critical point is near, if any, is open
        case (_, .noLocalMinimum): .undecided
        case (_, .notCritical): .notCritical
        case (.globalMinimum, .globalMinimum), (.localMinimum, .localMinimum), (.localMinimum, .plateau),
            (.saddle, .saddle):
            .right
        // a global minimum is a local one
        case (.localMinimum, .globalMinimum): .right
        // a minimum whose globality is open may be what the loss suggests
        case (.globalMinimum, .localMinimum(_, isNonGlobal: false)), (.globalMinimum, .plateau(isNonGlobal: false)):
            .undecided
        case (.globalMinimum, _), (.localMinimum, _), (.saddle, _): .wrong
        }
    }
}
