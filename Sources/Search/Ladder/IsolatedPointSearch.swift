import Certify

/// The search for an isolated critical point by itself: refinement, the precision ladder and the proof, on any
/// landscape.
///
/// For structured arguments, whose reduced problem is a landscape of its own. Not thread-safe.
public final class IsolatedPointSearch {
    private let worker: CertifierWorker

    /// - Parameter maximumPrecision: longest precision of the ladder, in bits.
    public init(landscape: any Landscape, maximumPrecision: Int = 256) {
        var options = Certifier.Options()
        options.maximumPrecision = maximumPrecision
        worker = Certifier(landscape: landscape, options: options).makeWorker()
    }

    /// What was proved, or why nothing was.
    public enum Outcome: Sendable {
        /// The witness, with what it proves.
        case proved(IsolatedPointWitness, IsolatedPoint)
        /// Nothing was proved, for this reason.
        case open(UndecidedReason)
    }

    /// Refines `parameters` and proves an isolated critical point there.
    ///
    /// - Parameters:
    ///   - isSharp: whether to climb where float64 suffices, too, for sharper numbers at a higher price.
    ///   - isRefined: whether `parameters` are where refinement in float64 ended.
    public func run(near parameters: [Double], isSharp: Bool = false, isRefined: Bool = false) -> Outcome {
        var rungs = [Rung]()
        let start = Candidate(index: 0, parameters: parameters)
        switch worker.firstRung(start, isRefined: isRefined, rungs: &rungs) {
        case .success(let proof):
            let ascent = CertifierWorker.Ascent(
                centre: proof.witness.centre, approximateDistance: 0, gradientNorm: proof.witness.gradientNorm,
                failure: .tooCoarse("float64 suffices"))
            if isSharp, case .success(let sharper) = worker.climb(ascent, rungs: &rungs) {
                return .proved(sharper.witness, sharper.point)
            }
            return .proved(proof.witness, proof.point)
        case .failure(let ascent):
            switch worker.climb(ascent, rungs: &rungs) {
            case .success(let proof): return .proved(proof.witness, proof.point)
            case .failure(let failure): return .open(failure.reason(excluded: 0, required: 0))
            }
        }
    }
}
