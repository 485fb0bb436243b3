import Certify
import Rigor

extension DenseLandscape {
    /// As ``roundingBound(at:loss:unitRoundoff:)`` for the loss and the norm of the gradient alone, in memory for a
    /// block of data: by how much a computation with this unit roundoff may miss them. An assumption about the
    /// arithmetic of others; for audits alone. Nil where nothing is bounded.
    public func magnitudeRounding(
        at point: [Double], unitRoundoff: Double, jobs: Int
    ) throws -> (loss: Double, gradientNorm: Double)? {
        precondition(point.count == parameterCount)
        let arithmetic = RoundedArithmetic(unitRoundoff: unitRoundoff), problem = problem
        let parameters = point.map { arithmetic.number(exactly: $0) }
        let count = problem.data.count, parts = min(8, count)
        var loss = arithmetic.number(0)
        var gradient = [RoundedNumber](repeating: loss, count: parameterCount)
        try WorkerPool.run(0..<parts, jobs: jobs) {
            { part -> (RoundedNumber, [RoundedNumber]) in
                var own: (loss: RoundedNumber, gradient: [RoundedNumber])?
                let end = (part + 1) * count / parts
                for start in stride(from: part * count / parts, to: end, by: 64) {
                    let program = DenseProgram(
                        problem: problem, arithmetic: arithmetic, points: start..<min(end, start + 64),
                        decays: start == 0)
                    program.pass.parameters = parameters
                    program.evaluate(.gradient)
                    own =
                        own.map { ($0.loss + program.loss, zip($0.gradient, program.gradient).map { $0 + $1 }) }
                        ?? (program.loss, program.gradient)
                }
                return own ?? (arithmetic.number(0), [])
            }
        } consume: { _, part in
            loss = loss + part.0
            for (place, term) in part.1.enumerated() { gradient[place] = gradient[place] + term }
        }
        let norm = gradient.reduce(0) { $0 + $1.error * $1.error }.squareRoot()
        // twice as much, for terms of second order and other arrangements of the same formulas
        let bound = (2 * loss.error, 2 * norm)
        return bound.0.isFinite && bound.1.isFinite ? bound : nil
    }
}
