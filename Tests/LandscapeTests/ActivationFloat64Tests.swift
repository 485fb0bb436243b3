import Certify
import Rigor
import TestSupport
import Testing

@testable import Networks

/// The float64 kernels of the activations stay within their stated bounds of 256-bit intervals.
@Suite struct ActivationFloat64Tests {
    static let precision = Precision(bits: 256)

    static func arguments(_ count: Int, _ largest: Double, _ generator: inout SeededGenerator) -> [Double] {
        let special = [0, -0.0, 0x1p-1074, -0x1p-1022, 0x1p-600, 1e-300, 1e-17, 0x1p-6, 0.03125, 1, 6, 5.96875, 6.5]
            .filter { $0 <= largest }
        return special
            + (0..<count).map { _ in
                let size: Double
                switch Int.random(in: 0..<8, using: &generator) {
                case 0: size = Double(sign: .plus, exponent: Int.random(in: -70...0, using: &generator), significand: 1)
                case 1, 2: size = 1
                case 3, 4, 5: size = 8
                case 6: size = 40
                default: size = largest
                }
                let reach = min(size, largest)
                return Double.random(in: -reach...reach, using: &generator)
            }
    }

    /// s, s', s'', s''' at each argument, up to an order.
    static func jets(_ form: any ArgumentForm, _ arguments: [Double], order: Int = 3) -> [[Double]] {
        let count = arguments.count
        let storage = UnsafeMutablePointer<Double>.allocate(capacity: 4 * count)
        defer { storage.deallocate() }
        storage.initialize(repeating: 0, count: 4 * count)
        form.fillJets(
            from: arguments, count: count, order: order,
            Float64Jets(
                value: storage, first: storage + count, second: storage + 2 * count, third: storage + 3 * count))
        return (0...order).map { p in (0..<count).map { storage[p * count + $0] } }
    }

    @Test(arguments: Activation.tested) func boundsHold(_ activation: Activation) {
        guard case .ofArgument(let form) = activation.float64Form else { return }
        var generator = SeededGenerator(seed: 41), worst = [0.0, 0, 0, 0]
        let isPolynomial = if case .polynomial = activation { true } else { false }
        let largest = min(form.largestArgument, isPolynomial ? 1e6 : 700)
        let arguments = Self.arguments(3000, largest, &generator)
        let jets = Self.jets(form, arguments)
        for (k, z) in arguments.enumerated() {
            let exact = activation.jet(Interval(exactly: z, precision: Self.precision), order: 3)
            let bounds = form.roundingErrors(reach: abs(z))
            for p in 0...3 {
                let error = (Interval(exactly: jets[p][k], precision: Self.precision) - exact[p]).magnitudeUpper
                #expect(error <= bounds[p], "\(activation): derivative \(p) at \(z) is off by \(error)")
                if bounds[p] > 0 { worst[p] = max(worst[p], error / bounds[p]) }
            }
        }
        // bounds of use: something comes within a factor of 40
        #expect(worst[0] > 0.02 || isPolynomial, "\(activation): \(worst)")
        // the same numbers whatever else is asked for
        for order in 0..<3 { #expect(Self.jets(form, arguments, order: order) == Array(jets[0...order])) }
    }

    /// Errors of the argument are part of the bounds.
    @Test(arguments: Activation.tested) func argumentsMayBeOff(_ activation: Activation) {
        guard case .ofArgument(let form) = activation.float64Form else { return }
        var generator = SeededGenerator(seed: 42)
        for _ in 0..<400 {
            let z = Double.random(in: -6...6, using: &generator)
            let off = ([1e-12, 1e-6, 0.1] as [Double]).randomElement(using: &generator) ?? 0
            let other = z + Double.random(in: -off...off, using: &generator) * 0.999
            let jets = Self.jets(form, [z]), reach = max(abs(z), abs(other)).nextUp
            let exact = activation.jet(Interval(exactly: other, precision: Self.precision), order: 3)
            let bounds = form.jetErrors(argument: off, reach: reach, suprema: activation.suprema(reach: reach))
            for p in 0...3 {
                let error = (Interval(exactly: jets[p][0], precision: Self.precision) - exact[p]).magnitudeUpper
                #expect(error <= bounds[p], "\(activation): derivative \(p) at \(z), off by \(off)")
            }
        }
    }

    @Test func errorFunction() {
        var generator = SeededGenerator(seed: 43)
        let arguments = Self.arguments(20_000, 30, &generator) + (0...200).map { Double($0) / 32 } + [.infinity]
        var values = arguments
        values.withUnsafeMutableBufferPointer { values in
            if let base = values.baseAddress { float64ErrorFunction(base, count: values.count) }
        }
        var worst = 0.0
        for (x, value) in zip(arguments, values) where x.isFinite {
            let exact = Interval(exactly: x, precision: Self.precision).erf()
            worst = max(worst, (Interval(exactly: value, precision: Self.precision) - exact).magnitudeUpper)
        }
        #expect(worst <= 0x1p-52 && worst > 0x1p-55 && values.last == 1)
        var nan = [Double.nan]
        nan.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { float64ErrorFunction(base, count: 1) } }
        #expect(nan[0].isNaN)
    }

