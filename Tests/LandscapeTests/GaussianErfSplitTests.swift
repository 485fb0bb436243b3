import Certify
import Formats
import Gaussian
import Interchange
import Rigor
import Search
import Testing

/// Equal and opposite neurons of erf students on Gaussian inputs.
@Suite struct GaussianErfSplitTests {
    /// What a split makes of one neuron: its share of the output, and whether it is turned round (sign -1).
    struct Part: Sendable {
        let share: Double
        let sign: Double

        init(_ share: Double, _ sign: Double = 1) { (self.share, self.sign) = (share, sign) }
    }

    /// Neurons of a student split.
    private func split(
        _ narrow: [Double], inputDimension d: Int, _ parts: [[Part]]
    ) -> [Double] {
        var weights = [Double](), outputs = [Double]()
        for (g, members) in parts.enumerated() {
            for member in members {
                weights += narrow[(g * d)..<((g + 1) * d)].map { member.sign * $0 }
                outputs.append(member.sign * member.share * narrow[parts.count * d + g])
            }
        }
        return weights + outputs
    }

    private func certify(_ landscape: GaussianErfLandscape, _ parameters: [Double]) throws -> Certificate {
        let certificate = Certifier(knowing: landscape).certify(Candidate(index: 0, parameters: parameters))
        try CertificateCheck(landscape: landscape).check(certificate)
        return certificate
    }

