import Certify
import Networks
import Rigor

/// For k independent rows C_q in R^d the directions v_q of unit length with C_q·v_p = 0 for p != q and C_q·v_q =
/// lengths[q] > 0: v_q is the part of C_q across the other rows. With one row, its own direction.
struct SlopeDirections {
    let directions: [[Double]]
    let lengths: [Double]

    /// nil when the rows are not seen to be independent.
    init?(_ slopes: [Double], outputCount k: Int) {
        let d = slopes.count / k
        let rows = (0..<k).map { Array(slopes[($0 * d)..<(($0 + 1) * d)]) }
        func across(_ row: [Double], _ units: [[Double]]) -> [Double] {
            units.reduce(row) { rest, unit in
                let part = zip(rest, unit).reduce(0) { $0 + $1.0 * $1.1 }
                return zip(rest, unit).map { $0 - part * $1 }
            }
        }
        var directions = [[Double]](), lengths = [Double]()
        for q in 0..<k {
            var units = [[Double]]()
            for p in 0..<k where p != q {
                let rest = across(rows[p], units), length = norm(rest)
                guard length > 0, length.isFinite else { return nil }
                units.append(rest.map { $0 / length })
            }
            let rest = across(rows[q], units), length = norm(rest)
            guard length > 1e-12 * norm(rows[q]), length.isFinite else { return nil }
            directions.append(rest.map { $0 / length })
            lengths.append(length)
        }
        self.directions = directions
        self.lengths = lengths
    }

    /// The shortest s with C s = values.
    func step(_ values: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: directions.first?.count ?? 0)
        for q in values.indices {
            for c in result.indices { result[c] += values[q] / lengths[q] * directions[q][c] }
        }
        return result
    }
}

extension ReductionGuess {
    /// Zeros of phi, each after one step of Newton's method across them at that level.
    func zeroTypeWitnesses(
        on reduced: TwoLayerLandscape, _ parameters: Ball, _ level: EvaluationLevel
    ) -> Result<[ZeroTypeWitness], GuessFailure> {
        func ghosts(_ places: [[Dyadic]]) -> [GhostNeuronEnclosure]? {
            try? reduced.ghostNeurons(
                at: places.map { Ball(centre: $0) }, parameters: parameters, level: level)
        }
        let starts = zeroWeights.map { $0.map { Dyadic(exactly: $0) ?? .zero } }, k = reduced.outputCount
        guard let first = ghosts(starts) else { return .failure(GuessFailure(why: "phi could not be enclosed")) }
        var across = [SlopeDirections](), moved = [[Dyadic]](), left = [Double]()
        for ((i, start), ghost) in zip(zip(grouping.zeroTypes, starts), first) {
            guard let directions = SlopeDirections(ghost.slopes.midpoint, outputCount: k) else {
                return .failure(GuessFailure(why: "grad phi vanishes at neuron \(i)"))
            }
            let values = ghost.values.map { ($0.lower + $0.upper) / 2 }
            let step = directions.step(values)
            across.append(directions)
            moved.append(zip(start, step).map { $0 - (Dyadic(exactly: $1) ?? .zero) })
            // with one output: the float64 rounding of the step, its curvature, and what phi is uncertain by
            let spread = norm(ghost.values.map { ($0.upper - $0.lower) / 2 }), length = norm(step)
            left.append(2 * norm(values) * 0x1p-50 + norm(ghost.hessian.midpoint) * length * length + spread)
        }
        // with several M says nothing of their curvature: phi is enclosed again
        if k > 1 {
            guard let second = ghosts(moved) else { return .failure(GuessFailure(why: "phi could not be enclosed")) }
            left = second.map { norm($0.values.map(\.magnitude)) }
        }
        let witnesses = zip(zip(grouping.zeroTypes, moved), zip(across, left)).map { neuron, found in
            let slope = found.0.lengths.min() ?? 0
            return ZeroTypeWitness(
                neuron: neuron.0, weights: neuron.1, direction: found.0.directions.flatMap { $0 },
                halfLength: Directed.multiplyUp(2 / slope, found.1) + 0x1p-200)
        }
        return .success(witnesses)
    }
}
