import Networks
import Testing

@testable import Experiment

struct GeneratorTests {
    /// The known answers of the reference implementation (Random123, kat_vectors, philox4x32 with 10 rounds).
    @Test func philoxKnownAnswers() {
        #expect(PhiloxGenerator.block(.zero, key: .zero) == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
        #expect(
            PhiloxGenerator.block(SIMD4(repeating: .max), key: SIMD2(repeating: .max))
                == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
        #expect(
            PhiloxGenerator.block(
                SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: SIMD2(0xa409_3822, 0x299f_31d0))
                == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
    }

    @Test func runsAndStreamsDiffer() {
        var seen: Set<UInt64> = []
        for seed in [0, 1, 1 << 32] as [UInt64] {
            for run in [0, 1, 1 << 32] as [UInt64] {
                for stream in [PhiloxGenerator.Stream.initialization, .perturbation] {
                    var generator = PhiloxGenerator(seed: seed, run: run, stream: stream)
                    for _ in 0..<4 { seen.insert(generator.next()) }
                }
            }
        }
        #expect(seen.count == 3 * 3 * 2 * 4)
    }

    /// Mean and variance of 40000 draws lie within five standard errors.
    @Test func moments() {
        var generator = PhiloxGenerator(seed: 11, run: 3, stream: .initialization)
        let n = 40_000
        let uniform = (0..<n).map { _ in generator.nextUniform() },
            normal = (0..<n).map { _ in generator.nextGaussian() }
        #expect(uniform.allSatisfy { $0 > 0 && $0 <= 1 })
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(n) }
        #expect(abs(mean(uniform) - 0.5) < 5 * (1.0 / 12 / Double(n)).squareRoot())
        #expect(abs(mean(normal)) < 5 / Double(n).squareRoot())
        #expect(abs(mean(normal.map { $0 * $0 }) - 1) < 5 * (2 / Double(n)).squareRoot())
        #expect(abs(mean(zip(normal, normal.dropFirst()).map { $0 * $1 })) < 5 / Double(n).squareRoot())
    }

    /// Glorot: the uniform draw stays within its limit and both have variance 2 / (fan in + fan out).
    @Test func glorotScales() {
        for initialization in [Initialization.glorotUniform, .glorotNormal] {
            var weights: [Double] = [], outputs: [Double] = []
            for run in 0..<4000 {
                var generator = PhiloxGenerator(seed: 1, run: UInt64(run), stream: .initialization)
                let point = initialization.parameters(ParameterLayout(width: 5, inputDimension: 2), &generator)
                #expect(point.count == 15)
                weights += point[..<10]
                outputs += point[10...]
            }
            func variance(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } / Double(values.count) }
            #expect(abs(variance(weights) / (2.0 / 7) - 1) < 0.05)
            #expect(abs(variance(outputs) / (2.0 / 6) - 1) < 0.05)
            if initialization == .glorotUniform {
                #expect(weights.allSatisfy { abs($0) <= (6.0 / 7).squareRoot() })
                #expect(outputs.allSatisfy { abs($0) <= 1 })
            }
        }
    }
}
