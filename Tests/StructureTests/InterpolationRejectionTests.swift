import Certify
import Formats
import Interchange
import Rigor
import Testing

@testable import Networks
@testable import Search

/// Certificates of interpolation in which one number was made wrong.
@Suite struct InterpolationRejectionTests {
    static let landscape: TwoLayerLandscape = {
        guard let problem = try? Interpolating.exclusiveOr() else { preconditionFailure("XOR is a problem") }
        return TwoLayerLandscape(problem: problem, width: 2)
    }()

    static let good: Certificate = {
        let start = [1.2, 1.1, -0.4, 0.9, 1.3, -1.6, 1.1, -1.2]
        guard let student = Interpolating.trained(landscape.problem, width: 2, from: start) else {
            preconditionFailure("XOR is fitted")
        }
        return Certifier(knowing: landscape).certify(Candidate(index: 0, parameters: student))
    }()

    private static func isRejected(_ change: (inout InterpolationArgument, inout CriticalPoint) -> Void) throws -> Bool
    {
        var certificate = good
        guard case .structured(let any) = certificate.argument, var argument = any as? InterpolationArgument,
            case .globalMinimum(var point) = certificate.verdict
        else { throw Refusal.inequality("\(certificate.verdict)") }
        change(&argument, &point)
        certificate.argument = .structured(argument)
        certificate.verdict = .globalMinimum(point)
        return (try? CertificateCheck(landscape: landscape).check(certificate)) == nil
    }

    @Test func goodPasses() throws { #expect(try !Self.isRejected { _, _ in }) }

    @Test func wrongNumbersAreRejected() throws {
        let changes: [(String, (inout InterpolationArgument) -> Void)] = [
            ("centre elsewhere", { $0.centre[0] = $0.centre[0] + Dyadic(mantissa: Integer(1), exponent: -30) }),
            ("a coordinate less", { $0.centre.removeLast() }),
            ("another ball", { $0.radius *= 8 }), ("no ball", { $0.radius = 0 }),
            ("a ball below the step", { $0.radius = $0.step / 4 }),
            ("an infinite ball", { $0.radius = .infinity }), ("a negative ball", { $0.radius.negate() }),
            ("smaller residuals", { $0.residualNorm /= 2 }), ("no residuals", { $0.residualNorm = 0 }),
            ("residuals that are no number", { $0.residualNorm = .nan }),
            ("a smaller inverse", { $0.inverseNorm /= 2 }), ("a larger one", { $0.inverseNorm = .infinity }),
            ("a stronger contraction", { $0.contraction /= 2 }), ("none", { $0.contraction = 1 }),
            ("a negative one", { $0.contraction.negate() }), ("NaN", { $0.contraction = .nan }),
            ("a shorter step", { $0.step /= 2 }), ("a step that is no number", { $0.step = .nan }),
            ("C = 0", { $0.rightInverse = $0.rightInverse.map { _ in 0 } }),
            ("another C", { $0.rightInverse[3] += 1 }), ("a turned C", { $0.rightInverse.reverse() }),
            ("NaN in C", { $0.rightInverse[0] = .nan }), ("a shorter C", { $0.rightInverse.removeLast() }),
            ("a C for one residual less", { $0.rightInverse = Array($0.rightInverse.prefix(24)) }),
        ]
        for (name, change) in changes {
            let isRejected = try Self.isRejected { argument, _ in change(&argument) }
            #expect(isRejected, "\(name)")
        }
    }

    @Test func wrongStatementsAreRejected() throws {
        let changes: [(String, (inout CriticalPoint) -> Void)] = [
            ("a nearer point", { $0.distanceUpper /= 2 }), ("a point far away", { $0.distanceUpper = 1 }),
            ("no nullity", { $0.nullity = 3 }), ("a family of another dimension", { $0.familyDimension = 5 }),
            ("isolation", { $0.isIsolated = true }), ("a radius of uniqueness", { $0.uniquenessRadius = 1e-9 }),
            ("a positive eigenvalue", { $0.smallestEigenvalue = Bounds(lower: 1e-9, upper: 1) }),
            ("a positive loss", { $0.loss = Bounds(lower: 1e-300, upper: 1) }),
            ("a smaller gradient", { $0.gradientNormUpper = 0 }), ("a level", { $0.level = 0 }),
            ("another structure", { $0.structure = "" }), ("an index", { $0.indexLower = 1 }),
            ("that it is not global", { $0.isProvedNonGlobal = true }),
        ]
        for (name, change) in changes {
            let isRejected = try Self.isRejected { _, point in change(&point) }
            #expect(isRejected, "\(name)")
        }
    }

    /// The argument of one problem proves nothing on another: other labels, one more point, another kind of landscape.
    @Test func otherProblems() throws {
        let certificate = Self.good
        let other = TwoLayerLandscape(problem: try Interpolating.exclusiveOr(labels: [0, 1, 1, 1]), width: 2)
        #expect(throws: Refusal.self) { try CertificateCheck(landscape: other).check(certificate) }
        guard case .points(let points) = Self.landscape.problem.data else { return }
        let more = try TwoLayerProblem(
            activation: .tanh, data: .points(points + [points[0]]),
            labels: .given(numbers: [0, 1, 1, 0, 1].map { Rational($0) }))
        #expect(throws: Refusal.self) {
            try CertificateCheck(landscape: TwoLayerLandscape(problem: more, width: 2)).check(certificate)
        }
        // a saddle or a local minimum is not what it proves
        guard case .globalMinimum(let point) = certificate.verdict else { return }
        for verdict in [Verdict.saddle(point), .localMinimum(point, .open), .localMinimum(point, .global)] {
            var changed = certificate
            changed.verdict = verdict
            #expect(throws: Refusal.self) { try CertificateCheck(landscape: Self.landscape).check(changed) }
        }
    }

    /// Through JSON and back nothing is lost, and unknown, missing or misshapen members are refused.
    @Test func coding() throws {
        guard case .structured(let argument) = Self.good.argument else { return }
        let json = StructuredArgumentCoding.encode(argument)
        func decoded(_ value: JSONValue) throws -> InterpolationArgument? {
            try StructuredArgumentCoding.decode(JSONCursor(value, file: "test")) as? InterpolationArgument
        }
        let back = try #require(try decoded(json)), given = try #require(argument as? InterpolationArgument)
        #expect(back.centre == given.centre && back.rightInverse == given.rightInverse)
        #expect(
            [back.radius, back.residualNorm, back.inverseNorm, back.contraction, back.step]
                == [given.radius, given.residualNorm, given.inverseNorm, given.contraction, given.step])
        guard case .object(let object) = json, case .object(let witness)? = object["witness"] else {
            Issue.record("no object")
            return
        }
        for key in witness.members.map(\.key) {
            var less = JSONObject()
            for member in witness.members where member.key != key { less.append(key: member.key, value: member.value) }
            #expect(throws: FormatError.self) { try decoded(["kind": "interpolation", "witness": .object(less)]) }
        }
        var more = witness
        more.append(key: "rank", value: 4)
        #expect(throws: FormatError.self) { try decoded(["kind": "interpolation", "witness": .object(more)]) }
    }
}
