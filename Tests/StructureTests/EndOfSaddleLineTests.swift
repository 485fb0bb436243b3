import Certify
import Formats
import Interchange
import Networks
import Rigor
import Search
import Testing

/// Two equal neurons, one output 0 up to noise: minima and strict saddles of one loss begin there, and rounding decides
/// nothing.
@Suite struct EndOfSaddleLineTests {
    /// sigmoid, five points in dimension 1: a minimum of width 1 at w = 0.8855940570, a = 0.3711937733, and M > 0
    /// there.
    static let problem: TwoLayerProblem = {
        let labels = [(-1, 8), (1, 8), (-5, 8), (1, 2), (7, 8)].map { Rational($0.0, $0.1) }
        guard
            let problem = try? TwoLayerProblem(
                activation: .sigmoid, data: .points([-2, -1, 1, 2, 3].map { [Rational($0)] }),
                labels: .given(numbers: labels))
        else { preconditionFailure("the problem is one") }
        return problem
    }()
    static let w = 0.885594057062058, a = 0.37119377328685776

    /// Copies with relative noise 1e-9, as training leaves them: half of them used to come out as minima, half as
    /// saddles.
    static let noisy: [[Double]] = [
        [0.885594057173404, 0.8855940569450667, 0.3711937730848322, 0],
        [0.8855940576292124, 0.8855940571549569, 0.37119377316944907, 0],
        [0.8855940565876723, 0.8855940573822844, 0.37119377343965243, 0],
        [0.8855940582168726, 0.8855940579007872, 0.3711937736738323, 0],
        [0.8855940564388343, 0.8855940559414083, 0.3711937732391465, 0],
        [0.8855940565100898, 0.885594057098656, 0.3711937737940805, 0],
        [0.8855940550030246, 0.8855940568682974, 0.37119377303994167, 0],
        [0.8855940559586867, 0.8855940564135664, 0.37119377341733617, 0],
    ]

    private func certified(_ parameters: [Double], _ problem: TwoLayerProblem = problem) throws -> Certificate {
        let certifier = Certifier(problem: problem, width: parameters.count / (problem.data.dimension + 1))
        let certificate = certifier.certify(Candidate(index: 0, parameters: parameters))
        do { try CertificateCheck(landscape: certifier.landscape).check(certificate) } catch {
            Issue.record("\(parameters): \(certificate.verdict.name) is refused: \(error.description)")
        }
        return certificate
    }

    @Test func noiseDecidesNothing() throws {
        let exact = [0, 1e-17, -1e-17, 1e-12, -1e-12].map { [Self.w, Self.w, Self.a, $0 * Self.a] }
        for parameters in Self.noisy + exact {
            let certificate = try certified(parameters)
            guard case .endOfSaddleLine(let point, saddleIndex: 1) = certificate.verdict else {
                Issue.record("\(parameters): \(certificate.verdict)")
                continue
            }
            #expect(point.distanceUpper < 4e-9 && point.isProvedNonGlobal && point.isIsolated == false)
            #expect(point.indexLower == 0 && point.indexUpper == 1 && point.familyDimension == 1)
            // the output 0 takes d = 1 from the rank, the line another
            #expect(point.nullity == 2 && point.smallestEigenvalue == Bounds(lower: 0, upper: 0))
            #expect(point.loss.lower > 0.226567 && point.loss.upper < 0.226568)
            #expect(point.structure == "neurons 0, 1 equal, the output of 1 0")
        }
    }

    /// Outputs that are larger than the distance keep their sign, and the kind it gives.
    @Test func clearSharesDecide() throws {
        for share in [0.3, 1e-3] {
            guard
                case .localMinimum(let point, _) = try certified([Self.w, Self.w, (1 - share) * Self.a, share * Self.a])
                    .verdict
            else {
                Issue.record("no minimum for a share of \(share)")
                continue
            }
            #expect(point.indexUpper == 0)
            guard
                case .saddle(let saddle) = try certified([Self.w, Self.w, (1 + share) * Self.a, -share * Self.a])
                    .verdict
            else {
                Issue.record("no saddle for a share of \(-share)")
                continue
            }
            #expect(saddle.indexLower == 1 && saddle.indexUpper == 1)
        }
    }

