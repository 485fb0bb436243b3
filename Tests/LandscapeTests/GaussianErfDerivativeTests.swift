import Rigor
import TestSupport
import Testing

@testable import Certify
@testable import Gaussian

/// Closed forms of the Gaussian erf landscape against independent evaluations of the same quantities.
@Suite struct GaussianErfDerivativeTests {
    /// v = (3/5, 1/2, -1/4), (1/3, -2, 1), b = 1, -7/10: no float64 numbers.
    static let problem = GaussianErfProblem(
        weights: [
            [Rational(3, 5), Rational(1, 2), Rational(-1, 4)], [Rational(1, 3), Rational(-2), Rational(1)],
        ], outputs: [.one, Rational(-7, 10)], inputDimension: 3)
    static let landscape = GaussianErfLandscape(problem: problem, width: 2)
    static let student = [0.75, -0.375, 0.5, -1.25, 0.625, 2, 0.875, -1.5]

    /// mpmath with 90 digits: the loss by arcsines, its derivatives by differences of it.
    static let loss = "2.33453886441442870809547089455394776990745538"
    static let gradient = [
        "0.357991648904506677241965176692155818033125",
        "-1.13295726890087620786348597849796796033632",
        "-0.450859298398623055006976278761462920326677",
        "-0.299244294113812219788440886972025706367517",
        "0.992114301548650906549062904407070187340251",
        "-0.194272719756824048923273295702148708496176",
        "0.960396151266891666959604763301485392736688",
        "-1.61479560757587750575493089520213187132587",
    ]
    /// On and above the diagonal, row by row.
    static let hessian = [
        "-0.2274551956599013182525938017925504", "0.5378045805801609786782295292601729",
        "0.02654261745646625020289031296374117", "-0.2314998940088888086180095195987005",
        "-0.1112351101795112986576077397732592", "-0.07119047051488723114086895345488587",
        "0.6600808346527152533195515474295086", "-0.3583337436077380697499589326586261",
        "-0.2373862339990113288494174607842167", "0.1930888200172488534017483730677726",
        "-0.1112351101795112986576077397732592", "-0.3983525592781557566044211292585893",
        "0.03559523525744361557043447672744293", "-1.420282068124783762936922505316914",
        "0.1791668718038690348749794663293131", "0.3451972823956389959918116667660949",
        "-0.07119047051488723114086895345488587", "0.03559523525744361557043447672744293",
        "-0.1224894860329677359335539346209066", "-0.3479694218524307909316738977779278",
        "0.6186099425120072758183412655018849", "0.03241751198639793398794765364422904",
        "0.2148054557741766248770026307359285", "0.1245934031670425625090545399432239",
        "-0.3730861935094231779098093090888476", "0.2950683374899967842683186309694147",
        "-0.02103876326725508385936480071952041", "-0.3027532717404690142573587746829496",
        "0.1865430967547115889549046545444238", "-0.7091956050728282565707209560987456",
        "0.1885294435227021801746040307740907", "-0.2850611697282936468717136752256976",
        "-0.02340027975804578777279066631280366", "0.6490935985281277691107417253412695",
        "-0.05940532409903627862925777873667684", "1.308673704113174480672865047301434",
    ]

    static let shapes: [(k: Int, n: Int, d: Int)] = [(1, 1, 1), (2, 1, 2), (1, 2, 3), (3, 3, 3), (4, 2, 2)]

    static func problem(k: Int, d: Int, _ generator: inout SeededGenerator) -> GaussianErfProblem {
        GaussianErfProblem(
            weights: (0..<k).map { _ in (0..<d).map { _ in Sample.rational(1, dyadic: false, &generator) } },
            outputs: (0..<k).map { _ in Sample.rational(1, dyadic: false, &generator) }, inputDimension: d)
    }

