import Certify
import Formats
import Interchange
import Networks
import Rigor
import Search

/// Judges what an accepted certificate states, by other means than its argument: critical points refined to 512 bits,
/// and what the original states.
///
/// Not a proof: eigenvalues are float64 ones, and a statement that is false by less than their rounding passes. It
/// finds what is plainly false.
package final class Truth {
    private static let precision = Precision(bits: 512)
    /// Critical points of each landscape seen so far.
    private var known: [String: [[Dyadic]]] = [:]
    /// Landscapes with their evaluators, and what was found out about points, by landscape and point; forgotten when
    /// they grow too many.
    private var landscapes: [String: (any Landscape, any LandscapeEvaluator)] = [:]
    private var enclosures: [Place: LocalEnclosure] = [:]
    private var refinements: [Place: [Dyadic]?] = [:]

    private struct Place: Hashable {
        let landscape: String
        let point: [Dyadic]
    }

    package init() {}

    /// - Returns: whether everything could be judged.
    /// - Throws: ``Finding`` for a statement that is false.
    package func judge(_ record: CertificateRecord, _ original: CertificateRecord) throws -> Bool {
        let certificate = record.certificate, candidate = certificate.candidate.point,
            key = "\(record.problemHash) \(record.width)"
        let (landscape, evaluator) = try landscape(record, key)
        if let stated = certificate.candidateEnclosure {
            let there = try enclosure(candidate, evaluator, key)
            try require(stated.loss.meets(there.loss), "the loss at the candidate is not in its enclosure")
            if let gradient = there.gradient {
                try require(
                    stated.gradientNorm.meets(gradient.norm),
                    "the gradient norm at the candidate is not in its enclosure")
            }
            if let hessian = there.hessian,
                let (smallest, margin) = Self.spectrum(hessian).map({ ($0.values[0], $0.margin) })
            {
                try require(
                    stated.smallestEigenvalue.widened(by: UpperBound(margin)).contains(smallest),
                    "the smallest eigenvalue at the candidate is not in its enclosure")
            }
        }
        let isSamePoint =
            record.problemHash == original.problemHash && record.width == original.width
            && certificate.candidate.parameters == original.certificate.candidate.parameters
        return try judge(
            certificate.verdict, certificate.argument, certificate, landscape, evaluator, key,
            original: isSamePoint ? original.certificate.verdict : nil)
    }

    private func judge(
        _ verdict: Verdict, _ argument: Argument, _ certificate: Certificate, _ landscape: any Landscape,
        _ evaluator: any LandscapeEvaluator,
        _ key: String, original: Verdict?
    ) throws -> Bool {
        let candidate = certificate.candidate.point
        switch (verdict, argument) {
        case (.undecided, _): return true
        case (.localMinimum(let stated, let globality), .isolatedPoint(let witness)):
            try require(globality != .global, "a local minimum is said to be global without reason")
            return try judge(
                stated, isMinimum: true, isNonGlobal: globality == .nonGlobal, witness, certificate, landscape,
                evaluator, key)
        case (.saddle(let stated), .isolatedPoint(let witness)):
            return try judge(
                stated, isMinimum: false, isNonGlobal: false, witness, certificate, landscape, evaluator, key)
        case (.notCritical(let ball, let nearest), .exclusion(_, let nearestArgument)):
            let there = try enclosure(candidate, evaluator, key)
            try require(
                ball.loss.meets(there.loss), "the loss at the candidate is not in the enclosure of the excluded ball")
            if let gradient = there.gradient {
                try require(
                    ball.gradientNormUpper >= gradient.norm.lower,
                    "the gradient norm at the candidate is larger than stated")
            }
            var points = known[key] ?? []
            if let own = refined(candidate, evaluator, key) { points.append(own) }
            for point in points {
                try require(
                    Distance.upper(point, candidate) * (1 + 1e-12) >= ball.radius,
                    "a critical point lies in the excluded ball")
            }
            guard let nearest else { return true }
            guard let nearestArgument else { throw Finding(what: "a nearest critical point without argument") }
            var originalNearest: Verdict?
            if case .notCritical(_, let inner)? = original { originalNearest = inner }
            return try judge(
                nearest, nearestArgument, certificate, landscape, evaluator, key, original: originalNearest)
        case (_, .structured):
            guard let original else { return try judgeAgain(verdict, certificate, landscape) }
            return try requireConsistent(verdict, original)
        default: throw Finding(what: "\(verdict.name) was accepted with an argument that is none for it")
        }
    }

    // MARK: Isolated points

    private func judge(
        _ stated: CriticalPoint, isMinimum: Bool, isNonGlobal: Bool, _ witness: IsolatedPointWitness,
        _ certificate: Certificate,
        _ landscape: any Landscape, _ evaluator: any LandscapeEvaluator, _ key: String
    ) throws -> Bool {
        guard let point = refined(witness.centre, evaluator, key) else { return false }
        let there = try enclosure(point, evaluator, key)
        guard let hessian = there.hessian, let spectrum = Self.spectrum(hessian) else { return false }
        if Distance.upper(point, witness.centre) > witness.radius * (1 + 1e-12) { return false }
        if known[key, default: []].count < 64 { known[key, default: []].append(point) }
        try require(stated.loss.meets(there.loss), "the loss of the critical point is not in its enclosure")
        try require(
            stated.smallestEigenvalue.widened(by: UpperBound(spectrum.margin)).contains(spectrum.values[0]),
            "the smallest eigenvalue of the critical point is not in its enclosure")
        if let largest = stated.largestEigenvalue, let value = spectrum.values.last {
            try require(
                largest.widened(by: UpperBound(spectrum.margin)).contains(value),
                "the largest eigenvalue of the critical point is not in its enclosure")
        }
        try require(
            stated.learningCoefficient == nil
                || isMinimum && stated.learningCoefficient == LearningCoefficient(Rational(point.count, 2)),
            "another learning coefficient is stated")
        let atCentre = try enclosure(witness.centre, evaluator, key)
        if let gradient = atCentre.gradient {
            try require(
                stated.gradientNormUpper >= gradient.norm.lower, "the gradient at the centre is larger than stated")
        }
        let distance = Distance.upper(point, certificate.candidate.point)
        try require(
            stated.distanceUpper >= distance * (1 - 1e-12) - 1e-100,
            "the critical point is farther from the candidate than stated")
        try require(
            stated.isIsolated != false && stated.familyDimension == 0, "an isolated point is said to lie on a family")
        try require(stated.nullity ?? 0 == 0, "an isolated point is said to have zero eigenvalues")
        try require(stated.level == nil || stated.level == landscape.levelOfRegularPoints, "another level is stated")
        try require(stated.structure.isEmpty, "a structure is stated without argument")
        if spectrum.values.contains(where: { abs($0) <= spectrum.margin }) { return false }
        let index = spectrum.values.count { $0 < 0 }
        try require(
            stated.indexLower <= index && index <= stated.indexUpper,
            "the index is \(index), stated is \(stated.indexLower) to \(stated.indexUpper)")
        try require(
            isMinimum == (index == 0), "the index is \(index), and a \(isMinimum ? "minimum" : "saddle") is stated")
        if stated.isProvedNonGlobal || isNonGlobal, index == 0 {
            return try requireBeaten(there.loss, landscape, evaluator, certificate.reference)
        }
        return true
    }

    /// Whether a loss below is known.
    private func requireBeaten(
        _ loss: Bounds, _ landscape: any Landscape, _ evaluator: any LandscapeEvaluator, _ reference: Reference?
    ) throws -> Bool {
        switch reference {
        case nil: throw Finding(what: "a minimum is said not to be global, and compared with nothing")
        case .infimumZero(let why):
            try require(landscape.knownInfimum == why, "the infimum is not known to be 0")
            try require(loss.upper > 0, "a minimum of loss 0 is said not to be global")
        case .point(let point, _):
            let other = try evaluator.enclosure(on: Ball(centre: point), order: .loss).loss
            try require(other.lower < loss.upper, "the reference point has no smaller loss")
        }
        return true
    }

    /// The critical point that Newton's method finds from here, to some 100 digits; nil when it finds none.
    private func refined(_ start: [Dyadic], _ evaluator: any LandscapeEvaluator, _ key: String) -> [Dyadic]? {
        let place = Place(landscape: key, point: start)
        if let found = refinements[place] { return found }
        var refinement = MultiplePrecisionRefinement()
        refinement.iterations = 40
        let end = try? refinement.run(from: start, hessian: evaluator, gradient: evaluator, precision: Self.precision)
        let found = end.flatMap { $0.gradientNorm < 1e-100 ? $0.point : nil }
        if refinements.count > 4096 { refinements.removeAll() }
        refinements[place] = .some(found)
        return found
    }

    /// Loss, gradient and Hessian at a point.
    private func enclosure(_ point: [Dyadic], _ evaluator: any LandscapeEvaluator, _ key: String) throws
        -> LocalEnclosure
    {
        let place = Place(landscape: key, point: point)
        if let known = enclosures[place] { return known }
        let found = try evaluator.enclosure(on: Ball(centre: point), order: .hessian)
        if enclosures.count > 4096 { enclosures.removeAll() }
        enclosures[place] = found
        return found
    }

    private func landscape(_ record: CertificateRecord, _ key: String) throws -> (any Landscape, any LandscapeEvaluator)
    {
        if let known = landscapes[key] { return known }
        let landscape = record.problem.landscape(width: record.width)
        if landscapes.count > 256 { landscapes.removeAll() }
        let made = (landscape, try landscape.makeEvaluator(.multiple(Self.precision)))
        landscapes[key] = made
        return made
    }

    /// Ascending, with a bound of their errors that holds as a rule.
    private static func spectrum(_ hessian: MatrixEnclosure) -> (values: [Double], margin: Double)? {
        guard let values = ApproximateLinearAlgebra.symmetricEigenvalues(hessian.midpoint, order: hessian.rows),
            !values.isEmpty
        else { return nil }
        return (values, 1e-12 * (values.map(abs).max() ?? 0) + 1e-300)
    }

    // MARK: Structures

    /// What a structured argument proves about the same point as the original must agree with it.
    private func requireConsistent(_ verdict: Verdict, _ original: Verdict) throws -> Bool {
        switch (verdict, original) {
        case (.localMinimum(let a, let globality), .localMinimum(let b, let originalGlobality)):
            try require(
                globality == originalGlobality || globality == .open || originalGlobality == .open,
                "\(globality.rawValue), the original is \(originalGlobality.rawValue)")
            try requireConsistent(a, b)
        case (.globalMinimum(let a), .globalMinimum(let b)), (.saddle(let a), .saddle(let b)):
            try requireConsistent(a, b)
        case (.minimumAtInfinity(let a), .minimumAtInfinity(let b)),
            (.saddleAtInfinity(let a), .saddleAtInfinity(let b)):
            try require(a.limitLoss.meets(b.limitLoss), "another loss of the limit")
            try require(a.smallestEigenvalue.meets(b.smallestEigenvalue), "another smallest eigenvalue of the limit")
        case (.notCritical(_, let nearest?), _): return try requireConsistent(nearest, original)
        // another point near by may have been proved
        default: return false
        }
        return true
    }

    private func requireConsistent(_ a: CriticalPoint, _ b: CriticalPoint) throws {
        // another critical point
        guard a.structure == b.structure, a.loss.meets(b.loss) else { return }
        try require(a.smallestEigenvalue.meets(b.smallestEigenvalue), "another smallest eigenvalue")
        try require(max(a.indexLower, b.indexLower) <= min(a.indexUpper, b.indexUpper), "another index")
        if let left = a.nullity, let right = b.nullity { try require(left == right, "another nullity") }
        if let left = a.isIsolated, let right = b.isIsolated { try require(left == right, "isolation contradicted") }
        if let left = a.level, let right = b.level { try require(left == right, "another level") }
        try require(a.familyDimension == b.familyDimension, "another dimension of the family")
    }

    /// A certificate about another problem or candidate: certified again, and compared.
    private func judgeAgain(_ verdict: Verdict, _ certificate: Certificate, _ landscape: any Landscape) throws -> Bool {
        var options = Certifier.Options()
        options.maximumPrecision = 256
        let again = Certifier(knowing: landscape, options: options).certify(certificate.candidate).verdict
        return try requireConsistent(verdict, again)
    }

    private func require(_ holds: Bool, _ otherwise: String) throws(Finding) {
        if !holds { throw Finding(what: otherwise) }
    }
}

extension Bounds {
    /// Whether some number lies in both.
    fileprivate func meets(_ other: Bounds) -> Bool { !isDisjoint(from: other) }
}
