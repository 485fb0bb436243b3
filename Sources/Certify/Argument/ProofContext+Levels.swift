import Rigor

/// With what arithmetic an argument encloses what it needs.
///
/// Whatever is compared with an eigenvalue (a Hessian, a Lipschitz constant, the form that a copy adds) needs few
/// digits; the gradient at a critical point is all cancellation and may need many. A search therefore concludes in
/// float64 with proved bounds, and takes a gradient from a longer precision only where that of float64 is not sharp
/// enough. A check does not, unless it is asked to be fast: all it encloses is enclosed with MPFR.
///
/// Any level gives enclosures, so the choice never matters for what is true, only for how sharp it is.
extension ProofContext {
    /// Whether float64 comes first: in the contexts that a search makes by `inFloat64`, and in those of a fast check.
    public var prefersFloat64: Bool { level == .float64 }

    /// For gradients, from the cheapest on; for everything else `level`.
    public var gradientLevels: [EvaluationLevel] {
        prefersFloat64 ? [.float64, .doubleDouble, .multiple(Precision(bits: 128))] : [level]
    }

    /// The same context with float64 first.
    public var inFloat64: ProofContext {
        ProofContext(
            landscape: landscape, candidate: candidate, precision: .float64, reference: reference, ledger: ledger)
    }
}

extension IsolatedPointWitness {
    /// Encloses what the theorem needs at the levels of the context, and verifies it: loss and gradient at the first
    /// level that is sharp enough for |grad L(p)| <= epsilon.
    ///
    /// - Parameter landscape: the loss that the witness is about, which need not be that of the context.
    public func conclude(
        on landscape: any Landscape, in context: ProofContext, ledger: ProofLedger? = nil
    ) throws(Refusal) -> IsolatedPoint {
        try requireBound("radius", radius, positive: true)
        return try Refusal.refusing {
            let evaluator = try landscape.makeEvaluator(context.level)
            var enclosure = try evaluator.enclosure(on: Ball(centre: centre), order: .hessian)
            for level in context.gradientLevels.dropFirst() {
                if let gradient = enclosure.gradient, gradient.norm.upper <= gradientNorm { break }
                // not every landscape has every level
                guard let finer = try? landscape.makeEvaluator(level),
                    let finer = try? finer.enclosure(on: Ball(centre: centre), order: .gradient)
                else { continue }
                enclosure.loss = finer.loss
                enclosure.gradient = finer.gradient
            }
            let constants = try evaluator.lipschitzConstants(on: Ball(centre: centre, radius: radius))
            return try conclude(enclosure: enclosure, measured: constants, ledger: ledger)
        }
    }
}
