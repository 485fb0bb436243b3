import Certify
import Rigor
import Testing

@testable import Networks

@Suite struct GlobalDistinctPointsTests {
    static func certificate(_ neurons: [ReferenceMinima.Neuron], index: Int) throws -> Certificate {
        let candidate = ReferenceMinima.candidate(ReferenceMinima.network(neurons), index: index)
        let argument = GlobalMinimumArgument(network: ReferenceMinima.network(neurons))
        let landscape = ReferenceMinima.landscape(neurons.count)
        let verdict = try argument.conclude(in: ReferenceMinima.context(landscape, candidate.point))
        return ReferenceMinima.certificate(candidate, argument, verdict)
    }

    /// Up to permutation and flips there is one point of width 4: the 6 sets of orientations, however the neurons are
    /// ordered.
    @Test func globalMinimaUpToPermutation() throws {
        var certificates = [Certificate]()
        for neurons in ReferenceMinima.width4 {
            for order in [[0, 1, 2, 3], [3, 1, 0, 2]] {
                certificates.append(try Self.certificate(order.map { neurons[$0] }, index: certificates.count))
            }
        }
        let groups = DistinctPoints.group(certificates.reversed(), on: ReferenceMinima.landscape(4))
        #expect(groups.map(\.members) == [Array(0..<12)])
        #expect(groups.allSatisfy { $0.kind == .globalMinimum })
    }

    /// Width 5 by affine pieces up to permutation and flips: a plane, a line for each teacher neuron, the point with a
    /// constant neuron, and an opposite pair for each teacher neuron.
    @Test func globalMinimaUpToFamilies() throws {
        let pieces =
            ReferenceMinima.spare + ReferenceMinima.duplicates + ReferenceMinima.constants + ReferenceMinima.opposites
        var certificates = try pieces.enumerated().map { try Self.certificate($1, index: $0) }
        #expect(DistinctPoints.group(certificates, on: ReferenceMinima.landscape(5)).count == 1 + 4 + 1 + 4)
        // moved along its plane, or its line, a point stays in its group
        var moved = ReferenceMinima.spare[0]
        moved[4].weights = [Rational(9), Rational(1, 5)]
        certificates.append(try Self.certificate(moved, index: 100))
        var shared = ReferenceMinima.duplicates[0]
        shared[4].output = shared[4].output + Rational(5)
        shared[0].output = shared[0].output - Rational(5)
        certificates.append(try Self.certificate(shared, index: 101))
        let groups = DistinctPoints.group(certificates, on: ReferenceMinima.landscape(5))
        #expect(groups.count == 10)
        #expect(groups[0].members == Array(0..<6) + [100])
        #expect(groups.filter { $0.members.contains(6) && $0.members.contains(101) }.count == 1)
    }

    static func minimum(_ index: Int, centre: [Double], radius: Double, loss: Bounds) -> Certificate {
        let witness = IsolatedPointWitness(
            centre: centre.map { Dyadic(exactly: $0) ?? .zero }, radius: 1, gradientNorm: radius, spectralGap: 2,
            lipschitz: LipschitzConstants(loss: 1, gradient: 1, hessian: 1), basis: [])
        let point = CriticalPoint(
            loss: loss, gradientNormUpper: radius, smallestEigenvalue: Bounds(lower: 1, upper: 2), indexLower: 0,
            indexUpper: 0,
            nullity: 0, isIsolated: true, distanceUpper: 0, isProvedNonGlobal: false)
        return Certificate(
            candidate: Candidate(index: index, parameters: centre), verdict: .localMinimum(point, .open),
            argument: .isolatedPoint(witness), reference: nil, candidateEnclosure: nil, bits: 53, rungs: [], seconds: 0)
    }

    /// Isolated points: distinct by loss, or because no permutation matches all neurons at once.
    @Test func isolatedPoints() {
        let landscape = ReferenceMinima.landscape(2)
        let wide = Bounds(lower: 0, upper: 1)
        // neurons A = (0,0;1), B = (1,1;2): order w1 w2 a
        let ab = Self.minimum(0, centre: [0, 0, 1, 1, 1, 2], radius: 1e-3, loss: wide)
        let ba = Self.minimum(1, centre: [1, 1, 0, 0, 2, 1], radius: 1e-3, loss: wide)
        // each neuron of AA has a partner in AB, but not both at once
        let aa = Self.minimum(2, centre: [0, 0, 0, 0, 1, 1], radius: 1e-3, loss: wide)
        #expect(DistinctPoints.group([ab, ba, aa], on: landscape).map(\.members) == [[0, 1], [2]])
        // just within the sum of the radii nothing is proved
        let near = Self.minimum(3, centre: [0.0019, 0, 1, 1, 1, 2], radius: 1e-3, loss: wide)
        let far = Self.minimum(4, centre: [0.0021, 0, 1, 1, 1, 2], radius: 1e-3, loss: wide)
        #expect(DistinctPoints.group([ab, near], on: landscape).count == 1)
        #expect(DistinctPoints.group([ab, far], on: landscape).count == 2)
        // "not proved distinct" is chained: the number of groups stays a lower bound
        #expect(DistinctPoints.group([ab, near, far], on: landscape).count == 1)
        let lower = Self.minimum(5, centre: [0, 0, 1, 1, 1, 2], radius: 1e-3, loss: Bounds(lower: -2, upper: -1))
        #expect(DistinctPoints.group([ab, lower], on: landscape).count == 2)
    }

    /// The order of the certificates does not matter; what is undecided is left out.
    @Test func deterministic() throws {
        var certificates = try ReferenceMinima.width4.enumerated().map { try Self.certificate($1, index: $0) }
        var undecided = certificates[0]
        undecided.verdict = .undecided(.structureOpen("test"))
        undecided.argument = .none
        let groups = DistinctPoints.group(certificates, on: ReferenceMinima.landscape(4))
        certificates.append(undecided)
        #expect(DistinctPoints.group(certificates.shuffled(), on: ReferenceMinima.landscape(4)) == groups)
    }
}
