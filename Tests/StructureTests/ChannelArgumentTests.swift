import Certify
import Formats
import Foundation
import Interchange
import Networks
import Rigor
import Search
import Testing

/// A limit quoted in MATHEMATICS section 8: numbers rounded to the digits given.
struct ChannelLimit: Sendable, CustomTestStringConvertible {
    var name: String
    var loss: Double, lossError: Double
    var smallest: Double, smallestError: Double
    /// h of each free pair; for duplicates and ties as quoted.
    var growth: [Double], growthError: Double
    /// Neurons besides (w; a), pairs (w; v; c).
    var neurons: [[Double]], pairs: [[Double]]
    /// k and u, for an opposite pair with a neuron at 0.
    var constant: Double?, linearPart: [Double] = []

    var testDescription: String { name }
    var width: Int { neurons.count + 2 * pairs.count + (linearPart.isEmpty ? 0 : 1) }

    /// A student in the channel at eps, by the formulas of the expansion.
    func student(eps: Double) -> [Double] {
        var weights = [Double](), outputs = [Double]()
        func add(_ w: [Double], _ a: Double) {
            weights += w
            outputs.append(a)
        }
        for neuron in neurons { add(Array(neuron[0..<2]), neuron[2]) }
        for pair in pairs {
            let v = Array(pair[2..<4]), norm = (v[0] * v[0] + v[1] * v[1]).squareRoot(), c = pair[4]
            let d = v.map { $0 * eps / norm }
            add([pair[0] + d[0], pair[1] + d[1]], (c + norm / eps) / 2)
            let second = [pair[0] - d[0], pair[1] - d[1]], a = (c - norm / eps) / 2
            if let constant {
                add(second.map { -$0 }, -a)
                let zero = 2 * constant + 2 * a
                add(linearPart.map { 4 * $0 / zero }, zero)
            } else {
                add(second, a)
            }
        }
        return weights + outputs
    }

    static let known: [ChannelLimit] = [
        ChannelLimit(
            name: "735", loss: 4.689067371e-5, lossError: 6e-15, smallest: 2.43e-5, smallestError: 6e-8,
            growth: [1.08e-4], growthError: 6e-7,
            neurons: [[-0.72347, 0.60131, -0.55346], [0.52665, -1.80304, -0.0741]],
            pairs: [[0.49701, 0.51724, 0.12459, -0.12114, 0.62716]]),
        ChannelLimit(
            name: "second", loss: 1.163809e-4, lossError: 6e-11, smallest: 9.84e-5, smallestError: 6e-8,
            growth: [3.79e-6], growthError: 6e-9,
            neurons: [[0.95115, 0.63151, 0.40472], [-0.90361, 0.71242, -0.35395]],
            pairs: [[0.1177, 0.01546, 0.17528, -0.01243, -0.05077]]),
        ChannelLimit(
            name: "third", loss: 1.192501e-4, lossError: 6e-11, smallest: 6.50e-6, smallestError: 6e-9,
            growth: [1.18e-4], growthError: 6e-7,
            neurons: [[0.62414, 0.33071, 0.45165], [1.38802, 1.00737, 0.15722]],
            pairs: [[-0.4875, 0.60063, 0.05409, 0.13573, -0.6086]]),
        ChannelLimit(
            name: "two pairs", loss: 1.259211e-4, lossError: 6e-11, smallest: 1.97e-4, smallestError: 6e-7,
            growth: [8.5e-5, 1.06e-4],
            growthError: 6e-7, neurons: [],
            pairs: [
                [1.06491, 0.46877, -0.21418, -0.01201, 0.58278], [-0.90039, 0.45004, -0.17602, 0.00013, -0.58274],
            ]),
        ChannelLimit(
            name: "opposite pair and a neuron at 0", loss: 1.010072e-4, lossError: 6e-11, smallest: 7.0e-5,
            smallestError: 6e-7,
            // 8.87e-6 is quoted: the pair's part; the neuron at 0 that shares its eps adds 2.8766e-6
            growth: [1.17470e-5], growthError: 6e-10, neurons: [[-0.90004, -0.58302, -0.45278]],
            pairs: [[1.43605, -0.96316, -0.2417, 0.13195, 0.35331]], constant: 0.04973,
            linearPart: [0.03341, -0.00689]),
    ]
}

