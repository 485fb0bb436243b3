import Certify
import Interchange
import Rigor

/// One thing that the verdict of a certificate states, and how much of it is in the Coq theorem.
public struct CoqClaim: Sendable, Equatable {
    /// What a verdict can state.
    public enum Subject: String, Sendable, CaseIterable {
        /// What sort of point it is, or that there is none.
        case kind
        /// Number of negative eigenvalues.
        case index
        /// Number of eigenvalues that are 0.
        case nullity
        case level
        /// Of the critical point from the candidate.
        case distance
        case smallestEigenvalue = "smallest-eigenvalue"
        case largestEigenvalue = "largest-eigenvalue"
        case loss
        /// That a smaller loss exists.
        case nonGlobality = "non-globality"
        /// That no other critical point is near, or that others of equal loss are.
        case isolation
        /// How far from the point no other critical point lies.
        case uniquenessRadius = "uniqueness-radius"
        case familyDimension = "family-dimension"
        /// How fast the volume near a minimum falls with the level, and the multiplicity.
        case learningCoefficient = "learning-coefficient"
        /// Which neurons are equal or have output 0.
        case structure
        /// Of a ball without critical points.
        case radius
        /// Bound of the norm of the gradient at the candidate of a ball without critical points. That at the centre of
        /// the argument for a critical point is a number of the argument, no statement about the point.
        case gradientNorm = "gradient-norm"
        /// The critical point beside a ball without any.
        case nearest
        /// Length of the tube of a minimum at infinity.
        case tube
    }

    /// How much of a claim the theorem contains.
    public enum Coverage: Sendable, Equatable {
        /// The theorem implies the claim as the certificate states it.
        case whole
        /// The theorem says less, in words.
        case part(String)
        /// The theorem says nothing of it: it is the word of this program.
        case nothing
    }

    public var subject: Subject
    /// What the certificate states, in words; decimals are rounded outward.
    public var stated: String
    public var coverage: Coverage

    public init(_ subject: Subject, _ stated: String, _ coverage: Coverage) {
        self.subject = subject
        self.stated = stated
        self.coverage = coverage
    }

    /// Everything a verdict states, each with what `theorem` says of it. A subject that `theorem` does not name is not
    /// in the theorem.
    static func claims(of verdict: Verdict, theorem: [Subject: Coverage]) -> [CoqClaim] {
        statements(of: verdict).map { CoqClaim($0.subject, $0.words, theorem[$0.subject] ?? .nothing) }
    }

    private static func statements(of verdict: Verdict) -> [(subject: Subject, words: String)] {
        var result: [(subject: Subject, words: String)] = [(.kind, verdict.name)]
        if let point = verdict.criticalPoint {
            result += statements(of: point)
            if verdict.globality == .nonGlobal { result.append((.nonGlobality, "not a global minimum")) }
            return result
        }
        switch verdict {
        case .notCritical(let ball, let nearest):
            result.append((.radius, OutwardDecimal.lower(ball.radius)))
            result.append((.loss, OutwardDecimal.interval(ball.loss)))
            result.append((.gradientNorm, "at most \(OutwardDecimal.upper(ball.gradientNormUpper))"))
            if let nearest { result.append((.nearest, nearest.name)) }
        case .noLocalMinimum(let ball):
            result.append((.radius, OutwardDecimal.lower(ball.radius)))
            result.append((.smallestEigenvalue, "at most \(OutwardDecimal.upper(ball.curvatureUpper))"))
            result.append((.loss, OutwardDecimal.interval(ball.loss)))
        case .minimumAtInfinity(let minimum), .saddleAtInfinity(let minimum):
            result.append((.loss, OutwardDecimal.interval(minimum.limitLoss)))
            result.append((.smallestEigenvalue, OutwardDecimal.interval(minimum.smallestEigenvalue)))
            result.append((.tube, OutwardDecimal.lower(minimum.tubeLength)))
            result.append(
                (.distance, "at most \(OutwardDecimal.upper(minimum.tubeDistanceUpper)) in the coordinates of the tube")
            )
            result.append((.structure, minimum.structure))
            if minimum.isProvedNonGlobal { result.append((.nonGlobality, "a smaller loss exists")) }
        case .endOfSaddleLine, .localMinimum, .globalMinimum, .saddle, .undecided: break
        }
        return result
    }

    private static func statements(of point: CriticalPoint) -> [(subject: Subject, words: String)] {
        let index =
            point.indexLower == point.indexUpper ? "\(point.indexLower)" : "\(point.indexLower) to \(point.indexUpper)"
        var result: [(subject: Subject, words: String)] = [(.index, index)]
        if let nullity = point.nullity { result.append((.nullity, "\(nullity)")) }
        if let level = point.level { result.append((.level, "\(level)")) }
        result.append((.distance, "at most \(OutwardDecimal.upper(point.distanceUpper))"))
        result.append((.smallestEigenvalue, OutwardDecimal.interval(point.smallestEigenvalue)))
        if let largest = point.largestEigenvalue {
            result.append((.largestEigenvalue, OutwardDecimal.interval(largest)))
        }
        result.append((.loss, OutwardDecimal.interval(point.loss)))
        if let isIsolated = point.isIsolated { result.append((.isolation, isIsolated ? "isolated" : "not isolated")) }
        if let radius = point.uniquenessRadius {
            result.append((.uniquenessRadius, "no other within \(OutwardDecimal.lower(radius))"))
        }
        if point.familyDimension > 0 { result.append((.familyDimension, "\(point.familyDimension)")) }
        if let coefficient = point.learningCoefficient {
            result.append((.learningCoefficient, coefficient.description))
        }
        if !point.structure.isEmpty { result.append((.structure, point.structure)) }
        return result
    }
}
