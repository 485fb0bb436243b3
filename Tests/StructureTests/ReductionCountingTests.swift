import Certify
import Networks
import Rigor
import Search
import Testing

@Suite struct ReductionCountingTests {
    @Test func knownCounts() {
        let copies = [
            (4, 5, 240), (3, 5, 150), (2, 5, 30), (1, 5, 1), (3, 4, 36), (2, 4, 14), (4, 6, 1560), (4, 7, 8400),
            (4, 4, 24), (5, 4, 0),
        ]
        for (r, m, count) in copies { #expect(PieceCount.copies(of: r, in: m) == Integer(count), "G(\(r), \(m))") }
        for (r, m, count) in [(4, 5, 360), (4, 6, 3720), (4, 7, 33600), (4, 4, 24), (5, 4, 0)] {
            #expect(PieceCount.copiesAndZeroTypes(of: r, in: m) == Integer(count), "T(\(r), \(m))")
        }
    }

    /// G(r, m) = sum_k (-1)^(r-k) C(r, k) k^m, another way to count surjections.
    @Test func inclusionAndExclusionFarBeyondMachineIntegers() {
        for (r, m) in [(7, 30), (20, 100)] {
            var sum = Integer.zero, binomial = Integer.one
            for k in 0...r {
                let term = binomial * Integer(k).power(m)
                sum = (r - k).isMultiple(of: 2) ? sum + term : sum - term
                binomial = (binomial * Integer(r - k)).quotientAndRemainder(dividingBy: Integer(k + 1)).quotient
            }
            #expect(PieceCount.copies(of: r, in: m) == sum)
        }
    }

    @Test func rowsGoByLevel() {
        let rows = PieceCount.rows(teacherWidth: 4, studentWidth: 5)
        #expect(rows.map(\.level) == [0, 1, 2, 3])
        #expect(rows.map(\.copies) == [240, 150, 30, 1].map { Integer($0) })
        #expect(rows[0].copiesAndZeroTypes == Integer(360))
    }

    @Test(arguments: 1...4) func familiesAddUp(width r: Int) {
        let point = NarrowCriticalPoint(
            inputDimension: 2, inertia: Inertia(positive: 3 * r, negative: 0, zero: 0),
            outputSigns: Array(repeating: 1, count: r),
            curvatures: Array(repeating: InertiaBounds(Inertia(positive: 1, negative: 1, zero: 0)), count: r),
            loss: Bounds(lower: 1, upper: 1))
        for m in r...7 {
            let families = Embedding.families(of: point, width: m)
            let live = families.filter(\.zeroTypeBlocks.isEmpty)
            #expect(live.reduce(Integer.zero) { $0 + $1.pieces } == PieceCount.copies(of: r, in: m))
            #expect(families.reduce(Integer.zero) { $0 + $1.pieces } == PieceCount.copiesAndZeroTypes(of: r, in: m))
            #expect(Set(families).count == families.count)
            for family in families {
                #expect(family.regions.allSatisfy { $0.inertia.order == 3 * m })
                let orthants = family.copies.reduce(Integer.one) { $0 * (Integer(2).power($1) - 1) }
                #expect(family.regions.reduce(Integer.zero) { $0 + $1.count } == orthants)
            }
        }
    }

    /// For an odd activation each copy may be opposite: 2 neurons that copy one, in 4 orientations; families are as
    /// many as before.
    @Test(arguments: 1...3) func oppositeCopies(width r: Int) {
        func point(_ isOdd: Bool) -> NarrowCriticalPoint {
            NarrowCriticalPoint(
                inputDimension: 2, inertia: Inertia(positive: 3 * r, negative: 0, zero: 0),
                outputSigns: Array(repeating: 1, count: r),
                curvatures: Array(repeating: InertiaBounds(Inertia(positive: 2, negative: 0, zero: 0)), count: r),
                loss: Bounds(lower: 1, upper: 1),
                hasOppositeCopies: isOdd)
        }
        for m in r...6 {
            let families = Embedding.families(of: point(true), width: m),
                plain = Embedding.families(of: point(false), width: m)
            let live = families.filter(\.zeroTypeBlocks.isEmpty)
            #expect(live.reduce(Integer.zero) { $0 + $1.pieces } == PieceCount.copies(of: r, in: m, opposite: true))
            #expect(
                families.reduce(Integer.zero) { $0 + $1.pieces }
                    == PieceCount.copiesAndZeroTypes(of: r, in: m, opposite: true))
            #expect(
                families.map(\.regions) == plain.map(\.regions) && families.map(\.dimension) == plain.map(\.dimension))
        }
        #expect(
            PieceCount.copies(of: 1, in: 2, opposite: true) == 4
                && PieceCount.copiesAndZeroTypes(of: 1, in: 2, opposite: true) == 8)
        #expect(PieceCount.copies(of: 4, in: 5, opposite: true) == Integer(32 * 240))
        let rows = PieceCount.rows(teacherWidth: 2, studentWidth: 3, opposite: true)
        #expect(
            rows.map(\.copies) == [48, 8]
                && rows.map(\.copiesAndZeroTypes) == [Integer(48 + 3 * 8), Integer(8 + 3 * 4 + 3 * 2 * 2)])
    }

    /// (w, a) -> (-w, -a) changes no network of odd activations: the exact normal form is the same for every set of
    /// flips. For the others it is not.
    @Test(arguments: Activation.allNamed) func flipsOfOddActivations(activation: Activation) {
        let parts = SymmetryDecomposition(activation),
            weights = [[Rational(1), Rational(2)], [Rational(-3), Rational(1)]], outputs = [Rational(2), Rational(5)]
        func form(_ signs: [Int]) -> NetworkNormalForm {
            NetworkNormalForm(
                weights: zip(weights, signs).map { w, sign in w.map { $0.oriented(sign) } },
                outputs: zip(outputs, signs).map { $0.oriented($1) },
                dimension: 2, parts: parts)
        }
        let isOdd = [Activation.tanh, .erf, .sigmoid2, .identity, .cube].contains(activation)
        #expect(parts.isOdd == isOdd)
        for signs in [[-1, 1], [1, -1], [-1, -1]] {
            #expect((form(signs) == form([1, 1])) == isOdd, "\(activation) \(signs)")
        }
    }

    /// The certified r = 3 minimum at width 4: local minima exactly where neuron 0 has two copies of one sign.
    @Test func embeddingOfTheKnownMinimum() throws {
        let point = try certified(NarrowPoint.three)
        #expect(point.inertia == Inertia(positive: 9, negative: 0, zero: 0))
        #expect(point.hasZeroTypes)
        let families = Embedding.families(of: point, width: 4)
        let minima = families.flatMap { family in
            family.regions.filter { $0.carriesLocalMinima == true }.map { (family, $0) }
        }
        #expect(minima.count == 1)
        #expect(minima.first?.0.copies == [2, 1, 1] && minima.first?.1.oppositeOutputs == [0, 0, 0])
        #expect(minima.first?.0.pieces == Integer(12) && minima.first?.0.dimension == 1)
        let outside = families.first { $0.copies == [2, 1, 1] }?.regions.first { $0.oppositeOutputs == [1, 0, 0] }
        #expect(outside?.inertia.inertia == Inertia(positive: 9, negative: 2, zero: 1))
        #expect(outside?.count == Integer(2))
        let zeroType = families.first { $0.zeroTypeBlocks == [1] }
        #expect(zeroType?.regions.first?.inertia.inertia == Inertia(positive: 10, negative: 1, zero: 1))
        #expect(families.flatMap(\.regions).allSatisfy { $0.carriesLocalMinima != nil })
    }

    /// The r = 4 minimum at width 5: neuron 1 with one output of the opposite sign carries local minima.
    @Test func embeddingOfTheOtherKnownMinimum() throws {
        let families = Embedding.families(of: try certified(NarrowPoint.four), width: 5)
        let family = try #require(families.first { $0.copies == [1, 2, 1, 1] })
        #expect(family.regions.first { $0.oppositeOutputs == [0, 1, 0, 0] }?.carriesLocalMinima == true)
        #expect(family.regions.first { $0.oppositeOutputs == [0, 0, 0, 0] }?.inertia.inertia?.negative == 2)
    }

    private func certified(_ narrow: NarrowPoint) throws -> NarrowCriticalPoint {
        let landscape = TwoLayerLandscape(problem: .reference, width: narrow.outputs.count)
        guard case .proved(let witness, _) = IsolatedPointSearch(landscape: landscape).run(near: narrow.parameters)
        else {
            throw Refusal.inequality("the narrow minimum is not proved")
        }
        return try NarrowCriticalPoint.certified(by: witness, on: landscape, precision: Precision(bits: 128))
    }
}
