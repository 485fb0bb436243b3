import Certify
import Rigor
import Testing

@testable import Networks

/// Parts of the reduction at the smallest numbers: products that underflow prove nothing.
@Suite struct ReductionUnderflowTests {
    private func conclude(value: Double, slope: Double, halfLength: Double, direction: Double = 1) throws -> Double {
        let ghost = GhostNeuronEnclosure(
            values: [Bounds(lower: value, upper: value)],
            slopes: MatrixEnclosure(rows: 1, columns: 1, exactly: [slope]), hessian: .zero(rows: 1, columns: 1))
        return try ZeroTypeWitness(neuron: 0, weights: [.zero], direction: [direction], halfLength: halfLength)
            .conclude(at: ghost, along: ghost)
    }

    /// |phi(w_0)| < gamma delta, with gamma delta = 1e-400 or just |phi|.
    @Test func zeroTypeNeurons() throws {
        #expect(throws: Refusal.self) { try conclude(value: 5e-324, slope: 1e-200, halfLength: 1e-200) }
        #expect(throws: Refusal.self) { try conclude(value: -5e-324, slope: 1, halfLength: 5e-324) }
        #expect(throws: Refusal.self) { try conclude(value: 0.25, slope: 0.5, halfLength: 0.5) }
        #expect(throws: Refusal.self) { try conclude(value: 0, slope: 1, halfLength: .nan) }
        #expect(throws: Refusal.self) { try conclude(value: 0, slope: 1, halfLength: 1, direction: .nan) }
        #expect(throws: Refusal.self) { try conclude(value: 0, slope: 1, halfLength: 1, direction: 0) }
        #expect(try conclude(value: 0.125, slope: 0.5, halfLength: 0.5) == 0.125)
    }

    /// The direction need not have length 1: the zero is within delta |v|, and v·grad phi counts with the same v.
    @Test func directionsOfAnyLength() throws {
        #expect(try conclude(value: 0.125, slope: 0.5, halfLength: 0.5e100, direction: 1e-100) == 0.125)
        #expect(throws: Refusal.self) { try conclude(value: 0.125, slope: 0.5, halfLength: 0.5, direction: 1e-100) }
        let witness = ZeroTypeWitness(
            neuron: 0, weights: [.zero, .zero], direction: [3e-200, 4e-200], halfLength: 1e-120)
        // 5e-320
        #expect(witness.reach >= 5e-320 && witness.reach < 1e-160)
    }

    /// Two equal neurons with one input: the block of the slice is 1e-300 times the identity up to factors, the change
    /// of the Hessian 2 K2 R.
    @Test func sliceOfTinyCurvature() throws {
        let rows = [[(place: 2, coefficient: 1.0), (place: 3, coefficient: 1.0)]], order = 3
        var hessian = MatrixEnclosure.zero(rows: 4, columns: 4)
        for i in 0..<4 { hessian.midpoint[i * 4 + i] = i < 2 ? 1e-300 : 0.5e-300 }
        func conclude(_ radius: Double, constant: Double = 1e-150) throws {
            try SliceWitness(
                radius: radius, hessianLipschitz: constant, basis: MatrixEnclosure.identity(order).midpoint
            ).conclude(
                hessian: hessian, measured: constant, shift: 0,
                transversal: SliceWitness.transversal(rows, ParameterLayout(width: 2, inputDimension: 1)),
                squaredNorm: 2)
        }
        try conclude(0.1e-150)
        #expect(throws: Refusal.self) { try conclude(0.501e-150) }
        #expect(throws: Refusal.self) { try conclude(0.1e-150, constant: .nan) }
        #expect(throws: Refusal.self) { try conclude(.infinity) }
    }
}
