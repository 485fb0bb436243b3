import Certify
import Interchange
import Landscape
import Rigor

extension CoqCertificate {
    /// The Coq certificate that a box around the candidate holds no critical point.
    ///
    /// The Coq test compares |v·grad L| at the centre with r times the sum of |(H v)_i| over the box, and so reaches a somewhat smaller
    /// radius than the Taylor argument of the Swift certificate; the radius is part of the theorem.
    public init(exclusion witness: ExclusionWitness, landscape: TwoLayerLandscape) throws(CoqUnsupported) {
        let problem: String
        do { problem = try CoqSyntax.problem(landscape.problem) } catch { throw .problem(error.description) }
        let m = landscape.width, d = landscape.inputDimension, n = witness.centre.count
        do {
            let evaluator = try landscape.makeEvaluator(.multiple(Precision(bits: 128)))
            let here = try evaluator.enclosure(on: Ball(centre: witness.centre), order: .gradient)
            guard let gradient = here.gradient else { throw CoqUnsupported.notReached("no gradient") }
            let row = MatrixEnclosure(rows: 1, columns: n, exactly: witness.direction)
            let slope = 0.9 * (row * gradient).bounds(0).lower
            guard slope > 0 else { throw CoqUnsupported.notReached("the slope along the direction is not positive") }
            var radius = witness.radius
            var variation = Double.infinity
            for _ in 0..<12 {
                let over = try evaluator.enclosure(on: Ball(centre: witness.centre, radius: radius), order: .hessian)
                guard let hessian = over.hessian else { break }
                let image = hessian * VectorEnclosure(exactly: witness.direction)
                variation = 1.25 * (0..<n).reduce(0) { $0 + image.bounds($1).magnitude }
                if variation * radius <= slope { break }
                radius = min(radius / 2, 0.8 * slope / variation)
            }
            if radius < witness.radius {
                radius = Double(sign: .plus, exponent: radius.exponent, significand: (radius.significand * 8).rounded(.down) / 8)
            }
            guard variation * radius <= slope else { throw CoqUnsupported.notReached("no box was found on which the gradient keeps its sign") }
            let order = CoqSyntax.order(width: m, dimension: d)
            self.init(
                constructor: "NoCriticalPoint",
                fields: [
                    problem, String(m), CoqSyntax.list(order.map { CoqSyntax.dyadic(witness.centre[$0]) }),
                    CoqSyntax.number(radius), CoqSyntax.list(order.map { CoqSyntax.number(witness.direction[$0]) }),
                    CoqSyntax.number(slope), CoqSyntax.number(variation),
                ],
                stem: "exclusion", verdict: "ExclusionVerdict", usesEngine: true,
                gradientBits: max(80, (60 - Int(slope.exponent)) / 8 * 8),
                statement: "no point within \(OutwardDecimal.lower(radius)) of the candidate in every coordinate is a critical point",
                saying: [
                    .kind: .whole,
                    .radius: radius >= witness.radius ? .whole : .part("\(OutwardDecimal.lower(radius, digits: 4)) in every coordinate"),
                ])
        } catch let error as CoqUnsupported {
            throw error
        } catch {
            throw .notReached("\(error)")
        }
    }
}