    /// Signs of the eigenvalues in float64, those below 1e-8 counted as 0.
    private func approximateInertia(_ landscape: GaussianErfLandscape, _ point: [Double]) throws -> Inertia {
        let hessian = landscape.makeApproximateEvaluator().approximateHessian(at: point).hessian
        let values = try #require(
            ApproximateLinearAlgebra.symmetricEigenvalues(hessian, order: landscape.parameterCount))
        return Inertia(
            positive: values.count { $0 > 1e-8 }, negative: values.count { $0 < -1e-8 },
            zero: values.count { abs($0) <= 1e-8 })
    }

    /// The minimum beside four copies of five targets is a saddle of wider students, whichever neuron is split and
    /// whatever the shares are; only the index changes.
    static let splits: [(members: [Part], index: Int)] = [
        ([Part(0.25), Part(0.75)], 2), ([Part(0.25), Part(0.75, -1)], 2), ([Part(1.25), Part(-0.25)], 3),
        ([Part(0.25), Part(0.25, -1), Part(0.5)], 4), ([Part(0.75), Part(0.5), Part(-0.25, -1)], 5),
    ]

    @Test(arguments: splits) func splitsOfAMinimum(members: [Part], index: Int) throws {
        let partition = try #require(CopyAveragePartition(targetCount: 5, sizes: [1, 1, 1, 1]))
        let narrow = CopyAverageRefinement(partition).run().parameters
        let one = [Part(1)], point = split(narrow, inputDimension: 5, [one, members, one, one])
        let landscape = GaussianErfLandscape(problem: partition.landscape.problem, width: 3 + members.count)
        let certificate = try certify(landscape, point)
        let proved = try #require(certificate.verdict.criticalPoint)
        #expect(certificate.verdict.kind == .saddle && proved.indexLower == index && proved.indexUpper == index)
        #expect(proved.nullity == members.count - 1 && proved.familyDimension == members.count - 1)
        #expect(proved.isIsolated == false && proved.distanceUpper < 1e-9)
        let inertia = try approximateInertia(landscape, point)
        #expect(inertia.negative == index && inertia.zero == members.count - 1)
        #expect(proved.smallestEigenvalue.upper < 0 && proved.smallestEigenvalue.lower > -1)
        #expect(abs(proved.loss.lower - 0.023381768) < 1e-8)

        guard case .structured(let argument) = certificate.argument, let own = argument as? GaussianErfSplit else {
            Issue.record("\(certificate.argument)")
            return
        }
        let text = StructuredArgumentCoding.encode(own)
        let read = try StructuredArgumentCoding.decode(JSONCursor(text, file: "test.json"))
        let decoded = try #require(read as? GaussianErfSplit)
        #expect(decoded.groups == own.groups && decoded.flipped == own.flipped && decoded.shares == own.shares)
        #expect(decoded.reduced.centre == own.reduced.centre && decoded.reduced.basis == own.reduced.basis)
    }

    /// One input, a teacher 2 s(x/4) - s(2 x): the student of one neuron has a minimum near w = 3.757, a = -0.474 whose
    /// M is positive, so equal shares of either sign make a plateau of minima, and shares beyond 0 and 1 saddles.
    private static let scalar = GaussianErfProblem(
        weights: [[Rational(1, 4)], [Rational(2)]], outputs: [Rational(2), Rational(-1)], inputDimension: 1)

    private func minimumOfOneNeuron() throws -> [Double] {
        let landscape = GaussianErfLandscape(problem: Self.scalar, width: 1)
        let certificate = try certify(landscape, [3.75731, -0.47357931])
        #expect(certificate.verdict.kind == .localMinimum)
        guard case .isolatedPoint(let witness) = certificate.argument else { return [] }
        return witness.centre.map { $0.double(rounding: .nearest) }
    }

    @Test func plateauOfMinima() throws {
        let narrow = try minimumOfOneNeuron()
        for (members, index) in [
            ([Part(0.375), Part(0.625)], 0), ([Part(0.375), Part(0.625, -1)], 0), ([Part(1.5), Part(-0.5)], 1),
            ([Part(0.5), Part(0.25, -1), Part(0.25)], 0),
        ] as [([Part], Int)] {
            let landscape = GaussianErfLandscape(problem: Self.scalar, width: members.count)
            let certificate = try certify(landscape, split(narrow, inputDimension: 1, [members]))
            let point = try #require(certificate.verdict.criticalPoint)
            #expect(certificate.verdict.kind == (index == 0 ? .localMinimum : .saddle))
            #expect(point.indexLower == index && point.nullity == members.count - 1 && point.isIsolated == false)
            // of a minimum (n - k)/2
            #expect(point.learningCoefficient?.value == (index == 0 ? Rational(members.count + 1, 2) : nil))
            if index == 0 { #expect(point.smallestEigenvalue == Bounds(lower: 0, upper: 0)) }
        }
    }

    @Test func wrongWitnessesAreRefused() throws {
        let narrow = try minimumOfOneNeuron()
        let landscape = GaussianErfLandscape(problem: Self.scalar, width: 2)
        let candidate = split(narrow, inputDimension: 1, [[Part(0.375), Part(0.625, -1)]])
        let certificate = try certify(landscape, candidate)
        guard case .structured(let argument) = certificate.argument, let right = argument as? GaussianErfSplit else {
            Issue.record("\(certificate.argument)")
            return
        }
        let context = ProofContext(
            landscape: landscape, candidate: candidate.map { Dyadic(exactly: $0) ?? .zero },
            precision: Precision(bits: 128), reference: nil)
        _ = try right.conclude(in: context)
        func changed(_ change: (inout GaussianErfSplit) -> Void) -> GaussianErfSplit {
            var result = right
            change(&result)
            return result
        }
        let wrong = [
            changed { $0.shares[0] = $0.shares[0] + (Dyadic(exactly: 0x1p-60) ?? .zero) },
            changed { $0.shares = [.zero, Dyadic(1)] }, changed { $0.shares = [Dyadic(1)] },
            changed { $0.groups = [0, 1] }, changed { $0.groups = [1, 1] }, changed { $0.groups = [0, -1] },
            changed { $0.groups = [0, 5] }, changed { $0.flipped = [2] }, changed { $0.flipped = [1, 1] },
            changed { $0.reduced.centre[0] = $0.reduced.centre[0] + (Dyadic(exactly: 1e-3) ?? .zero) },
            changed { $0.reduced.centre.removeLast() }, changed { $0.reduced.lipschitz.hessian /= 100 },
        ]
        for argument in wrong {
            #expect(throws: Refusal.self) { try argument.conclude(in: context) }
        }
        // not flipped: critical as well, but so far away that the outputs of the point meant might have other signs
        #expect(throws: Refusal.self) { try changed { $0.flipped = [] }.conclude(in: context) }
    }

    /// Copy-average points: M is singular, and whether their splits are minima stays open.
    @Test func splitsOfAveragingNeuronsStayOpen() throws {
        let partition = try #require(CopyAveragePartition(targetCount: 3, sizes: [2, 1]))
        let point = split(
            partition.approximatePoint, inputDimension: 3, [[Part(0.5), Part(0.5)], [Part(1)]])
        let landscape = GaussianErfLandscape(problem: partition.landscape.problem, width: 3)
        let certificate = try certify(landscape, point)
        // negative curvature is all that is seen
        #expect([.undecided, .notCritical, .noLocalMinimum].contains(certificate.verdict.kind))
    }
}