    /// Three copies, one or two of them silent (the sum is off by 1e-11, which is the distance): with j outputs of the
    /// wrong sign the index is j.
    @Test func severalCopies() throws {
        let samples: [([Double], String, Int)] = [([1 - 1e-11, 0, 0], "1, 2", 2), ([0.5, 0, 0.5 - 1e-11], "1", 1)]
        for (outputs, silent, upper) in samples {
            let certificate = try certified([Self.w, Self.w, Self.w] + outputs.map { $0 * Self.a })
            guard case .endOfSaddleLine(let point, saddleIndex: 1) = certificate.verdict else {
                Issue.record("\(outputs): \(certificate.verdict)")
                continue
            }
            let words = "the output of \(silent) 0"
            #expect(point.indexUpper == upper && point.structure.hasSuffix(words))
        }
        // one output of the wrong sign is no noise: saddles all around
        guard
            case .saddle(let point) = try certified(
                [Self.w, Self.w, Self.w] + [(1.5 - 1e-11) * Self.a, -0.5 * Self.a, 0]
            ).verdict
        else {
            Issue.record("no saddle")
            return
        }
        #expect(point.indexLower == 1 && point.indexUpper == 2)
    }

    /// tanh, a silent copy of either orientation; and beside a zero-type neuron, where all points are saddles.
    @Test func flipsAndZeroTypes() throws {
        let labels = [(-2, 8), (-5, 8), (1, 8), (6, 8), (3, 8)].map { Rational($0.0, $0.1) }
        let odd = try TwoLayerProblem(
            activation: .tanh, data: Self.problem.data, labels: .given(numbers: labels))
        let narrow = NarrowPoint(weights: [[1.2171]], outputs: [0.4577]).refined(odd)
        let w = narrow.weights[0][0], a = narrow.outputs[0]
        for (sign, structure) in [(1.0, "neurons 0, 1 equal"), (-1, "neurons 0, 1 equal after a flip of 1")] {
            for share in [0, 1e-13, -1e-13] {
                let certificate = try certified([w, sign * w, a, sign * share * a], odd)
                guard case .endOfSaddleLine(let point, saddleIndex: 1) = certificate.verdict else {
                    Issue.record("\(certificate.verdict)")
                    continue
                }
                #expect(point.structure == structure + ", the output of 1 0" && point.familyDimension == 1)
            }
            // phi is odd, so 0 is a zero of it
            guard case .saddle(let point) = try certified([w, sign * w, 0, a, 0, 0], odd).verdict else {
                Issue.record("no saddle")
                continue
            }
            #expect(point.indexLower == 1 && point.indexUpper == 2)
            #expect(point.structure == structure + "; neuron 2 zero-type")
        }
    }

    /// The reference problem, d = 2: where M_g is definite both kinds begin at the end, where it is not both sides are
    /// saddles.
    @Test(arguments: [0, 1, 2]) func signsOfTheCurvature(_ g: Int) throws {
        let narrow = NarrowPoint.three, d = 2
        let students = TwoLayerLandscape(problem: .reference, width: 3)
        let ghost = students.approximateGhostNeurons(at: [narrow.weights[g]], parameters: narrow.parameters)[0]
        let values = try #require(ApproximateLinearAlgebra.symmetricEigenvalues(ghost.hessian, order: d))
        var shares = [[1.0], [1.0], [1.0]]
        for tiny in [1e-13, -1e-13, 0] {
            shares[g] = [1, tiny]
            let certificate = try certified(narrow.lifted(shares), .reference)
            if values.allSatisfy({ $0 > 0 }) || values.allSatisfy({ $0 < 0 }) {
                guard case .endOfSaddleLine(let point, saddleIndex: 2) = certificate.verdict else {
                    Issue.record("\(certificate.verdict)")
                    continue
                }
                #expect(point.nullity == d + 1)
            } else {
                guard case .saddle(let point) = certificate.verdict else {
                    Issue.record("\(certificate.verdict)")
                    continue
                }
                #expect(point.indexLower == 1 && point.indexUpper == 1)
            }
        }
    }