    @Test func logarithm() {
        var generator = SeededGenerator(seed: 44)
        for k in 0..<20_000 {
            let x: Double =
                k < 3
                ? [0, 1, 0x1p-1020][k]
                : Double.random(in: 0...1, using: &generator)
                    * Double(sign: .plus, exponent: -(k % 7) * (k % 11), significand: 1)
            let exact = Interval(exactly: x, precision: Self.precision).log1p()
            let error = (Interval(exactly: logarithmOfOnePlus(x), precision: Self.precision) - exact).magnitudeUpper
            #expect(error <= 0x1p-50 * exact.magnitudeUpper)
        }
    }

    /// The constants behind `GateErrors`, in u: the suprema of the error formulas stated there, from the exact
    /// functions.
    @Test func gateErrors() {
        typealias Errors = (_ z: Double, _ gate: [Double]) -> [Double]
        func logistic(_ R: Double, _ s: [Double]) -> [Double] {
            [s[1] * R + 2, s[2] * R + 6 * s[1], s[3] * R + 11 * s[2], s[4] * R + 11.5 * s[1] + 7 * s[3]]
        }
        func sigmoid(_ v: Double) -> [Double] {
            ActivationJetTests.jet(.sigmoid, Interval(exactly: v, precision: Self.precision)).map {
                abs($0.approximateMidpoint)
            }
        }
        let kappa = (8 / Double.pi).squareRoot(), gamma = 0.044715
        let cases: [(any GatedActivation, (Double) -> [Double])] = [
            (Silu(), { logistic(8.01, sigmoid($0)) }),
            (
                Gelu(),
                { z in
                    let y = z * z / 2, phi = NormalDistributionFunction().approximateJet(z).1
                    return [
                        2.01, phi * (1.001 * y + 10.1), z * phi * (1.001 * y + 12.1),
                        phi * (2 * y + abs(2 * y - 1) * (1.001 * y + 12.2)),
                    ]
                }
            ),
            (
                GeluTanh(),
                { z in
                    let v = kappa * (z + gamma * z * z * z), a = kappa * (1 + 3 * gamma * z * z),
                        b = 6 * kappa * gamma * z
                    let s = sigmoid(v), E = logistic(7.1 * v + 8.1, s), c = 6 * kappa * gamma
                    return [
                        E[0], a * E[1] + 7.1 * a * s[1],
                        a * a * (E[2] + 15.2 * s[2]) + b * (E[1] + 4 * s[1]),
                        a * a * a * (E[3] + 23.3 * s[3]) + 3 * a * b * (E[2] + 13.1 * s[2]) + c * (E[1] + 4 * s[1]),
                    ]
                }
            ),
        ]
        for (activation, errors) in cases {
            let gate = activation.gateErrors
            var sums = [0.0, 0, 0]
            for k in 0...3000 {
                let z = Double(k) / 250, here = errors(z)
                let g = activation.gate(Interval(exactly: z, precision: Self.precision)).map {
                    abs($0.approximateMidpoint)
                }
                #expect(z * (1.01 * here[0] - 2.1) <= gate.tail, "\(activation) \(z)")
                for p in 1...3 {
                    #expect(1.01 * z * here[p] <= gate.moments[p - 1], "\(activation) \(z) \(p)")
                    #expect(1.01 * here[p - 1] <= gate.errors[p - 1], "\(activation) \(z) \(p)")
                    sums[p - 1] = max(sums[p - 1], z * g[p] + Double(p) * g[p - 1])
                }
            }
            #expect(sums.allSatisfy { $0 <= 1.13 })
        }
    }

