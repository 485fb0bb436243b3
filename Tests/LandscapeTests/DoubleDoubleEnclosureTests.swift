import Certify
import Networks
import Rigor
import TestSupport
import Testing

/// Double-double enclosures hold what 256-bit intervals hold, and are as narrow as their bounds promise.
@Suite struct DoubleDoubleEnclosureTests {
    static let truth = EvaluationLevel.multiple(Precision(bits: 256))

    /// Those that are made in double-double.
    static let activations = Activation.tested.filter { activation in
        var generator = SeededGenerator(seed: 1)
        guard let problem = try? Sample.problem(activation, dimension: 1, count: 2, &generator) else { return false }
        return (try? TwoLayerLandscape(problem: problem, width: 1).makeEvaluator(.doubleDouble)) != nil
    }

    @Test func thoseThatFactorAndPolynomialsAreCovered() {
        for activation in [Activation.sigmoid, .tanh, .exp, .identity, .square, .cube] {
            #expect(Self.activations.contains(activation))
        }
    }

    /// A problem with everything a loss may have, by the bits of `variant`: grid or points, output bias, sample
    /// weights, decay.
    static func landscape(
        _ activation: Activation, variant: Int, _ generator: inout SeededGenerator
    ) throws -> TwoLayerLandscape {
        let d = Int.random(in: 1...3, using: &generator), k = Int.random(in: 1...3, using: &generator)
        let isDyadic = Bool.random(using: &generator)
        let data: DataSet
        if variant & 1 == 0 {
            data = .grid(
                axes: (0..<d).map { _ in
                    (0..<Int.random(in: 1...7, using: &generator)).map { _ in
                        Sample.rational(2, dyadic: isDyadic, &generator)
                    }
                })
        } else {
            data = .points(
                (0..<Int.random(in: 1...150, using: &generator)).map { _ in
                    (0..<d).map { _ in Sample.rational(2, dyadic: isDyadic, &generator) }
                })
        }
        let labels = (0..<data.count).map { _ in (0..<k).map { _ in Sample.rational(3, dyadic: false, &generator) } }
        let teacher = Teacher(
            neurons: (0..<2).map { _ in
                Teacher.Neuron(
                    weights: (0..<d).map { _ in Sample.rational(1, dyadic: false, &generator) },
                    outputs: (0..<k).map { _ in Sample.rational(1, dyadic: false, &generator) })
            })
        let outputBias: OutputBias =
            variant & 2 == 0 ? .none : variant & 16 == 0 ? .trained : .fixed((0..<k).map { _ in Rational(1, 7) })
        let problem = try TwoLayerProblem(
            activation: activation, data: data, labels: variant & 32 == 0 ? .given(labels) : .teacher(teacher),
            outputCount: k, loss: Bool.random(using: &generator) ? .meanSquaredNorm : .meanSquaredError,
            outputBias: outputBias,
            weights: variant & 4 == 0
                ? nil : (0..<data.count).map { _ in Rational(Int.random(in: 1...20, using: &generator), 7) },
            decay: variant & 8 == 0 ? nil : Decay(uniform: Rational(1, 300)))
        return TwoLayerLandscape(problem: problem, width: Int.random(in: 1...4, using: &generator))
    }