    // MARK: Refused

    private static func argument() throws -> ReductionArgument {
        let argument = try #require(Reducing.argument(noisy[0], problem))
        guard case .endOfSaddleLine = argument.curvature else { throw NotFound() }
        return argument
    }
    private struct NotFound: Error {}

    @Test func mutatedArguments() throws {
        let good = try Self.argument(), context = Reducing.context(Self.noisy[0], Self.problem)
        _ = try good.conclude(in: context)
        let tiny = Dyadic(mantissa: .one, exponent: -60)
        let slice = SliceWitness(radius: 1e-9, hessianLipschitz: 1e3, basis: MatrixEnclosure.identity(3).midpoint)
        let changes: [(String, (inout ReductionArgument) -> Void)] = [
            ("a share moved to the side of minima", { $0.groups[0].shares = [Dyadic(1) - tiny, tiny] }),
            ("a share moved to the side of saddles", { $0.groups[0].shares = [Dyadic(1) + tiny, -tiny] }),
            (
                "no output 0",
                { $0.groups[0].shares = [Dyadic(mantissa: .one, exponent: -1), Dyadic(mantissa: .one, exponent: -1)] }
            ),
            ("a wrong sign beside", { $0.groups[0].shares = [Dyadic(2), Dyadic(-1)] }),
            (
                "a minimum by a share smaller than the distance",
                {
                    $0.groups[0].shares = [Dyadic(1) - tiny, tiny]
                    $0.curvature = .minimum(slice)
                }
            ),
            (
                "a saddle by a share smaller than the distance",
                {
                    $0.groups[0].shares = [Dyadic(1) + tiny, -tiny]
                    $0.curvature = .saddle(basis: MatrixEnclosure.identity(4).midpoint)
                }
            ),
            ("the end as a minimum", { $0.curvature = .minimum(slice) }),
            ("the end as a saddle", { $0.curvature = .saddle(basis: MatrixEnclosure.identity(4).midpoint) }),
            ("a flip of a sigmoid neuron", { $0.flipped = [1] }),
        ]
        for (name, change) in changes {
            var argument = good
            change(&argument)
            #expect(throws: Refusal.self, "\(name)") { try argument.conclude(in: context) }
        }
        // the other side of M: with A and all outputs reversed nothing is proved of this problem
        var moved = good
        moved.reduced?.centre[1] = -(good.reduced?.centre[1] ?? .zero)
        #expect(throws: Refusal.self) { try moved.conclude(in: context) }
    }

    @Test func overstatedVerdicts() throws {
        let certificate = try certified(Self.noisy[0])
        guard case .endOfSaddleLine(let point, let index) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        let check = CertificateCheck(landscape: TwoLayerLandscape(problem: Self.problem, width: 2))
        var sharper = point
        sharper.indexUpper = 0
        var other = point
        other.structure = "neurons 0, 1 equal"
        var lower = point
        lower.loss = Bounds(lower: 0, upper: 0.2)
        let wrong: [Verdict] = [
            .localMinimum(point, .open), .localMinimum(point, .nonGlobal), .saddle(point), .globalMinimum(point),
            .endOfSaddleLine(point, saddleIndex: index + 1), .endOfSaddleLine(point, saddleIndex: 0),
            .endOfSaddleLine(sharper, saddleIndex: index), .endOfSaddleLine(other, saddleIndex: index),
            .endOfSaddleLine(lower, saddleIndex: index),
        ]
        for verdict in wrong {
            var mutated = certificate
            mutated.verdict = verdict
            #expect(throws: Refusal.self, "\(verdict)") { try check.check(mutated) }
        }
    }

    @Test func writtenAndReadBack() throws {
        let argument = try Self.argument()
        let written = ReductionCoding.encode(argument)
        let read = try ReductionCoding.decode(
            JSONCursor(try JSONValue.parse(bytes: Array(written.serialized().utf8), file: "m"), file: "m"))
        #expect(ReductionCoding.encode(read) == written)
        let context = Reducing.context(Self.noisy[0], Self.problem)
        #expect("\(try argument.conclude(in: context))" == "\(try read.conclude(in: context))")
    }
}
