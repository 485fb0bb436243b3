import Certify
import Formats
import Interchange
import Networks
import Rigor
import Testing

/// One number changed at a time: every mutation of a good argument must be refused, the unmodified one accepted.
@Suite struct ReductionRejectionTests {
    static let plateau = NarrowPoint.three.lifted([[0.5, 0.5], [1], [1]])
    static let saddle: [Double] = {
        let zero = NarrowPoint.three.approximateZero(near: [0.3, 1.1], .reference) ?? [0, 0]
        return NarrowPoint.three.lifted([[1.5, -0.5], [1], [1]], zeros: [zero])
    }()

    private func expectRefused(
        _ argument: ReductionArgument, _ parameters: [Double], _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: Refusal.self, "\(what)", sourceLocation: sourceLocation) {
            try argument.conclude(in: Reducing.context(parameters))
        }
    }

    @Test func mutatedPlateaus() throws {
        let good = try #require(Reducing.argument(Self.plateau))
        guard case .localMinimum = try good.conclude(in: Reducing.context(Self.plateau)) else {
            Issue.record("the unmodified argument is not accepted")
            return
        }
        func refuse(_ what: String, _ change: (inout ReductionArgument) -> Void) {
            var argument = good
            change(&argument)
            expectRefused(argument, Self.plateau, what)
        }
        refuse("shares of sum 1 + 2^-200") {
            let more = $0.groups[0].shares[0] + Dyadic(mantissa: .one, exponent: -200)
            $0.groups[0].shares[0] = more
        }
        refuse("a share outside [0, 1], where the point is a saddle") {
            $0.groups[0].shares = [Dyadic(2), Dyadic(-1)]
        }
        refuse("a copy with output exactly 0") { $0.groups[0].shares = [Dyadic(1), Dyadic(0)] }
        refuse("a neuron in two groups") { $0.groups[1].neurons = [1] }
        refuse("a neuron of no group") { $0.groups.removeLast() }
        refuse("a neuron that does not exist") { $0.groups[2].neurons = [4] }
        refuse("groups exchanged, so neuron 1 is split instead of neuron 0") {
            $0.groups[0].neurons = [0]
            $0.groups[1].neurons = [1, 2]
            let pair = $0.groups[0]
            $0.groups[0].shares = [Dyadic(1)]
            $0.groups[0].curvatureBasis = []
            $0.groups[1].shares = pair.shares
            $0.groups[1].curvatureBasis = pair.curvatureBasis
        }
        refuse("a singular basis for M") { $0.groups[0].curvatureBasis = [1, 1, 1, 1] }
        refuse("a narrow centre that is not critical") {
            let moved = ($0.reduced?.centre[0] ?? .zero) + Dyadic(mantissa: .one, exponent: -10)
            $0.reduced?.centre[0] = moved
        }
        refuse("an understated gradient norm") { $0.reduced?.gradientNorm = 0 }
        refuse("an overstated spectral gap") { $0.reduced?.spectralGap *= 2 }
        refuse("a narrow ball of negative radius") { $0.reduced?.radius = -1 }
        refuse("no narrow point") { $0.reduced = nil }
        guard case .minimum(let slice) = good.curvature else {
            Issue.record("no slice argument")
            return
        }
        func refuseSlice(_ what: String, _ change: (inout SliceWitness) -> Void) {
            var changed = slice
            change(&changed)
            refuse(what) { $0.curvature = .minimum(changed) }
        }
        refuseSlice("too large a ball") { $0.radius = 1 }
        refuseSlice("a ball of radius 0") { $0.radius = 0 }
        refuseSlice("a ball of negative radius") { $0.radius = -1e-9 }
        refuseSlice("a radius that is no number") { $0.radius = .nan }
        refuseSlice("an understated Lipschitz constant") { $0.hessianLipschitz /= 2 }
        refuseSlice("a singular basis") { $0.basis = [Double](repeating: 0, count: 121) }
        refuseSlice("a basis of another order") { $0.basis = [Double](repeating: 1, count: 120) }
        refuse("a plateau stated as saddle") { $0.curvature = .saddle(basis: MatrixEnclosure.identity(12).midpoint) }
    }

    @Test func mutatedSaddles() throws {
        let good = try #require(Reducing.argument(Self.saddle))
        guard case .saddle = try good.conclude(in: Reducing.context(Self.saddle)) else {
            Issue.record("the unmodified argument is not accepted")
            return
        }
        #expect(good.zeroTypes.count == 1)
        func refuse(_ what: String, _ change: (inout ReductionArgument) -> Void) {
            var argument = good
            change(&argument)
            expectRefused(argument, Self.saddle, what)
        }
        refuse("the zero-type neuron away from phi = 0") {
            let moved = $0.zeroTypes[0].weights[0] + Dyadic(mantissa: .one, exponent: -20)
            $0.zeroTypes[0].weights[0] = moved
        }
        refuse("the zero-type neuron on top of a live one, where grad phi = 0") {
            let live = Array($0.reduced?.centre[0..<2] ?? [])
            $0.zeroTypes[0].weights = live
        }
        refuse("the direction reversed") {
            let reversed = $0.zeroTypes[0].direction.map { -$0 }
            $0.zeroTypes[0].direction = reversed
        }
        refuse("no direction") { $0.zeroTypes[0].direction = [0, 0] }
        refuse("a direction that is no number") { $0.zeroTypes[0].direction[0] = .nan }
        refuse("too short a segment") { $0.zeroTypes[0].halfLength = 0x1p-1000 }
        refuse("too long a segment") { $0.zeroTypes[0].halfLength = 50 }
        refuse("a segment of length 0") { $0.zeroTypes[0].halfLength = 0 }
        refuse("another neuron's index") { $0.zeroTypes[0].neuron = 0 }
        refuse("a zero-type neuron left out") { $0.zeroTypes = [] }
        refuse("weights of another dimension") { $0.zeroTypes[0].weights.removeLast() }
        refuse("a saddle stated as minimum") {
            $0.curvature = .minimum(
                SliceWitness(radius: 1e-9, hessianLipschitz: 1e3, basis: MatrixEnclosure.identity(13).midpoint))
        }
        refuse("a basis of another order") { $0.curvature = .saddle(basis: [1]) }
    }

    @Test func overstatedVerdicts() throws {
        let certificate = Reducing.certificate(Self.saddle)
        try Reducing.check(certificate)
        guard case .saddle(let point) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        func refuse(_ what: String, _ change: (inout CriticalPoint) -> Void) throws {
            let overstated = try certificate.stating(change)
            #expect(throws: Refusal.self, "\(what)") { try Reducing.check(overstated) }
        }
        try refuse("index raised") {
            $0.indexLower += 1
            $0.indexUpper += 1
        }
        try refuse("index upper lowered") { $0.indexUpper -= 1 }
        try refuse("nullity") { $0.nullity = 1 }
        try refuse("dimension of the family") { $0.familyDimension += 1 }
        try refuse("isolated") { $0.isIsolated = true }
        try refuse("level") { $0.level = 0 }
        try refuse("structure") { $0.structure = "neurons 2, 3 equal" }
        try refuse("distance") { $0.distanceUpper = 0 }
        var mutated = certificate
        mutated.verdict = .localMinimum(point, .nonGlobal)
        #expect(throws: Refusal.self) { try Reducing.check(mutated) }
    }

    @Test func writtenAndReadBack() throws {
        for parameters in [Self.plateau, Self.saddle, [0, 0, 0, 0, 0, 0]] {
            let argument = try #require(Reducing.argument(parameters))
            let written = ReductionCoding.encode(argument)
            let text = written.serialized()
            let read = try ReductionCoding.decode(
                JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: "memory"), file: "memory"))
            #expect(ReductionCoding.encode(read) == written)
            let before = try argument.conclude(in: Reducing.context(parameters)),
                after = try read.conclude(in: Reducing.context(parameters))
            #expect("\(before)" == "\(after)")
        }
    }

    @Test func unknownKeysAreRefused() throws {
        let argument = try #require(Reducing.argument(Self.plateau))
        guard case .object(var object) = ReductionCoding.encode(argument) else { return }
        object.append(key: "note", value: "x")
        #expect(throws: FormatError.self) { try ReductionCoding.decode(JSONCursor(.object(object), file: "memory")) }
    }
}
