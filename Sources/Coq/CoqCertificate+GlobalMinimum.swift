import Certify
import Interchange
import Networks
import Rigor

extension CoqCertificate {
    /// The Coq certificate that an exact rational student has loss 0, and how far it is from the candidate.
    public init(
        globalMinimum argument: GlobalMinimumArgument, stated: CriticalPoint, candidate: [Dyadic],
        landscape: TwoLayerLandscape
    ) throws(CoqUnsupported) {
        let problem = try CoqSyntax.problem(landscape.problem)
        let m = landscape.width, d = landscape.inputDimension
        let point = argument.network.parameters
        guard point.count == candidate.count, point.count == landscape.parameterCount else {
            throw .verdict("the exact minimum and the candidate differ in dimension")
        }
        // what the check compares, exactly: the square of the distance
        let square = zip(point, candidate).map { ($0 - Rational($1)) * ($0 - Rational($1)) }.reduce(Rational.zero) {
            $0 + $1
        }
        let own = square.isZero ? 0 : Directed.squareRootUp(square.upperDouble)
        let isStated = stated.distanceUpper >= own
        let away = isStated ? stated.distanceUpper : own
        let order = CoqSyntax.order(width: m, dimension: d)
        self.init(
            problem: problem,
            definitions: [
                ("point", CoqSyntax.list(order.map { CoqSyntax.rational(point[$0]) })),
                ("candidate", CoqSyntax.list(order.map { CoqSyntax.dyadic(candidate[$0]) })),
            ],
            constructor: "GlobalMinimum", fields: [String(m), "point", "candidate", CoqSyntax.number(away)],
            stem: "global_minimum", verdict: "GlobalMinimumVerdict",
            proposition: "exact_global_minimum user_problem \(m) point candidate \(CoqSyntax.number(away))",
            addition: ("teacher_itself user_problem \(m) point", "teacher_itself_sound user_problem \(m) point"),
            usesEngine: false, gradientBits: 0,
            statement:
                "a point whose loss is exactly 0, hence a global minimum, lies within \(OutwardDecimal.upper(away)) "
                + "of the candidate; it is the teacher as a function, and of index 0",
            saying: [
                .kind: .whole, .loss: .whole, .index: .whole, .level: stated.level == 0 ? .whole : .nothing,
                .distance: isStated ? .whole : .part("at most \(OutwardDecimal.upper(own))"),
            ])
    }
}
