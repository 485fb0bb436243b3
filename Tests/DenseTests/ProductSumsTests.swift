import Certify
import Networks
import Rigor
import Testing

@testable import Dense

/// Hessians as sums of matrix products, against those that are added up entry by entry and against the oracle.
@Suite struct ProductSumsTests {
    /// The Hessian by products, its factors in this arithmetic.
    private func products<Arithmetic: NetworkArithmetic>(
        _ problem: DenseProblem, _ parameters: [Double], radius: Double = 0, _ arithmetic: Arithmetic
    ) throws -> MatrixEnclosure {
        let program = DenseProgram(problem: problem, arithmetic: arithmetic, productOrder: 1)
        program.pass.parameters = parameters.dyadics.map { arithmetic.number($0, radius: radius) }
        program.evaluate(.hessian)
        return try #require(program.hessianMatrix)
    }

    @Test(arguments: DenseFixture.oracle.indices) func oracle(index: Int) throws {
        let sample = DenseFixture.oracle[index], P = sample.parameters.count
        let scale = 1 + sample.hessian.reduce(0) { max($0, $1.magnitudeUpper) }
        for hessian in [
            try products(sample.problem, sample.parameters, Float64IntervalArithmetic()),
            try products(sample.problem, sample.parameters, IntervalArithmetic(precision: Precision(bits: 128))),
        ] {
            for (place, entry) in zip(triangle(P), sample.hessian) {
                for bounds in [hessian.bounds(place.row, place.column), hessian.bounds(place.column, place.row)] {
                    #expect(bounds.lower <= entry.upperDouble && entry.lowerDouble <= bounds.upper, "\(place)")
                    #expect(bounds.upper - bounds.lower < 1e-11 * scale, "\(place)")
                }
            }
        }
    }

    /// More than one block of points, sample weights, a layer without biases.
    private func problem() throws -> DenseProblem {
        let points = (0..<300).map { "[\"\(($0 * 37) % 101 - 50)/64\", \"\(($0 * 53) % 97 - 48)/40\"]" }
        let classes = (0..<300).map { "\(($0 * 7) % 3)" }, weights = (0..<300).map { "\(1 + $0 % 3)" }
        return try DenseFixture.problem(
            """
            {"format": "certify-problem", "version": 1, "loss": "softmax-cross-entropy",
             "layers": [{"width": 3, "activation": "tanh", "bias": true},
                        {"width": 4, "activation": "gelu", "bias": false},
                        {"width": 3, "activation": "identity", "bias": true}],
             "data": {"points": [\(points.joined(separator: ", "))], "weights": [\(weights.joined(separator: ", "))]},
             "labels": {"classes": [\(classes.joined(separator: ", "))]},
             "decay": {"weights": ["0.01", "1/300", 0], "biases": "1/7"}}
            """)
    }

    /// At a point and over a ball: both enclose the same numbers, and the products are about as sharp.
    @Test(arguments: [0, 0x1p-20]) func manyPoints(radius: Double) throws {
        let problem = try problem(), P = problem.layout.count
        let parameters = (0..<P).map { Double(($0 * 29) % 31 - 15) / 16 }
        let exact = DenseProgram(problem: problem, arithmetic: IntervalArithmetic(precision: Precision(bits: 128)))
        exact.pass.parameters = parameters.dyadics.map { exact.pass.arithmetic.number($0, radius: 0) }
        exact.evaluate(.hessian)
        let found = try products(problem, parameters, radius: radius, Float64IntervalArithmetic())
        let entrywise = DenseProgram(problem: problem, arithmetic: Float64IntervalArithmetic())
        entrywise.pass.parameters = parameters.dyadics.map { entrywise.pass.arithmetic.number($0, radius: radius) }
        entrywise.evaluate(.hessian)
        for (row, column) in triangle(P) {
            let bounds = found.bounds(row, column), entry = exact.hessian(row, column)
            #expect(bounds.lower <= entry.lowerDouble && entry.upperDouble <= bounds.upper, "\(row), \(column)")
            let other = entrywise.hessian(row, column)
            #expect(bounds.lower <= other.upperDouble && other.lowerDouble <= bounds.upper, "\(row), \(column)")
            #expect(bounds.upper - bounds.lower < 1e-12 + 8 * (other.upperDouble - other.lowerDouble))
        }
    }