    @Test(arguments: activations) func holdsTheTruth(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 71)
        for variant in 0..<64 {
            let landscape = try Self.landscape(activation, variant: variant, &generator)
            let fast = try landscape.makeEvaluator(.doubleDouble), slow = try landscape.makeEvaluator(Self.truth)
            // centres of 106 bits, and of more
            let tail = Dyadic(exactly: 0x1.8p-60 * Double.random(in: 1...2, using: &generator)) ?? .zero
            let centre = Sample.point(landscape.parameterCount, &generator).map {
                $0 + tail + tail.scaled(byPowerOfTwo: -90)
            }
            for radius in [0, 1e-20, 1e-9, 1e-4] {
                let over = try fast.enclosure(on: Ball(centre: centre, radius: radius), order: .hessian)
                let inside = radius == 0 ? centre : Sample.moved(centre, by: radius, &generator)
                let there = try slow.enclosure(on: Ball(centre: inside), order: .hessian)
                #expect(over.meets(there), "variant \(variant), radius \(radius)")
                guard radius == 0 else { continue }
                let gradient = try #require(over.gradient), wide = try #require(there.gradient)
                let loss = try fast.enclosure(on: Ball(centre: centre), order: .loss).loss
                #expect(loss.meets(there.loss) && loss.upper - loss.lower <= 4 * loss.upper.ulp + 1e-26)
                for i in 0..<landscape.parameterCount {
                    // a float64 midpoint leaves some units in its last place
                    let size = max(1, wide.midpoint.map(abs).max() ?? 1)
                    #expect(gradient.radius[i] <= abs(gradient.midpoint[i]) * 0x1p-50 + 1e-26 * size * size)
                }
            }
        }
    }

    /// The sharp Hessian holds that of 256 bits, entry by entry, to about 100 bits of its largest; at a place that is
    /// off by 2^-80 another is seen.
    @Test(arguments: activations) func sharpHessian(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 75), seen = 0
        for variant in stride(from: 0, to: 64, by: 3) {
            let landscape = try Self.landscape(activation, variant: variant, &generator), n = landscape.parameterCount
            let fast = try landscape.makeEvaluator(.doubleDouble), slow = try landscape.makeEvaluator(Self.truth)
            let centre = Sample.point(n, &generator)
            let sharp = try fast.sharpEnclosure(at: centre), there = try slow.sharpEnclosure(at: centre)
            #expect(sharp.meets(there), "variant \(variant)")
            let beside = try slow.sharpEnclosure(at: centre.map { $0 + Dyadic(1).scaled(byPowerOfTwo: -80) })
            let found = try #require(sharp.hessianIntervals), exact = try #require(there.hessianIntervals)
            let other = try #require(beside.hessianIntervals)
            let size = (0..<n).map { exact[$0, $0].magnitudeUpper }.max() ?? 0
            for row in 0..<n {
                for column in row..<n {
                    let off = found[row, column] - exact[row, column]
                    #expect(off.lowerDouble <= 0 && off.upperDouble >= 0, "variant \(variant), \(row), \(column)")
                    #expect(off.magnitudeUpper <= 1e-25 * max(1, size) * max(1, size))
                    let away = found[row, column] - other[row, column]
                    if away.lowerDouble > 0 || away.upperDouble < 0 { seen += 1 }
                }
            }
        }
        #expect(seen > 20 || activation == .identity, "\(activation): \(seen)")
    }

    /// The reference problem, at students with small losses and with large outputs: the error of every entry of the
    /// gradient is below what the hardest of the sets needs, and above a hundredth of the bound somewhere.
    @Test func referenceProblem() throws {
        var generator = SeededGenerator(seed: 72)
        let landscape = TwoLayerLandscape(problem: .reference, width: 3)
        let fast = try landscape.makeEvaluator(.doubleDouble), slow = try landscape.makeEvaluator(Self.truth)
        for size in [0.5, 4.0] {
            let centre = (0..<landscape.parameterCount).map { _ in
                Dyadic(exactly: size * Double.random(in: -1...1, using: &generator)) ?? .zero
            }
            let over = try fast.enclosure(on: Ball(centre: centre), order: .gradient)
            let there = try slow.enclosure(on: Ball(centre: centre), order: .gradient)
            #expect(over.meets(there))
            // the bound itself: what is left where the float64 midpoint is taken away
            let gradient = try #require(over.gradient)
            for i in 0..<gradient.count {
                #expect(gradient.radius[i] <= abs(gradient.midpoint[i]) * 0x1p-50 + 1e-27)
            }
        }
    }

    /// Next to the teacher itself the gradient is so small that float64 holds it to more digits than double-double
    /// gives: what it is off by shows, and stays below the bound.
    @Test(arguments: activations) func nearTheTeacher(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 74), worst = 0.0, radius = 0.0
        for isGrid in [true, false] {
            let axis = (-6...6).map { Rational($0, 6) }
            let points = (0..<150).map { _ in (0..<2).map { _ in Sample.rational(2, dyadic: false, &generator) } }
            let teacher = try #require(TwoLayerProblem.reference.teacher)
            let landscape = TwoLayerLandscape(
                problem: try TwoLayerProblem(
                    activation: activation, data: isGrid ? .grid(axes: [axis, axis]) : .points(points),
                    labels: .teacher(teacher)), width: 4)
            let fast = try landscape.makeEvaluator(.doubleDouble), slow = try landscape.makeEvaluator(Self.truth)
            for size in [1e-22, 1e-26, 1e-30] {
                let centre = try (teacher.neurons.flatMap(\.weights) + teacher.neurons.flatMap(\.outputs)).map { x in
                    let high = x.nearestDouble, rest = try (x - #require(Rational(exactly: high))).nearestDouble
                    let off = size * Double.random(in: -1...1, using: &generator)
                    return [high, rest, off].reduce(Dyadic.zero) { $0 + (Dyadic(exactly: $1) ?? .zero) }
                }
                let over = try fast.enclosure(on: Ball(centre: centre), order: .gradient)
                let there = try slow.enclosure(on: Ball(centre: centre), order: .gradient)
                #expect(over.loss.meets(there.loss))
                let found = try #require(over.gradient), exact = try #require(there.gradient)
                for i in centre.indices {
                    let error = abs(found.midpoint[i] - exact.midpoint[i])
                    #expect(error <= found.radius[i])
                    worst = max(worst, error / found.radius[i])
                    radius = max(radius, found.radius[i])
                }
            }
        }
        #expect(worst > 1e-6, "the comparison is not vacuous")
        #expect(radius < 1e-25, "sharp enough to be of use")
    }

    /// All residues of N modulo the vector width and across blocks, on grids and on points.
    @Test func everyNumberOfPoints() throws {
        var generator = SeededGenerator(seed: 73)
        for count in Array(1...13) + Array(125...134) + [255, 256, 257, 384, 385] {
            let axis = (0..<count).map { Rational($0 - count / 2, 48) }
            let teacher = Teacher(neurons: [Teacher.Neuron(weights: [Rational(3, 5)], output: .one)])
            for data in [DataSet.grid(axes: [axis]), .points(axis.map { [$0] })] {
                let problem = try TwoLayerProblem(activation: .sigmoid, data: data, labels: .teacher(teacher))
                let landscape = TwoLayerLandscape(problem: problem, width: 2)
                let ball = Ball(centre: Sample.point(4, &generator))
                let over = try landscape.makeEvaluator(.doubleDouble).enclosure(on: ball, order: .gradient)
                #expect(
                    over.meets(try landscape.makeEvaluator(Self.truth).enclosure(on: ball, order: .gradient)),
                    "N = \(count)")
                let sharp = try landscape.makeEvaluator(.doubleDouble).sharpEnclosure(at: ball.centre)
                let exact = try landscape.makeEvaluator(.multiple(Precision(bits: 160))).sharpEnclosure(at: ball.centre)
                let found = try #require(sharp.hessianIntervals), there = try #require(exact.hessianIntervals)
                for row in 0..<4 {
                    for column in row..<4 {
                        let off = found[row, column] - there[row, column]
                        #expect(off.lowerDouble <= 0 && off.upperDouble >= 0 && off.magnitudeUpper < 1e-26)
                    }
                }
            }
        }
    }

    /// What is out of range is refused, never wrong.
    @Test func beyondTheRange() throws {
        let landscape = TwoLayerLandscape(problem: .reference, width: 1)
        let fast = try landscape.makeEvaluator(.doubleDouble)
        for centre in [[300, -200, 1], [1, 1, 1]] {
            let ball = Ball(centre: centre.map { Dyadic($0) }, radius: centre[0] == 1 ? 1 : 0)
            #expect(throws: EvaluationFailure.self) { try fast.enclosure(on: ball, order: .gradient) }
        }
        let huge = Dyadic(1).scaled(byPowerOfTwo: 300)
        #expect(throws: EvaluationFailure.self) {
            try fast.enclosure(on: Ball(centre: [.zero, .zero, huge]), order: .gradient)
        }
        let exponential = TwoLayerLandscape(
            problem: try TwoLayerProblem(
                activation: .exp, data: .points([[Rational(1)], [Rational(-1)]]),
                labels: .given(numbers: [.zero, .one])),
            width: 1)
        let overflowing = try exponential.makeEvaluator(.doubleDouble)
        #expect(throws: EvaluationFailure.self) {
            try overflowing.enclosure(
                on: Ball(centre: [Dyadic(599), Dyadic(1).scaled(byPowerOfTwo: 190)]), order: .gradient)
        }
        // and landscapes without this level say so
        #expect(throws: EvaluationFailure.self) {
            try TwoLayerLandscape(
                problem: try TwoLayerProblem(
                    activation: .erf, data: .points([[Rational(1)]]), labels: .given(numbers: [.one])), width: 1
            ).makeEvaluator(.doubleDouble)
        }
    }
}
