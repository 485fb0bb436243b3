import Certify
import Networks
import Rigor

/// The box around an isolated point on which two families of directions, together as many as parameters, stay definite:
/// it holds no other critical point (`only_one_critical` of `proofs/theory/Inertia.v`).
struct CoqUniqueness {
    /// Half side of the box around the centre.
    let radius: Double
    /// No other critical point lies within this of the critical one, which is within `half` of the centre.
    let unique: Double

    /// - Parameters:
    ///   - stated: what the verdict states; nil where it states nothing, and any box will do.
    ///   - families: directions, scaled so that the Gram matrix of each at the centre is near plus or minus the
    ///     identity.
    init(
        _ box: CoqBox, _ landscape: TwoLayerLandscape, stated: Double?, half: Double, families: [[[Double]]]
    ) throws(CoqUnsupported) {
        // exactly: unique <= radius - half
        let wanted = stated.map { Directed.addUp($0, half) } ?? box.radius
        var radius = max(wanted, 2 * half)
        let least = 2 * half
        do {
            let evaluator = try landscape.makeEvaluator(.multiple(Precision(bits: 128)))
            let positions = CoqSyntax.order(width: landscape.width, dimension: landscape.inputDimension)
            var centre = box.centre
            for (place, position) in positions.enumerated() { centre[position] = box.centre[place] }
            while radius > least {
                let over = try evaluator.enclosure(on: Ball(centre: centre, radius: radius), order: .hessian)
                guard let hessian = over.hessian?.principalSubmatrix(positions) else { break }
                let deviation = CoqFamilies.deviation(of: families, hessian, from: box.hessian)
                if deviation < CoqFamilies.allowedDeviation { break }
                radius = max(least, deviation.isFinite ? max(radius / 4, 0.7 * radius / deviation) : radius / 4)
            }
        } catch {
            throw .notReached("\(error)")
        }
        self.radius = radius
        unique =
            stated.map { radius >= wanted ? $0 : min($0, Directed.subtractDown(radius, half)) }
            ?? Directed.subtractDown(radius, half)
    }
}