    /// Whether an interval meets a decimal that is right but for its last digits.
    private func meets(_ value: Interval, _ decimal: String, within error: String) throws -> Bool {
        let truth = try Rational(decimal: decimal), error = try Rational(decimal: error)
        let precision = Precision(bits: 200)
        let low = Interval(enclosing: truth - error, precision: precision)
        let high = Interval(enclosing: truth + error, precision: precision)
        return !(value - low).isCertainlyNegative && !(high - value).isCertainlyNegative
    }

    @Test func valuesOfMpmath() throws {
        let arithmetic = IntervalArithmetic(precision: Precision(bits: 200))
        let forms = GaussianErfForms(landscape: Self.landscape, arithmetic: arithmetic)
        forms.setParameters(
            Self.student.map { arithmetic.number(Dyadic(exactly: $0) ?? .zero, radius: 0) })
        #expect(try meets(forms.loss(), Self.loss, within: "1e-43"))
        for (value, truth) in zip(forms.gradient(), Self.gradient) {
            #expect(try meets(value, truth, within: "1e-40"))
            #expect(value.upperDouble - value.lowerDouble < 1e-15, "sharp enough to mean something")
        }
        var entries = [[Int]: Interval]()
        forms.hessian { row, column, value in
            #expect(entries.updateValue(value, forKey: [row, column]) == nil && row <= column)
        }
        var position = 0
        for row in 0..<8 {
            for column in row..<8 {
                let entry = try #require(entries[[row, column]])
                #expect(try meets(entry, Self.hessian[position], within: "1e-31"), "\(row), \(column)")
                position += 1
            }
        }
        #expect(entries.count == position && position == Self.hessian.count)
    }

    /// The definition itself: mpmath's trapezoidal rule for E[(f - f*)²] with 40 digits, in two dimensions.
    @Test func quadratureOfTheDefinition() throws {
        let problem = GaussianErfProblem(
            weights: [[Rational(3, 5), Rational(-1, 2)], [Rational(1, 3), .one]], outputs: [.one, Rational(-7, 10)],
            inputDimension: 2)
        let arithmetic = IntervalArithmetic(precision: Precision(bits: 200))
        let forms = GaussianErfForms(
            landscape: GaussianErfLandscape(problem: problem, width: 2), arithmetic: arithmetic)
        forms.setParameters(
            [0.75, -0.375, -1.25, 0.625, 0.875, -1.5].map {
                arithmetic.number(Dyadic(exactly: $0) ?? .zero, radius: 0)
            })
        #expect(try meets(forms.loss(), "1.1518785742843527847699560013240382765", within: "1e-35"))
    }

    @Test(arguments: shapes) func differences(k: Int, n: Int, d: Int) throws {
        var generator = SeededGenerator(seed: 91)
        for _ in 0..<3 {
            let landscape = GaussianErfLandscape(problem: Self.problem(k: k, d: d, &generator), width: n)
            let point = Sample.point(landscape.parameterCount, &generator)
            try LandscapeChecks.expectDerivatives(of: landscape, at: point, precision: Precision(bits: 160))
        }
    }

    /// Equal, opposite and zero neurons, neurons that are targets, outputs 0: nothing is singular there.
    @Test func degenerateStudents() throws {
        let problem = GaussianErfProblem.orthonormal(targetCount: 2, inputDimension: 2)
        let landscape = GaussianErfLandscape(problem: problem, width: 3)
        for point in [
            [1, 0, 1, 0, -1, 0, 0.5, 0.25, 1], [0, 0, 0, 1, 2, 3, 1, -1, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0],
        ] as [[Double]] {
            let exact = point.map { Dyadic(exactly: $0) ?? .zero }
            try LandscapeChecks.expectDerivatives(of: landscape, at: exact, precision: Precision(bits: 160))
            try LandscapeChecks.expectAgreement(of: landscape, at: exact)
        }
    }

    @Test(arguments: shapes) func enclosures(k: Int, n: Int, d: Int) throws {
        var generator = SeededGenerator(seed: 92)
        let landscape = GaussianErfLandscape(problem: Self.problem(k: k, d: d, &generator), width: n)
        for radius in [0, 1e-9, 1e-3, 0.5, 20] {
            let point = Sample.point(landscape.parameterCount, &generator)
            try LandscapeChecks.expectContainment(of: landscape, on: Ball(centre: point, radius: radius), &generator)
        }
        try LandscapeChecks.expectAgreement(of: landscape, at: Sample.point(landscape.parameterCount, &generator))
    }

