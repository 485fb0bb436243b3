import Certify
import Interchange
import Networks
import Rigor

/// What one evaluation costs in each arithmetic, with one output and with several.
enum Pieces {
    static func measure(at candidate: Candidate) throws {
        let landscape = TwoLayerLandscape(problem: .reference, width: 5)
        title("width 5, 1681 points, 15 parameters; processor time, least of many", "ours / Arb")
        let arb = [53, 128, 256].reduce(into: [Int: Double]()) { $0[$1] = Peers.arbMilliseconds(bits: $1) }
        for bits in [53, 128, 256] {
            if let time = arb[bits] { row("Arb (python-flint), loss + gradient + Hessian, \(bits) bits", time) }
        }
        for level in levels(of: landscape) {
            try measure(landscape, level, at: Ball(centre: candidate.point), name(level), arb[level.bits])
        }
        let search = landscape.makeApproximateEvaluator()
        row(
            "loss + gradient + Hessian, plain float64",
            leastMilliseconds(101) { _ = search.approximateHessian(at: candidate.parameters) })
        title("the same with k outputs: jets and Gram matrix are computed once for all")
        for k in [1, 2, 4] {
            let landscape = try reference(outputs: k)
            let centre = (0..<landscape.parameterCount).map {
                Dyadic(exactly: (Double(($0 * 37) % 23) - 11) / 16) ?? .zero
            }
            for level in [EvaluationLevel.float64, .multiple(Precision(bits: 128))] {
                try measure(landscape, level, at: Ball(centre: centre), "k = \(k), \(name(level))", nil)
            }
        }
    }

    /// Those that the landscape has.
    private static func levels(of landscape: TwoLayerLandscape) -> [EvaluationLevel] {
        [.float64, .doubleDouble] + [64, 128, 256].map { .multiple(Precision(bits: $0)) }
    }

    private static func name(_ level: EvaluationLevel) -> String {
        switch level {
        case .float64: "float64 with bounds"
        case .doubleDouble: "double-double"
        case .multiple(let precision): "MPFR \(precision.bits) bits"
        }
    }

    private static func measure(
        _ landscape: TwoLayerLandscape, _ level: EvaluationLevel, at ball: Ball, _ name: String, _ peer: Double?
    ) throws {
        let evaluator = try landscape.makeEvaluator(level)
        let repetitions: Int
        if case .multiple = level { repetitions = 5 } else { repetitions = 201 }
        let wide = Ball(centre: ball.centre, radius: 1e-5)
        for (order, what) in [(DerivativeOrder.gradient, "loss + gradient"), (.hessian, "loss + gradient + Hessian")] {
            row(
                "\(what), \(name)",
                try leastMilliseconds(repetitions) { _ = try evaluator.enclosure(on: ball, order: order) },
                of: order == .hessian ? peer : nil)
        }
        row(
            "K0, K1, K2 over a ball, \(name)",
            try leastMilliseconds(repetitions / 5 + 1) { _ = try evaluator.lipschitzConstants(on: wide) })
    }

    /// The reference problem with k outputs, students of width 5.
    private static func reference(outputs k: Int) throws -> TwoLayerLandscape {
        let reference = TwoLayerProblem.reference
        let neurons = (reference.teacher?.neurons ?? []).enumerated().map { j, neuron in
            Teacher.Neuron(
                weights: neuron.weights, outputs: (0..<k).map { neuron.outputs[0] + Rational($0 * (j + 1), 8) })
        }
        return TwoLayerLandscape(
            problem: try TwoLayerProblem(
                activation: reference.activation, data: reference.data, labels: .teacher(Teacher(neurons: neurons)),
                outputCount: k, loss: .meanSquaredNorm),
            width: 5)
    }
}