    /// An enclosure over a ball holds the Hessians at points of it.
    @Test func ball() throws {
        let problem = try problem(), P = problem.layout.count, radius = 0x1p-10
        let parameters = (0..<P).map { Double(($0 * 29) % 31 - 15) / 16 }
        let found = try products(problem, parameters, radius: radius, Float64IntervalArithmetic())
        for shift in [0, 7, 20] {
            var moved = parameters
            moved[shift] += radius
            let exact = DenseProgram(problem: problem, arithmetic: IntervalArithmetic(precision: Precision(bits: 128)))
            exact.pass.parameters = moved.dyadics.map { exact.pass.arithmetic.number($0, radius: 0) }
            exact.evaluate(.hessian)
            for (row, column) in triangle(P) {
                let bounds = found.bounds(row, column), entry = exact.hessian(row, column)
                #expect(bounds.lower <= entry.lowerDouble && entry.upperDouble <= bounds.upper, "\(row), \(column)")
            }
        }
    }

    /// Float64 that overflows bounds nothing, and is not taken for a bound.
    @Test func overflow() throws {
        let problem = try problem()
        let landscape = DenseLandscape(problem: problem), P = problem.layout.count
        #expect(P < ProductSums<Float64IntervalArithmetic>.smallestOrder)
        let found = try products(
            problem, [Double](repeating: 1e200, count: P), Float64IntervalArithmetic())
        #expect(!found.isFinite)
        #expect(throws: EvaluationFailure.self) {
            try landscape.makeEvaluator(.float64).enclosure(
                on: Ball(centre: [Double](repeating: 1e200, count: P).dyadics), order: .hessian)
        }
    }

    /// Of many parameters both arithmetics give products, which hold what MPFR adds up entry by entry.
    @Test func manyParameters() throws {
        let problem = try DenseFixture.problem(
            """
            {"format": "certify-problem", "version": 1, "loss": "mean-squared-error",
             "layers": [{"width": 12, "activation": "tanh", "bias": true},
                        {"width": 12, "activation": "silu", "bias": true},
                        {"width": 1, "activation": "identity", "bias": true}],
             "data": {"points": [["0.3", "-0.7"], ["-1.1", "0.2"]]}, "labels": {"given": ["0.4", "-0.6"]}}
            """)
        let landscape = DenseLandscape(problem: problem), P = landscape.parameterCount
        #expect(P >= DenseLandscape.productOrderOfIntervals)
        let centre = (0..<P).map { Double(($0 * 29) % 31 - 15) / 32 }.dyadics
        let exact = DenseProgram(problem: problem, arithmetic: IntervalArithmetic(precision: Precision(bits: 128)))
        exact.setParameters(Ball(centre: centre))
        exact.evaluate(.hessian)
        for level in [EvaluationLevel.float64, .multiple(Precision(bits: 128))] {
            let found = try #require(
                try landscape.makeEvaluator(level).enclosure(on: Ball(centre: centre), order: .hessian).hessian)
            for (row, column) in triangle(P) {
                let bounds = found.bounds(row, column), entry = exact.hessian(row, column)
                #expect(bounds.lower <= entry.lowerDouble && entry.upperDouble <= bounds.upper, "\(row), \(column)")
                #expect(bounds.upper - bounds.lower < 1e-13)
            }
        }
    }

    /// The norms that factors give are at least those of the entries, and not much more.
    @Test(arguments: [0x1p-53, 0x1p-24]) func norms(unit: Double) throws {
        let problem = try problem(), arithmetic = RoundedArithmetic(unitRoundoff: unit), P = problem.layout.count
        let parameters = (0..<P).map { arithmetic.number(exactly: Double(($0 * 29) % 31 - 15) / 16) }
        func program(normOrder: Int?) -> DenseProgram<RoundedArithmetic> {
            let program = DenseProgram(problem: problem, arithmetic: arithmetic, normOrder: normOrder)
            program.pass.parameters = parameters
            program.evaluate(.hessian)
            return program
        }
        let entrywise = program(normOrder: nil)
        var size = 0.0, error = 0.0
        for row in 0..<P {
            for column in 0..<P {
                let entry = entrywise.hessian(row, column)
                size += entry.value * entry.value
                error += entry.error * entry.error
            }
        }
        let norms = try #require(program(normOrder: 1).hessianNorms(unitRoundoff: unit))
        #expect(size.squareRoot() <= norms.value && norms.value <= 100 * size.squareRoot())
        #expect(error.squareRoot() <= norms.error && norms.error <= 1000 * error.squareRoot())
        #expect(entrywise.hessianNorms(unitRoundoff: unit) == nil)
    }
}
