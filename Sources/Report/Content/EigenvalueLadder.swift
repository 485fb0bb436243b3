import Certify
import Networks
import Rigor

/// Enclosures of all eigenvalues of one Hessian, computed while the report is written.
struct EigenvalueLadder {
    enum Place: String {
        /// The certified critical point itself.
        case criticalPoint = "p"
        /// The candidate as it was handed in.
        case candidate = "c"
    }

    let place: Place
    /// Ascending.
    let eigenvalues: [Bounds]
}

/// Computes ladders; owned by one thread.
final class EigenvalueLadderMaker {
    private let float64: (any LandscapeEvaluator)?
    private let multiple: (any LandscapeEvaluator)?

    init(landscape: any Landscape) {
        float64 = try? landscape.makeEvaluator(.float64)
        multiple = try? landscape.makeEvaluator(.multiple(Precision(bits: 128)))
    }

    /// The ladder at the certified point when its argument says where that is, otherwise at the candidate; nil when
    /// nothing can be enclosed.
    func ladder(_ certificate: Certificate) -> EigenvalueLadder? {
        switch certificate.argument {
        case .isolatedPoint(let witness):
            // eigenvalues at p* differ from those at the centre by at most K2 |p* - p| (Weyl)
            let numbers = IsolatedPointNumbers(witness)
            guard numbers.existenceRadius.isFinite else { return nil }
            let shift = Directed.multiplyUp(witness.lipschitz.hessian, numbers.existenceRadius)
            return eigenvalues(on: Ball(centre: witness.centre), perturbation: shift, isSharp: certificate.bits > 53)
                .map { EigenvalueLadder(place: .criticalPoint, eigenvalues: $0) }
        case .structured(let argument as GlobalMinimumArgument):
            return eigenvalues(on: argument.network.surroundingBall, perturbation: 0, isSharp: false)
                .map { EigenvalueLadder(place: .criticalPoint, eigenvalues: $0) }
        case .structured, .exclusion, .none:
            // where the search enclosed nothing there may be too many parameters for a Hessian
            guard certificate.candidateEnclosure != nil else { return nil }
            return eigenvalues(on: Ball(centre: certificate.candidate.point), perturbation: 0, isSharp: false)
                .map { EigenvalueLadder(place: .candidate, eigenvalues: $0) }
        }
    }

    /// - Parameter isSharp: whether float64 was not enough for this point.
    private func eigenvalues(on ball: Ball, perturbation: Double, isSharp: Bool) -> [Bounds]? {
        for evaluator in isSharp ? [multiple, float64] : [float64, multiple] {
            guard let hessian = try? evaluator?.enclosure(on: ball, order: .hessian).hessian,
                // any basis is admissible; a good one makes the bounds sharp
                let basis = ApproximateLinearAlgebra.symmetricEigenproblem(hessian.midpoint, order: hessian.rows)?
                    .vectors,
                let spectrum = try? hessian.spectrum(basis: basis, perturbation: perturbation)
            else { continue }
            return spectrum.eigenvalues
        }
        return nil
    }
}

extension ExactNetwork {
    /// A ball around the nearest float64 point that holds this one.
    var surroundingBall: Ball {
        let nearest = parameters.map { Dyadic(exactly: $0.nearestDouble) ?? .zero }
        let squares = zip(parameters, nearest).reduce(Rational.zero) { sum, pair in
            let difference = pair.0 - Rational(pair.1)
            return sum + difference * difference
        }
        return Ball(centre: nearest, radius: squares.isZero ? 0 : Directed.squareRootUp(squares.upperDouble))
    }
}

/// The numbers that follow from those of an isolated-point argument, rounded outward.
struct IsolatedPointNumbers {
    /// lambda' = mu - K2 rho, rounded down.
    let reducedGap: Double
    /// epsilon / lambda', rounded up; infinite when lambda' is not positive.
    let existenceRadius: Double
    /// lambda' rho, rounded down.
    let product: Double

    init(_ witness: IsolatedPointWitness) {
        reducedGap = witness.reducedGap.value
        existenceRadius = witness.statedExistenceRadius ?? .infinity
        product = Directed.multiplyDown(reducedGap, witness.radius)
    }
}