@Suite struct ChannelArgumentTests {
    static let reference = Reference.infimumZero(.zeroByRealizingTeacher)

    static func context(_ width: Int, _ candidate: [Double]) -> ProofContext {
        ProofContext(
            landscape: TwoLayerLandscape(problem: .reference, width: width),
            candidate: candidate.map { Dyadic(exactly: $0) ?? .zero },
            precision: Precision(bits: 128), reference: reference)
    }

    static func proved(
        _ width: Int, _ parameters: [Double], isSharp: Bool = false
    ) throws -> (argument: ChannelArgument, verdict: Verdict) {
        var search = ChannelSearch()
        search.isSharp = isSharp
        guard
            case .proved(let argument, let verdict) = search.search(
                Candidate(index: 0, parameters: parameters), in: context(width, parameters))
        else { throw NotProved() }
        return (try #require(argument as? ChannelArgument), verdict)
    }

    struct NotProved: Error {}

    static func certificate(_ parameters: [Double], _ argument: ChannelArgument, _ verdict: Verdict) -> Certificate {
        Certificate(
            candidate: Candidate(index: 0, parameters: parameters), verdict: verdict, argument: .structured(argument),
            reference: reference,
            candidateEnclosure: nil, bits: 128, rungs: [], seconds: 0)
    }

    /// A student that training left far from the limit, at the end of a long and curved valley: its limit has loss
    /// 1.16376e-4 (1.1637616e-4 by the search of many steps).
    @Test func limitFarDownAValley() throws {
        let student = [
            0.9133795478036891, -0.7213204198864192, 0.22307734631178025, -0.01954170844733134, -0.9388585812902168,
            -0.6199475007245082, -0.166082744870816, 0.030514911660948774, 0.34426186945501863, 0.4604087513392013,
            -0.41806789182728066, -0.38658202503275535,
        ]
        let (argument, verdict) = try Self.proved(4, student)
        guard case .minimumAtInfinity(let infinity) = verdict else { throw NotProved() }
        #expect(argument.pairs.map { [$0.first, $0.second] } == [[1, 3]])
        #expect(infinity.limitLoss.lower > 1.16376e-4 && infinity.limitLoss.upper < 1.16377e-4)
        let check = CertificateCheck(landscape: TwoLayerLandscape(problem: .reference, width: 4))
        try check.check(Self.certificate(student, argument, verdict))
    }

    /// From a student in the channel to the quoted limit: loss, smallest eigenvalue and h, and a certificate that its
    /// check accepts.
    @Test(arguments: ChannelLimit.known) func knownLimit(_ limit: ChannelLimit) throws {
        let student = limit.student(eps: 1.0 / 512)
        let (argument, verdict) = try Self.proved(limit.width, student, isSharp: true)
        guard case .minimumAtInfinity(let infinity) = verdict else { throw NotProved() }
        // what float64 proves holds the same numbers, less sharply
        guard case .minimumAtInfinity(let quick) = try Self.proved(limit.width, student).verdict else {
            throw NotProved()
        }
        #expect(quick.limitLoss.intersection(infinity.limitLoss) != nil)
        #expect(quick.smallestEigenvalue.intersection(infinity.smallestEigenvalue) != nil)
        #expect(quick.smallestEigenvalue.lower > 0.95 * infinity.smallestEigenvalue.lower)
        #expect(
            abs(infinity.limitLoss.lower - limit.loss) < limit.lossError
                && abs(infinity.limitLoss.upper - limit.loss) < limit.lossError)
        #expect(infinity.limitLoss.upper - infinity.limitLoss.lower < 1e-15)
        #expect(abs(infinity.smallestEigenvalue.lower - limit.smallest) < limit.smallestError)
        #expect(abs(infinity.smallestEigenvalue.upper - limit.smallest) < limit.smallestError)
        #expect(infinity.isProvedNonGlobal && infinity.tubeLength > 0 && infinity.tubeDistanceUpper < 0.01)
        let students = TwoLayerLandscape(problem: .reference, width: limit.width)
        let shape = LimitNetworkShape(
            dimension: 2, groups: argument.groups.map(\.count), pairs: argument.pairs.count,
            hasConstant: argument.tie != .none,
            hasLinearPart: argument.neuronAtZero != nil)
        let slopes = ChannelSlopeEvaluator(
            limit: LimitNetworkLandscape(of: students, shape: shape), tie: argument.tie, precision: Precision(bits: 128)
        ).enclosure(on: Ball(centre: argument.limit.centre), lengths: argument.pairs.map { _ in 0 }).slopes
        #expect(slopes.count == limit.growth.count)
        for (slope, h) in zip(slopes.sorted { $0.lower < $1.lower }, limit.growth) {
            #expect(
                abs(slope.lower / 2 - h) < limit.growthError && abs(slope.upper / 2 - h) < limit.growthError,
                "h in \(slope.lower / 2) .. \(slope.upper / 2), tie \(argument.tie)"
            )
        }
        if argument.neuronAtZero != nil {
            let pairAlone = ChannelSlopeEvaluator(
                limit: LimitNetworkLandscape(of: students, shape: shape), tie: .none, precision: Precision(bits: 128)
            ).enclosure(on: Ball(centre: argument.limit.centre), lengths: [0]).slopes[0]
            #expect(abs(pairAlone.lower / 2 - 8.87e-6) < 6e-9)
        }
        try CertificateCheck(landscape: students).check(Self.certificate(student, argument, verdict))
    }

    /// The printed candidate "735": the first limit with one of its neurons split into two equal ones.
    @Test func printedCandidateWithDuplicates() throws {
        let candidate = [
            -0.43876052, -0.59079546, 0.72210443, -0.60179526, 0.72210443, -0.60179526, -0.5514223, -0.47291625,
            -0.52102506, 1.8085183,
            0.8151552, 0.33179128, 0.22137819, -1.4429984, 0.07508643,
        ]
        let (argument, verdict) = try Self.proved(5, candidate)
        guard case .minimumAtInfinity(let infinity) = verdict else { throw NotProved() }
        #expect(
            abs(infinity.limitLoss.lower - 4.689067371e-5) < 6e-15
                && abs(infinity.limitLoss.upper - 4.689067371e-5) < 6e-15)
        #expect(argument.groups.contains([1, 2]) && argument.shares.count == 1)
        #expect(argument.pairs == [ChannelArgument.Pair(first: 0, second: 3)])
        try CertificateCheck(landscape: TwoLayerLandscape(problem: .reference, width: 5)).check(
            Self.certificate(candidate, argument, verdict))
        // the neurons of a group must be equal at the limit, however small the difference
        let second = argument.groups.prefix { $0 != [1, 2] }.reduce(1) { $0 + $1.count }
        var different = argument
        different.limit.centre[2 * second] = different.limit.centre[2 * second] + (Dyadic(exactly: 0x1p-200) ?? .zero)
        let refusal = #expect(throws: Refusal.self) { try different.conclude(in: Self.context(5, candidate)) }
        #expect(refusal?.description.contains("different input weights") == true)
    }

    /// Points that are no channel: the teacher, an isolated minimum, a random point.
    @Test func nothingIsProvedElsewhere() throws {
        let points: [[Double]] = [
            [0.6, 0.5, -0.5, 0.5, -0.2, -0.6, 0.1, -0.6, 1, -1, 1, -1],
            [
                0.6661511271, -1.012655574, -0.7345486299, 0.8039594605, 0.9814681102, 0.6580154195, 0.3195520799,
                -0.03992384468,
                -0.3401375563, -0.6707084307, 0.3953114306, 0.6155369505,
            ],
            [0.3, -0.2, 0.31, -0.21, 1, 1, -1, 0.4, 20, -20, 0.5, 0.1],
        ]
        for point in points {
            if case .proved(_, .minimumAtInfinity) = ChannelSearch().search(
                Candidate(index: 0, parameters: point), in: Self.context(4, point))
            {
                Issue.record("a minimum at infinity was proved near \(point)")
            }
        }
    }

    /// A channel along which the loss falls away from the limit (h < 0) leads to a minimum at finite parameters, and
    /// its limit is a saddle at infinity.
    @Test func fallingChannel() throws {
        // width 4, candidate 21 of the polished set: a finite minimum of loss 5.0176e-5 in the valley of a pair
        let point = [
            0.4180, -0.4893, 0.3720, -0.5319, -0.8364, -0.5966, 0.7970, 1.7648, 3.1968, -2.5574, -0.5626, -0.0772,
        ]
        let (argument, verdict) = try Self.proved(4, point)
        guard case .saddleAtInfinity(let limit) = verdict else { throw NotProved() }
        #expect(limit.isProvedNonGlobal && limit.smallestEigenvalue.lower > 0 && limit.tubeLength > 0)
        #expect(limit.structure.contains("neurons 0, 1 merge; "))
        #expect(limit.structure.contains("the loss falls below the limit along the channel of neurons 0, 1"))
        let students = TwoLayerLandscape(problem: .reference, width: 4)
        let check = CertificateCheck(landscape: students)
        try check.check(Self.certificate(point, argument, verdict))
        // the explicit curve: at theta0 = theta0* the wide loss is below that of the limit
        let p = argument.limit.centre.map { $0.double(rounding: .nearest) }, v = Array(p[8..<10]), c = p[10]
        let norm = (v[0] * v[0] + v[1] * v[1]).squareRoot(), eps = limit.tubeLength
        func member(_ sign: Double) -> (w: [Double], a: Double) {
            ((0..<2).map { p[6 + $0] + sign * eps * v[$0] / norm }, (c + sign * norm / eps) / 2)
        }
        let (plus, minus) = (member(1), member(-1))
        let curve = Array(p[0..<4]) + plus.w + minus.w + [p[4], p[5], plus.a, minus.a]
        let loss = try students.makeEvaluator(.multiple(Precision(bits: 128))).enclosure(
            on: Ball(centre: curve.map { Dyadic(exactly: $0) ?? .zero }), order: .loss
        ).loss
        #expect(loss.upper < limit.limitLoss.lower)
        // it is no minimum at infinity, and no saddle at infinity is non-global for want of a reference only
        #expect(throws: Refusal.self) { try check.check(Self.certificate(point, argument, .minimumAtInfinity(limit))) }
        var alone = Self.certificate(point, argument, verdict)
        alone.reference = nil
        try check.check(alone)
    }

    @Test func candidateInsideTheTube() throws {
        let limit = ChannelLimit.known[0]
        let (argument, _) = try Self.proved(limit.width, limit.student(eps: 1.0 / 512))
        // a student built from the limit point itself lies in the tube
        let p = argument.limit.centre.map { $0.double(rounding: .nearest) }
        var exact = limit
        exact.neurons = [[p[0], p[1], p[4]], [p[2], p[3], p[5]]]
        exact.pairs = [Array(p[6..<11])]
        let inside = exact.student(eps: 1.0 / 1024)
        guard case .minimumAtInfinity(let verdict) = try argument.conclude(in: Self.context(limit.width, inside)) else {
            throw NotProved()
        }
        #expect(verdict.structure.hasSuffix("the candidate lies in the tube"))
        #expect(verdict.tubeDistanceUpper < 1.1 / 1024 && verdict.tubeDistanceUpper >= 1.0 / 1024 - 1e-12)
        let outside = exact.student(eps: 0.2)
        guard case .minimumAtInfinity(let other) = try argument.conclude(in: Self.context(limit.width, outside)) else {
            throw NotProved()
        }
        #expect(other.structure.hasSuffix("the candidate lies outside the tube"))
    }
}
