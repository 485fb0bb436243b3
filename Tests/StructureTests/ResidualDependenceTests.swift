import Certify
import Rigor
import TestSupport
import Testing

@testable import Networks

/// Which residuals follow from others, by exact relations between values of networks.
@Suite struct ResidualDependenceTests {
    private static func points(
        _ activation: Activation, _ points: [[Int]], _ labels: [Int]
    ) throws -> [Int] {
        let problem = try TwoLayerProblem(
            activation: activation, data: .points(points.map { $0.map { Rational($0, 2) } }),
            labels: .given(numbers: labels.map { Rational($0) }))
        return try ResidualDependence(problem, atMost: .max).points
    }

    @Test func equalPointsCountOnce() throws {
        for activation in Activation.allNamed {
            #expect(try Self.points(activation, [[1, 2], [3, 1], [1, 2]], [1, 0, 1]) == [0, 1])
            #expect(throws: Refusal.self) { try Self.points(activation, [[1, 2], [3, 1], [1, 2]], [1, 0, 2]) }
        }
    }

    @Test func mirroredPoints() throws {
        // odd: f(-x) = -f(x), f(0) = 0
        for activation in [Activation.tanh, .erf] {
            #expect(try Self.points(activation, [[1, 2], [-1, -2], [0, 0]], [3, -3, 0]) == [0])
            #expect(throws: Refusal.self) { try Self.points(activation, [[1, 2], [-1, -2]], [3, 3]) }
            #expect(throws: Refusal.self) { try Self.points(activation, [[1, 2], [0, 0]], [3, 1]) }
        }
        // sigmoid: f(x) + f(-x) = 2 f(0) for all x
        #expect(
            try Self.points(.sigmoid, [[1, 2], [-1, -2], [3, 1], [-3, -1], [0, 0]], [5, 1, 2, 4, 3]) == [0, 1, 2])
        #expect(try Self.points(.sigmoid, [[0, 0], [1, 2], [-1, -2]], [3, 5, 1]) == [0, 1])
        #expect(throws: Refusal.self) { try Self.points(.sigmoid, [[1, 2], [-1, -2], [0, 0]], [5, 1, 2]) }
        // softplus: f(x) - f(-x) is linear in x
        #expect(
            try Self.points(
                .softplus, [[1, 2], [-1, -2], [3, 1], [-3, -1], [4, 3], [-4, -3]], [1, 0, 3, 1, 5, 2])
                == [0, 1, 2, 3, 4])
        // exp and sigmoid-softplus: no relation
        for activation in [Activation.exp, .sigmoidSoftplus] {
            #expect(try Self.points(activation, [[1, 2], [-1, -2], [0, 0]], [1, 1, 1]) == [0, 1, 2])
        }
    }

    /// A trained output bias makes x and -x independent for odd activations; a fixed one moves the labels,
    /// and so does that of a teacher.
    @Test func outputBiases() throws {
        func kept(
            _ labels: [Int], _ bias: OutputBias, _ activation: Activation = .tanh
        ) throws -> [Int] {
            let points = [[1], [-1], [2], [-2], [0]].map { $0.map { Rational($0) } }
            let problem = try TwoLayerProblem(
                activation: activation, data: .points(points), labels: .given(numbers: labels.map { Rational($0) }),
                outputBias: bias)
            return try ResidualDependence(problem, atMost: .max).points
        }
        #expect(try kept([3, -3, 1, -1, 0], .none) == [0, 2])
        #expect(try kept([5, -1, 3, 1, 2], .fixed([Rational(2)])) == [0, 2])
        #expect(throws: Refusal.self) { try kept([5, -1, 3, 1, 2], .none) }
        #expect(throws: Refusal.self) { try kept([3, -3, 1, -1, 0], .fixed([Rational(2)])) }
        // f(x) + f(-x) = 2 f(0) = 2 b
        for activation in [Activation.tanh, .sigmoid] {
            #expect(try kept([5, -1, 3, 1, 2], .trained, activation) == [0, 1, 2])
            #expect(throws: Refusal.self) { try kept([5, -1, 3, 2, 2], .trained, activation) }
        }
        func teacher(_ teacherBias: Int, _ bias: OutputBias) throws -> [Int] {
            let teacher = Teacher(
                neurons: [.init(weights: [Rational(1, 3)], output: .one)], bias: [Rational(teacherBias)])
            let problem = try TwoLayerProblem(
                activation: .tanh, data: .points([[.one], [-Rational.one]]), labels: .teacher(teacher), outputBias: bias
            )
            return try ResidualDependence(problem, atMost: .max).points
        }
        #expect(try teacher(0, .none) == [0] && teacher(2, .fixed([Rational(2)])) == [0])
        #expect(try teacher(2, .trained) == [0, 1])
        #expect(throws: Refusal.self) { try teacher(2, .none) }
        #expect(throws: Refusal.self) { try teacher(0, .fixed([Rational(2)])) }
    }

    /// A teacher satisfies every relation, and with biases no point has an opposite one.
    @Test func teachersAndBiases() throws {
        let axis = (-3...3).map { Rational($0) }
        let teacher = Teacher(neurons: [.init(weights: [Rational(1, 3), Rational(1, 2)], output: Rational(1, 7))])
        func kept(_ data: DataSet, _ activation: Activation) throws -> Int {
            try ResidualDependence(
                TwoLayerProblem(activation: activation, data: data, labels: .teacher(teacher)), atMost: .max
            ).points.count
        }
        #expect(try kept(.grid(axes: [axis, axis]), .tanh) == 24)
        #expect(try kept(.grid(axes: [axis, axis]), .sigmoid) == 25)
        #expect(try kept(.grid(axes: [axis, axis]), .softplus) == 24 + 2 + 1)
        #expect(try kept(.grid(axes: [axis, [.one]]), .tanh) == 7)
        #expect(try ResidualDependence(.reference, atMost: 20).exceedsLimit)
    }

    /// The rank that is claimed is that of the values of many random networks, and every relation holds for them: the
    /// value at each point is a combination of those at the points kept (float64, singular values). Of polynomials more
    /// relations hold than symmetry tells: there what is kept is enough, and may be more.
    @Test(arguments: Activation.allNamed) func ranksOfRandomNetworks(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<10 {
            let data = (0..<7).map { _ in (0..<2).map { _ in Rational(Int.random(in: -1...1, using: &generator)) } }
            let teacher = Teacher(neurons: [.init(weights: [Rational(2, 5), Rational(-3, 7)], output: .one)])
            let problem = try TwoLayerProblem(
                activation: activation, data: .points(data), labels: .teacher(teacher))
            let kept = try ResidualDependence(problem, atMost: .max).points
            // columns: values of single neurons with random weights
            let weights = (0..<40).map { _ in (0..<2).map { _ in Double.random(in: -2...2, using: &generator) } }
            func rank(_ points: [Int]) throws -> Int {
                let rows = points.flatMap { i in
                    weights.map { w in
                        activation.approximateJet(zip(w, data[i]).reduce(0) { $0 + $1.0 * $1.1.nearestDouble }).0
                    }
                }
                guard !points.isEmpty else { return 0 }
                let values = try #require(
                    ApproximateLinearAlgebra.pseudoInverse(
                        rows, rows: points.count, columns: 40, relativeCutoff: 1e-10)
                ).singularValues
                return values.count { $0 > 1e-10 * max(1, values[0]) }
            }
            let isPolynomial = if case .polynomial = activation { true } else { false }
            #expect(try isPolynomial ? rank(kept) <= kept.count : rank(kept) == kept.count)
            #expect(try rank(Array(data.indices)) == rank(kept))
        }
    }
}
