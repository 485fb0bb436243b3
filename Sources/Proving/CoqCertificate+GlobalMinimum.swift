import Certify
import Interchange
import Landscape
import Rigor
import Structure

extension CoqCertificate {
    /// The Coq certificate that an exact rational student has loss 0, and how far it is from the candidate.
    public init(
        globalMinimum argument: GlobalMinimumArgument, candidate: [Dyadic], landscape: TwoLayerLandscape
    ) throws(CoqUnsupported) {
        let problem: String
        do { problem = try CoqSyntax.problem(landscape.problem) } catch { throw .problem(error.description) }
        let m = landscape.width, d = landscape.inputDimension
        let point = argument.network.weights.flatMap { $0 } + argument.network.outputs
        guard point.count == candidate.count, point.count == m * (d + 1) else {
            throw .verdict("the exact minimum and the candidate differ in dimension")
        }
        // the largest difference of a coordinate, exactly
        let distance = zip(point, candidate).map { ($0 - Rational($1)).magnitude }.max { $0 < $1 } ?? .zero
        let order = CoqSyntax.order(width: m, dimension: d)
        self.init(
            constructor: "GlobalMinimum",
            fields: [
                problem, String(m), CoqSyntax.list(order.map { CoqSyntax.rational(point[$0]) }),
                CoqSyntax.list(order.map { CoqSyntax.dyadic(candidate[$0]) }), CoqSyntax.rational(distance),
            ],
            stem: "global_minimum", verdict: "GlobalMinimumVerdict", usesEngine: false, gradientBits: 0,
            statement: "a point whose loss is exactly 0, hence a global minimum, lies within \(OutwardDecimal.upper(distance.upperDouble)) of the candidate in every coordinate",
            saying: [
                .kind: .whole, .loss: .whole,
                .distance: .part("\(OutwardDecimal.upper(distance.upperDouble, digits: 4)) in every coordinate"),
            ])
    }
}
