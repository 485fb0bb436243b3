import Certify
import Rigor

extension GlobalMinimumArgument {
    /// Why an exact zero-loss point theta0 is the only critical point of a ball, and nondegenerate: the numbers of an
    /// `IsolatedPointWitness` whose centre is theta0 rounded to nearest with 128 bits.
    public struct Uniqueness: Sendable, Hashable {
        public var radius: Double
        public var gradientNorm: Double
        public var spectralGap: Double
        public var lipschitz: LipschitzConstants

        public init(radius: Double, gradientNorm: Double, spectralGap: Double, lipschitz: LipschitzConstants) {
            self.radius = radius
            self.gradientNorm = gradientNorm
            self.spectralGap = spectralGap
            self.lipschitz = lipschitz
        }
    }
}

extension GlobalMinimumArgument.Uniqueness {
    /// theta0 rounded to nearest, around which enclosures are taken, and an upper bound of how far that is from theta0.
    package static func centre(_ exact: [Rational]) -> (point: [Dyadic], distance: Double) {
        let point = exact.rounded(to: Precision(bits: 128))
        return (point, exact.distanceUpper(from: point))
    }

    /// No other critical point lies this close to theta0, once the witness is verified: its ball holds the ball of this
    /// radius around theta0.
    func radius(around exact: [Rational]) -> Double {
        Directed.maximum(0, Directed.subtractDown(radius, Self.centre(exact).distance))
    }

    /// Verifies the witness, and that theta0 lies in its ball: critical, so it is the one critical point there. Returns
    /// enclosures of the smallest and the largest eigenvalue of the Hessian at theta0.
    ///
    /// The gradient at the centre p is not enclosed but follows from that of theta0, which is 0: |grad L(p)| <= K1 |p -
    /// theta0|, K1 a Lipschitz constant of the gradient on a ball that holds both.
    ///
    /// - Parameters:
    ///   - exact: theta0, critical.
    ///   - basis: approximate eigenvectors of the Hessian, in rows, or nil.
    func extremeEigenvalues(
        at exact: [Rational], basis: [Double]?, with evaluator: any LandscapeEvaluator, ledger: ProofLedger? = nil
    ) throws(Refusal) -> (smallest: Bounds, largest: Bounds) {
        let (point, distance) = Self.centre(exact)
        let witness = IsolatedPointWitness(
            centre: point, radius: radius, gradientNorm: gradientNorm, spectralGap: spectralGap, lipschitz: lipschitz,
            basis: basis)
        guard distance <= radius else {
            throw .inequality("theta0 lies outside the ball of uniqueness: \(distance) > \(radius)")
        }
        let unique: IsolatedPoint
        do {
            let measured = try evaluator.lipschitzConstants(on: Ball(centre: point, radius: radius))
            unique = try witness.conclude(
                enclosure: try Self.enclosure(at: point, distance, measured, with: evaluator), measured: measured,
                ledger: ledger?.argument("The only critical point of a ball around theta0, rounded: p"))
        } catch let refusal as Refusal {
            throw refusal
        } catch let failure as EvaluationFailure {
            throw .evaluation(failure)
        } catch {
            throw .inequality("\(error)")
        }
        guard unique.inertia.positive == exact.count else {
            throw .inequality("a zero-loss point with inertia \(unique.inertia)")
        }
        ledger?.hypothesis(
            "theta0 lies in that ball: |theta0 - p| <= rho, and is critical", .atMost(distance),
            stated: .init("rho", .atLeast(radius)), slack: .factor(of: distance, below: radius))
        let smallest = unique.smallestEigenvalue.intersection(Bounds(lower: 0, upper: .infinity))
        return (smallest ?? .entireLine, unique.largestEigenvalue)
    }

    /// Loss and Hessian at p, and the gradient that theta0 leaves there.
    ///
    /// - Parameters:
    ///   - distance: at least |p - theta0|.
    ///   - measured: Lipschitz constants on a ball around p that holds theta0.
    package static func enclosure(
        at point: [Dyadic], _ distance: Double, _ measured: LipschitzConstants, with evaluator: any LandscapeEvaluator
    ) throws(EvaluationFailure) -> LocalEnclosure {
        var enclosure = try evaluator.enclosure(on: Ball(centre: point), order: .hessian)
        let slope = Directed.multiplyUp(measured.gradient, distance)
        enclosure.gradient = VectorEnclosure(
            midpoint: [Double](repeating: 0, count: point.count),
            radius: [Double](repeating: slope, count: point.count))
        return enclosure
    }
}
