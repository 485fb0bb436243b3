import Networks
import Rigor

/// The level of an isolated point: that its neurons are all different, and that no narrower network than the teacher is
/// the teacher as a function (`level_near` of `proofs/Statements.v`).
///
/// The second is proved on a line x = t u on which the neurons of the teacher have different rates w·u; the line is
/// found here, the checker looks at it again. Only where the teacher itself is as narrow as can be, and where inputs
/// are free: with biases the last coordinate of every input is 1, and "as a function" speaks of the others alone.
struct CoqLevel {
    let proposition: String
    let lemma: String
    /// What is proved, in words that continue a sentence.
    let words: String

    /// - Parameters:
    ///   - level: what the certificate states; nil when nothing.
    ///   - candidate: neuron by neuron, each as a, w_1 .. w_d.
    ///   - away: the critical point is within this of it.
    /// - Returns: nil where the level is not proved so.
    init?(stated level: Int?, candidate: [Dyadic], away: Double, _ landscape: TwoLayerLandscape) {
        let problem = landscape.problem, d = landscape.inputDimension
        guard let level, let teacher = problem.teacher, teacher.width == level + landscape.width,
            !problem.data.hasBias, let line = Self.line(teacher, dimension: d), let reach = Rational(exactly: away)
        else { return nil }
        let coordinates = candidate.map { Rational($0) }
        let neurons = (0..<landscape.width).map { Array(coordinates[($0 * (d + 1))..<(($0 + 1) * (d + 1))]) }
        for (j, neuron) in neurons.enumerated() {
            guard neuron[0].magnitude > reach else { return nil }
            for other in neurons[..<j] {
                guard (1...d).contains(where: { (other[$0] - neuron[$0]).magnitude > reach + reach }) else {
                    return nil
                }
            }
        }
        let arguments = "user_problem \(landscape.width) candidate \(CoqSyntax.number(away)) \(Self.integer(level))"
        proposition = "level_near \(arguments)"
        lemma = "level_sound \(arguments) \(CoqSyntax.list(line.map(CoqSyntax.rational)))"
        words =
            "; no network of fewer than \(teacher.width) neurons is the teacher, and those of the point are all "
            + "different: level \(level)"
    }

    private static func integer(_ value: Int) -> String { value < 0 ? "(\(value))" : "\(value)" }

    /// u = (1, t, t², ..) such that w·u are not 0 and of different magnitudes for the neurons of the teacher; nil where
    /// an output is 0, or none of a few t will do.
    private static func line(_ teacher: Teacher, dimension: Int) -> [Rational]? {
        guard teacher.neurons.allSatisfy({ !$0.outputs[0].isZero }) else { return nil }
        for step in 0...32 {
            var line = [Rational](repeating: .one, count: dimension)
            for c in line.indices.dropFirst() { line[c] = line[c - 1] * Rational(step) / Rational(7) }
            let rates = teacher.neurons.map { neuron in
                zip(neuron.weights, line).map { $0 * $1 }.reduce(Rational.zero) { $0 + $1 }.magnitude
            }
            if Set(rates).count == rates.count, rates.allSatisfy({ !$0.isZero }) { return line }
        }
        return nil
    }
}