    @Test(arguments: shapes) func lipschitzConstants(k: Int, n: Int, d: Int) throws {
        var generator = SeededGenerator(seed: 93)
        let landscape = GaussianErfLandscape(problem: Self.problem(k: k, d: d, &generator), width: n)
        for radius in [1e-6, 0.1, 1] {
            let ball = Ball(centre: Sample.point(landscape.parameterCount, &generator), radius: radius)
            try LandscapeChecks.expectLipschitzConstants(
                of: landscape, on: ball, precision: Precision(bits: 128), &generator)
        }
    }

    /// One neuron in one dimension, teacher 0: L = a² g(w, w), whose third derivative in w at a = 1 is known.
    /// The constants must not fall below what L attains, and are its size.
    @Test func lipschitzConstantsOfOneNeuron() throws {
        let problem = GaussianErfProblem(weights: [], outputs: [], inputDimension: 1)
        let landscape = GaussianErfLandscape(problem: problem, width: 1)
        let ball = Ball(centre: [.zero, Dyadic(1)], radius: 0.25)
        let constants = try landscape.makeEvaluator(.multiple(Precision(bits: 128))).lipschitzConstants(on: ball)
        // at w = 0: g(w, w) = (2/pi) w² + O(w⁴), so d²L/dw² = 4 a²/pi and d³L/da dw² = 8 a/pi
        #expect(constants.gradient > 4 / Double.pi && constants.gradient < 20)
        // along (1, 1)/sqrt2: 3 (8/pi) / 2^(3/2)
        #expect(constants.hessian > 24 / Double.pi / 2.8284271247461903 && constants.hessian < 60)
        #expect(constants.loss > 0 && constants.loss < 4)
    }

    /// A program that uses arcsines, as others do, within the model of rounding.
    @Test func roundingOfAnotherProgram() throws {
        var generator = SeededGenerator(seed: 94)
        for _ in 0..<20 {
            let problem = Self.problem(k: 3, d: 3, &generator)
            let landscape = GaussianErfLandscape(problem: problem, width: 2)
            let point = (0..<8).map { _ in Double.random(in: -1.5...1.5, using: &generator) }
            let vectors = [Array(point[0..<3]), Array(point[3..<6])] + problem.weights.map { $0.map(\.nearestDouble) }
            let outputs = Array(point[6...]) + problem.outputs.map { -$0.nearestDouble }
            func dot(_ u: [Double], _ v: [Double]) -> Double { zip(u, v).reduce(0) { $0 + $1.0 * $1.1 } }
            var plain = 0.0
            for (u, a) in zip(vectors, outputs) {
                for (v, b) in zip(vectors, outputs) {
                    let t = dot(u, v) / ((1 + dot(u, u)) * (1 + dot(v, v))).squareRoot()
                    plain += a * b * (2 / Double.pi) * arcsine(t)
                }
            }
            let there = try RoundingBoundTests.enclosure(landscape, point)
            let bound = try #require(landscape.roundingBound(at: point, loss: there.loss.upper, unitRoundoff: 0x1p-53))
            #expect(abs(plain - there.loss.upper) < bound.loss)
            let fast = landscape.makeApproximateEvaluator().approximateHessian(at: point)
            let gradient = try #require(there.gradient), hessian = try #require(there.hessian)
            let miss = zip(fast.gradient, gradient.midpoint).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            #expect(miss.squareRoot() < bound.gradientNorm)
            let off = zip(fast.hessian, hessian.midpoint).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            #expect(off.squareRoot() < bound.smallestEigenvalue)
            #expect(bound.loss < 1e-11 && bound.gradientNorm < 1e-11 && bound.smallestEigenvalue < 1e-10)
        }
    }
}
