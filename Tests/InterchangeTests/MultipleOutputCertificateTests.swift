import Certify
import Formats
import Interchange
import Networks
import Rigor
import Testing

/// Students with two outputs whose critical points follow from those of students with one, which other tests know.
@Suite struct MultipleOutputCertificateTests {
    /// The problem whose labels are `row(y)` where a two-layer problem has y.
    static func problem(
        _ statement: ProblemStatement, loss: TwoLayerProblem.LossConvention = .meanSquaredNorm,
        _ row: (Rational) -> [Rational]
    ) -> ProblemStatement {
        guard case .twoLayer(let single) = statement, case .given(let labels) = single.labels,
            let several = try? TwoLayerProblem(
                activation: single.activation, data: single.data, labels: .given(labels.map { row($0[0]) }),
                outputCount: 2, loss: loss)
        else { preconditionFailure("small problems have given labels") }
        return .twoLayer(several)
    }

    /// (w, a) becomes (w, row(a_1), ..).
    static func parameters(_ single: [Double], width m: Int = 2, _ row: (Double) -> [Double]) -> [Double] {
        single.dropLast(m) + single.suffix(m).flatMap(row)
    }

    private static func point(_ record: CertificateRecord) throws -> CriticalPoint {
        try CertificateCheck(landscape: record.problem.landscape(width: record.width)).check(record.certificate)
        return try #require(record.certificate.verdict.criticalPoint)
    }

    static let known = [
        (SmallProblem.wavy, SmallProblem.lowest), (SmallProblem.wavy, SmallProblem.higher),
        (SmallProblem.steep, SmallProblem.saddle),
    ]

    /// Labels (y, 0) with outputs (a_j, 0): the second output adds nothing to the loss, to first order nothing, and to
    /// second order the positive form (2/N) |sum al_j s_j|². So the point is critical with the same loss, kind and
    /// index.
    @Test(arguments: known.indices) func anOutputWithoutLabelsDecouples(_ k: Int) throws {
        let (problem, parameters) = Self.known[k]
        let one = Sample.record(problem, parameters),
            two = Sample.record(
                Self.problem(problem) { [$0, .zero] }, Self.parameters(parameters) { [$0, 0] })
        #expect(one.certificate.verdict.name == two.certificate.verdict.name)
        let single = try Self.point(one), several = try Self.point(two)
        #expect(several.loss.intersection(single.loss) != nil && several.loss.upper - several.loss.lower < 1e-6)
        #expect([several.indexLower, several.indexUpper] == [single.indexLower, single.indexUpper])
        #expect(several.nullity == 0 && several.isIsolated == true)
        #expect(several.smallestEigenvalue.lower <= single.smallestEigenvalue.upper)
        if single.indexUpper > 0 { #expect(several.smallestEigenvalue.intersection(single.smallestEigenvalue) != nil) }
    }

    /// Labels (y, y) with outputs (a_j, a_j): the loss is twice that of one output when it is summed, the same when it
    /// is averaged. Where the two outputs change alike the form is that of one output, where they change oppositely it
    /// is positive: the index is the same.
    @Test(arguments: known.indices, TwoLayerProblem.LossConvention.allCases)
    func equalOutputs(_ k: Int, _ loss: TwoLayerProblem.LossConvention) throws {
        let (problem, parameters) = Self.known[k]
        let single = try Self.point(Sample.record(problem, parameters))
        let several = try Self.point(
            Sample.record(
                Self.problem(problem, loss: loss) { [$0, $0] }, Self.parameters(parameters) { [$0, $0] }))
        let factor = loss == .meanSquaredNorm ? 2.0 : 1.0
        #expect(
            several.loss.intersection(Bounds(lower: factor * single.loss.lower, upper: factor * single.loss.upper))
                != nil)
        #expect([several.indexLower, several.indexUpper] == [single.indexLower, single.indexUpper])
    }

    @Test func slopesAreNotCritical() throws {
        let problem = Self.problem(SmallProblem.wavy) { [$0, .one - $0] }
        let record = Sample.record(problem, Self.parameters(SmallProblem.slope) { [$0, 0.5] })
        #expect(record.certificate.verdict.name == "not-critical")
        try CertificateCheck(landscape: problem.landscape(width: 2)).check(record.certificate)
    }

    /// A certificate about one convention proves nothing about the other, nor about other labels.
    @Test func certificatesAreBoundToTheirProblem() throws {
        let row = { (y: Rational) in [y, Rational.zero] }
        let problem = Self.problem(SmallProblem.wavy, row)
        let record = Sample.record(problem, Self.parameters(SmallProblem.higher) { [$0, 0] })
        for other in [
            Self.problem(SmallProblem.wavy, loss: .meanSquaredError, row), Self.problem(SmallProblem.steep, row),
        ] {
            #expect(throws: Refusal.self) {
                try CertificateCheck(landscape: other.landscape(width: 2)).check(record.certificate)
            }
        }
    }
}
