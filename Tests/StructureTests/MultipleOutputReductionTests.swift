import Certify
import Formats
import Interchange
import Networks
import Rigor
import Search
import Testing

/// Equal neurons and outputs 0 in students with several outputs. The inertia of each case was computed from the Hessian
/// at the exact critical point with 60 digits, by another program.
@Suite struct MultipleOutputReductionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var activation: Activation
        /// In eighths.
        var points: [[Int]]
        var labels: [[Int]]
        var weights: [[Double]]
        var outputs: [[Double]]
        var inertia: Inertia
        var smallest: Double
        var loss: Double
        var family: Int

        var testDescription: String { name }
        var parameters: [Double] { weights.flatMap { $0 } + outputs.flatMap { $0 } }

        func problem() throws -> TwoLayerProblem {
            func eighths(_ rows: [[Int]]) -> [[Rational]] { rows.map { $0.map { Rational($0, 8) } } }
            return try TwoLayerProblem(
                activation: activation, data: .points(eighths(points)), labels: .given(eighths(labels)),
                outputCount: outputs[0].count, loss: .meanSquaredNorm)
        }

        func landscape() throws -> TwoLayerLandscape { TwoLayerLandscape(problem: try problem(), width: weights.count) }
    }

    static let cases = [
        Case(
            name: "rank 1 of C, M on the plane across, shares of both signs", activation: .tanh,
            points: [[-4, -6, 20], [24, 2, -15], [2, 1, -11], [18, 12, -17], [11, -17, -5], [-11, -9, 0]],
            labels: [[-4, -3], [11, -2], [3, -12], [2, 6], [1, -5], [8, 12]],
            weights: Array(repeating: [-1.0442980917099296, 2.597085639052677, 0.8156168631823779], count: 3),
            outputs: [
                [-0.6011407481713776, 0.0706826217038483], [0.40076049878091846, -0.04712174780256553],
                [-0.6011407481713776, 0.0706826217038483],
            ],
            inertia: Inertia(positive: 9, negative: 4, zero: 2), smallest: -0.739220344353212, loss: 1.094204689197646,
            family: 2),
        Case(
            name: "three outputs, one input: rank d", activation: .sigmoid,
            points: [[1], [-20], [16], [1], [-14], [14]],
            labels: [[8, -12, 9], [-5, -8, 6], [-6, -12, -5], [-4, 0, -7], [2, 2, 0], [0, -21, 2]],
            weights: [[2.098062823877715], [2.098062823877715]],
            outputs: [
                [-0.2655267840562973, -2.8607779124887487, -0.1327756404356268],
                [0.08850892801876578, 0.9535926374962496, 0.044258546811875604],
            ],
            inertia: Inertia(positive: 5, negative: 1, zero: 2), smallest: -0.0076702157002189915,
            loss: 1.3916183502570132, family: 2),
        Case(
            name: "a zero-type neuron at w = 0", activation: .tanh,
            points: [[13, -27], [-13, 12], [8, 10], [-13, 13], [-12, -2], [-6, -5]],
            labels: [[-9, 6], [-6, 4], [8, -12], [-4, -16], [2, 4], [-3, 8]],
            weights: [[-0.31141518066487733, -0.48417469259355633], [0, 0]],
            outputs: [[-0.7616575164457672, 1.5841594031411164], [0, 0]],
            inertia: Inertia(positive: 6, negative: 2, zero: 0), smallest: -0.4584788910966521,
            loss: 0.9937153322321586, family: 0),
        Case(
            name: "equal neurons and a zero-type one", activation: .sigmoid,
            points: [[-1, 12], [-2, -5], [-24, -4], [-3, -35], [2, 5], [7, 17]],
            labels: [[-12, 3], [-4, -7], [5, 11], [-5, 3], [-19, -26], [12, -1]],
            weights: [
                [1.2992599358149524, 0.09320456620003793], [1.2992599358149524, 0.09320456620003793],
                [1.1764282974871385, 0.8196794601459889],
            ],
            outputs: [
                [-0.22707317576091451, -0.3505045556851648], [-0.6812195272827435, -1.0515136670554943], [0, 0],
            ],
            inertia: Inertia(positive: 8, negative: 3, zero: 1), smallest: -0.2162123806222284,
            loss: 3.429243391953329, family: 1),
        Case(
            name: "four outputs, two inputs", activation: .tanh,
            points: [[11, -2], [-13, 15], [-18, -4], [1, -8], [-4, 8], [1, 25]],
            labels: [
                [-1, 0, 9, 8], [11, -2, 5, -8], [-2, -5, 3, 9], [-1, -1, 8, -5], [10, -14, -2, 0], [-1, -3, -7, -15],
            ],
            weights: Array(repeating: [-0.040266456293319416, 0.5845111094233474], count: 2),
            outputs: Array(
                repeating: [0.41023232864139375, -0.2955365346276803, -0.2873559209935499, -0.6045266019350433],
                count: 2),
            inertia: Inertia(positive: 8, negative: 2, zero: 2), smallest: -0.6323471630303116,
            loss: 1.9605246288259368, family: 2),
    ]

    /// The certificate of the reduction: where d = k a zero-type neuron is isolated, and another argument comes first.
    private func certificate(_ item: Case) throws -> (Certificate, CriticalPoint, ReductionArgument) {
        var certificate = Certifier(landscape: try item.landscape())
            .certify(Candidate(index: 0, parameters: item.parameters))
        guard
            case .proved(let proof, let verdict) = ReductionSearch().search(
                certificate.candidate, in: try context(item)),
            case .saddle(let point) = verdict, let argument = proof as? ReductionArgument
        else { throw NotProved(verdict: "\(certificate.verdict)") }
        certificate.verdict = verdict
        certificate.argument = .structured(argument)
        certificate.bits = 128
        certificate.reference = nil
        return (certificate, point, argument)
    }

    struct NotProved: Error { var verdict: String }

    @Test(arguments: cases) func knownInertia(_ item: Case) throws {
        let (certificate, point, argument) = try certificate(item)
        #expect(point.indexLower == item.inertia.negative && point.indexUpper == item.inertia.negative)
        #expect(point.nullity == item.inertia.zero && point.familyDimension == item.family)
        #expect(point.isIsolated == (item.family == 0))
        #expect(point.smallestEigenvalue.widened(by: UpperBound(1e-12)).contains(item.smallest))
        #expect(point.loss.widened(by: UpperBound(1e-12)).contains(item.loss) && point.distanceUpper < 1e-9)
        try CertificateCheck(landscape: try item.landscape()).check(certificate)
        // written and read back
        let written = ReductionCoding.encode(argument)
        let text = Array(written.serialized().utf8)
        let read = try ReductionCoding.decode(JSONCursor(try JSONValue.parse(bytes: text, file: "m"), file: "m"))
        #expect(ReductionCoding.encode(read) == written)
        #expect("\(try read.conclude(in: context(item)))" == "\(try argument.conclude(in: context(item)))")
    }

    private func context(_ item: Case) throws -> ProofContext {
        ProofContext(
            landscape: try item.landscape(), candidate: Candidate(index: 0, parameters: item.parameters).point,
            precision: Precision(bits: 128), reference: nil)
    }

    /// A copy with outputs exactly 0: [[0, C], [C', 0]] has no M, so rank C is all that counts.
    @Test func silentCopies() throws {
        for item in [Self.cases[0], Self.cases[1]] {
            var (_, exact, argument) = try certificate(item)
            let neurons = argument.groups[0].neurons.count
            argument.groups[0].shares = [Dyadic(1)] + Array(repeating: Dyadic.zero, count: neurons - 1)
            guard case .saddle(let point) = try argument.conclude(in: context(item)) else {
                Issue.record("no saddle")
                continue
            }
            // H_r: the inertia without the copies
            let d = item.weights[0].count, k = item.outputs[0].count, rank = min(k - 1, d)
            #expect(point.nullity == (neurons - 1) * (k + d - 2 * rank))
            #expect(point.familyDimension == exact.familyDimension)
        }
    }

    @Test(arguments: [0, 4]) func mutatedCopies(_ index: Int) throws {
        let item = Self.cases[index], good = try certificate(item).2, d = item.weights[0].count
        func refuse(_ what: String, _ change: (inout ReductionArgument) -> Void) throws {
            var argument = good
            change(&argument)
            #expect(throws: Refusal.self, "\(what)") { try argument.conclude(in: context(item)) }
        }
        let slopes = good.groups[0].slopeOutputs
        #expect(slopes.count == min(item.outputs[0].count - 1, d))
        try refuse("an output that does not exist") { $0.groups[0].slopeOutputs[0] = item.outputs[0].count }
        try refuse("a negative output") { $0.groups[0].slopeOutputs[0] = -1 }
        try refuse("one slope twice") { $0.groups[0].slopeOutputs = Array(repeating: slopes[0], count: 2) }
        try refuse("more slopes than C has rank") { $0.groups[0].slopeOutputs = Array(0..<item.outputs[0].count) }
        try refuse("no slopes, the basis as it was") { $0.groups[0].slopeOutputs = [] }
        try refuse("a singular basis") {
            let count = $0.groups[0].curvatureBasis.count
            $0.groups[0].curvatureBasis = [Double](repeating: 1, count: count)
        }
        try refuse("shares of another sum") { $0.groups[0].shares[0] = Dyadic(3) }
        try refuse("stated as a minimum") {
            let order = item.weights.count * d + item.outputs[0].count
            $0.curvature = .minimum(
                SliceWitness(radius: 1e-9, hessianLipschitz: 1e3, basis: MatrixEnclosure.identity(order).midpoint))
        }
        try refuse("stated as the end of a line") { $0.curvature = .endOfSaddleLine }
    }

    @Test func mutatedZeroTypes() throws {
        let item = Self.cases[3], good = try certificate(item).2
        #expect(good.zeroTypes.count == 1 && good.zeroTypes[0].direction.count == 4)
        func refuse(_ what: String, _ change: (inout ReductionArgument) -> Void) throws {
            var argument = good
            change(&argument)
            #expect(throws: Refusal.self, "\(what)") { try argument.conclude(in: context(item)) }
        }
        try refuse("away from phi = 0") {
            let moved = $0.zeroTypes[0].weights[1] + Dyadic(mantissa: .one, exponent: -20)
            $0.zeroTypes[0].weights[1] = moved
        }
        try refuse("directions exchanged") {
            let v = $0.zeroTypes[0].direction
            $0.zeroTypes[0].direction = Array(v[2...]) + Array(v[..<2])
        }
        try refuse("one direction twice") {
            let v = $0.zeroTypes[0].direction
            $0.zeroTypes[0].direction = Array(v[..<2]) + Array(v[..<2])
        }
        try refuse("one direction left out") { $0.zeroTypes[0].direction.removeLast(2) }
        try refuse("on top of a live neuron, where C has rank 1") {
            let live = Array($0.reduced?.centre[0..<2] ?? [])
            $0.zeroTypes[0].weights = live
        }
    }

    @Test func overstatedVerdicts() throws {
        let (certificate, _, _) = try certificate(Self.cases[0])
        func refuse(_ what: String, _ change: (inout CriticalPoint) -> Void) throws {
            let overstated = try certificate.stating(change), landscape = try Self.cases[0].landscape()
            #expect(throws: Refusal.self, "\(what)") { try CertificateCheck(landscape: landscape).check(overstated) }
        }
        try refuse("index") { $0.indexLower += 1 }
        try refuse("upper index") { $0.indexUpper -= 1 }
        try refuse("nullity") { $0.nullity = 1 }
        try refuse("dimension of the family") { $0.familyDimension += 1 }
        try refuse("isolated") { $0.isIsolated = true }
    }

    /// phi has more components than variables: outputs 0 are no critical point that this theorem knows.
    @Test func moreOutputsThanInputs() throws {
        let item = Self.cases[1]
        var argument = try certificate(item).2
        argument.groups[0] = ReductionArgument.Group(neurons: [0], shares: [Dyadic(1)], curvatureBasis: [])
        argument.zeroTypes = [
            ZeroTypeWitness(neuron: 1, weights: [Dyadic(1)], direction: [1, 1, 1], halfLength: 1e-9)
        ]
        #expect(throws: Refusal.self) { try argument.conclude(in: context(item)) }
    }
}