    /// Loss, gradient and Hessian in float64 hold those of 200-bit intervals, over balls and at points, with biases, on
    /// grids and on points, however far the students are out.
    @Test(arguments: Activation.tested) func enclosuresHoldTheTruth(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 45)
        let axis = (-3...3).map { Rational($0, 2) }
        for trial in 0..<6 {
            let problem =
                trial % 3 == 0
                ? try TwoLayerProblem(
                    activation: activation, data: DataSet.grid(axes: [axis]).withBias,
                    labels: .given(numbers: axis.map { $0 * $0 }))
                : try Sample.problem(activation, dimension: 2, count: 7, dyadic: trial % 2 == 0, &generator)
            let landscape = TwoLayerLandscape(problem: problem, width: 2)
            let fast = try landscape.makeEvaluator(.float64),
                exact = try landscape.makeEvaluator(.multiple(Precision(bits: 200)))
            for (size, radius) in [(1.0, 0.0), (1, 1e-9), (1, 1e-3), (6, 0), (30, 1e-12)] {
                let centre = Sample.point(landscape.parameterCount, &generator).map {
                    Dyadic(exactly: size * $0.double(rounding: .nearest)) ?? .zero
                }
                let over = try fast.enclosure(on: Ball(centre: centre, radius: radius), order: .hessian)
                let inside = radius == 0 ? centre : Sample.moved(centre, by: radius, &generator)
                let truth = try exact.enclosure(on: Ball(centre: inside), order: .hessian)
                let gradient = try #require(over.gradient), exactGradient = try #require(truth.gradient)
                let hessian = try #require(over.hessian), exactHessian = try #require(truth.hessian)
                func holds(_ a: Bounds, _ b: Bounds) -> Bool {
                    a.lower <= b.lower.nextUp && b.upper.nextDown <= a.upper
                }
                #expect(holds(over.loss, truth.loss), "\(activation): loss, \(size), \(radius)")
                for i in 0..<gradient.count {
                    #expect(holds(gradient.bounds(i), exactGradient.bounds(i)), "\(activation): gradient \(i), \(size)")
                    for k in 0..<gradient.count {
                        #expect(
                            holds(hessian.bounds(i, k), exactHessian.bounds(i, k)), "\(activation): Hessian \(i), \(k)")
                    }
                }
                // and they are sharp at points
                if radius == 0 && size == 1 {
                    #expect(over.loss.upper - over.loss.lower <= 1e-12 * (1 + over.loss.upper))
                }
            }
        }
    }

    /// Where float64 cannot reach it refuses.
    @Test func outOfRange() throws {
        let point = [Rational(1000)]
        // 1e93 is nothing to the identity
        for activation in Activation.tested where activation != .identity {
            let problem = try TwoLayerProblem(
                activation: activation, data: .points([point]), labels: .given(numbers: [.zero]))
            let evaluator = try TwoLayerLandscape(problem: problem, width: 1).makeEvaluator(.float64)
            let far = Ball(centre: [1e90, 1].map { Dyadic(exactly: $0) ?? .zero })
            #expect(throws: EvaluationFailure.self, "\(activation)") {
                try evaluator.enclosure(on: far, order: .hessian)
            }
        }
    }
}
