import Rigor
import Testing

@testable import Certify
@testable import Networks

/// The least width of a network that is the teacher as a function.
@Suite struct IrreducibleWidthTests {
    private static func width(
        _ activation: Activation, _ teacher: [(weights: [Int], output: Int)], data: DataSet
    ) throws -> Int? {
        let neurons = teacher.map {
            Teacher.Neuron(weights: $0.weights.map { Rational($0) }, output: Rational($0.output))
        }
        return try TwoLayerProblem(activation: activation, data: data, labels: .teacher(Teacher(neurons: neurons)))
            .irreducibleTeacherWidth
    }

    private static let axis = (-2...2).map { Rational($0) }
    private static let plane = DataSet.grid(axes: [axis, axis])
    private static let biased = DataSet.grid(axes: [axis]).withBias

    @Test func reducibleTeachers() throws {
        let v = [1, 2], w = [1, -1]
        func negative(_ v: [Int]) -> [Int] { v.map { -$0 } }
        // equal neurons are one, opposite ones of an odd activation cancel
        #expect(try Self.width(.tanh, [(v, 1), (v, 2), (w, 1)], data: Self.plane) == 2)
        #expect(try Self.width(.tanh, [(v, 1), (negative(v), 1)], data: Self.plane) == 0)
        #expect(try Self.width(.exp, [(v, 1), (negative(v), 1)], data: Self.plane) == 2)
        // s(z) + s(-z) = 1 for the sigmoid: a constant, one neuron with w = 0
        #expect(try Self.width(.sigmoid, [(v, 1), (negative(v), 1)], data: Self.plane) == 1)
        #expect(try Self.width(.sigmoid, [(v, 1), (w, -1)], data: Self.plane) == 2)
        // s(z) - s(-z) = z for softplus: two neurons whatever they are
        #expect(
            try Self.width(.softplus, [(v, 1), (negative(v), -1), (w, 1), (negative(w), -1)], data: Self.plane) == 2)
    }

    /// As tanh: sigmoid2; as sigmoid: normal-cdf; as softplus, but that s(0) = 0: gelu, gelu-tanh and silu. Powers of
    /// different classes depend on each other ((u+v)² + (u-v)² = 2u² + 2v²): nothing is said of polynomials.
    @Test func otherActivations() throws {
        let v = [1, 2], w = [1, -1], minus = [-1, -2]
        #expect(try Self.width(.sigmoid2, [(v, 1), (v, 2), (w, 1)], data: Self.plane) == 2)
        #expect(try Self.width(.sigmoid2, [(v, 1), (minus, 1)], data: Self.plane) == 0)
        #expect(try Self.width(.normalCDF, [(v, 1), (minus, 1)], data: Self.plane) == 1)
        #expect(try Self.width(.normalCDF, [(v, 1), (w, -1)], data: Self.plane) == 2)
        for activation in [Activation.gelu, .geluTanh, .silu] {
            #expect(try Self.width(activation, [(v, 1), (minus, -1), (w, 1), ([-1, 1], -1)], data: Self.plane) == 2)
            #expect(try Self.width(activation, [(v, 1), (v, 2), ([0, 0], 5)], data: Self.plane) == 1)
            #expect(try Self.width(activation, [(v, 1), (minus, 1), (w, 3)], data: Self.plane) == 3)
            #expect(try Self.width(activation, [([1, 1], 1)], data: Self.biased) == nil)
        }
        #expect(try Self.width(.softplus, [(v, 1), (v, 2), ([0, 0], 5)], data: Self.plane) == 2)
        for activation in Activation.tested {
            guard case .polynomial = activation else { continue }
            #expect(try Self.width(activation, [(v, 1), (w, 1)], data: Self.plane) == nil)
        }
    }

    /// With biases a softplus neuron (0, b) supplies a constant, which the theorem on all of R^d does not know: s(x) +
    /// s(1) - s(-1) = s(x) + 1 needs two neurons.
    @Test func biases() throws {
        let teacher: [(weights: [Int], output: Int)] = [([1, 0], 1), ([0, 1], 1), ([0, -1], -1)]
        #expect(try Self.width(.softplus, teacher, data: Self.biased) == nil)
        #expect(try Self.width(.softplus, [([1, 1], 1)], data: Self.biased) == nil)
        #expect(try Self.width(.tanh, [([1, 1], 1), ([1, -1], 2)], data: Self.biased) == 2)
        #expect(try Self.width(.sigmoid, [([1, 1], 1), ([-1, -1], 1), ([2, 1], 1)], data: Self.biased) == 2)
        // a neuron that is constant on the data
        #expect(try Self.width(.tanh, [([1, 1], 1), ([0, 1], 1)], data: Self.biased) == nil)
    }

    @Test func dataThatFillLessThanTheirSpace() throws {
        let teacher: [(weights: [Int], output: Int)] = [([1, 2], 1), ([1, -1], 1)]
        func points(_ x: [[Int]]) -> DataSet { .points(x.map { $0.map { Rational($0) } }) }
        let line = points([[1, 1], [2, 2], [3, 3]]), flat = DataSet.grid(axes: [Self.axis, [.zero]])
        #expect(try Self.width(.tanh, teacher, data: line) == nil)
        #expect(try Self.width(.tanh, teacher, data: flat) == nil)
        #expect(try Self.width(.tanh, teacher, data: points([[1, 1], [2, 2], [3, 4]])) == 2)
    }
}
