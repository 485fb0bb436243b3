import Foundation

/// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1,
/// 2, 3" (SC 2011).
///
/// The key is the seed; the counter holds the run number and the stream, so every (seed, run, stream) has 2^34 words of
/// its own, whichever machine, job or order computes them.
public struct PhiloxGenerator: RandomNumberGenerator, Sendable {
    /// What the numbers are for; streams never overlap.
    public enum Stream: UInt32, Sendable {
        case initialization = 0
        case perturbation = 1
    }

    private let key: SIMD2<UInt32>
    /// Block number, stream, run number (low and high word).
    private var counter: SIMD4<UInt32>
    private var words = SIMD4<UInt32>.zero
    private var used = 4
    /// The second number of a Gaussian pair.
    private var spare: Double?

    public init(seed: UInt64, run: UInt64, stream: Stream) {
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        counter = SIMD4(0, stream.rawValue, UInt32(truncatingIfNeeded: run), UInt32(truncatingIfNeeded: run >> 32))
    }

    /// Ten rounds on one counter.
    static func block(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var c = counter, k = key
        for _ in 0..<10 {
            let first = c[0].multipliedFullWidth(by: 0xD251_1F53), second = c[2].multipliedFullWidth(by: 0xCD9E_8D57)
            c = SIMD4(second.high ^ c[1] ^ k[0], second.low, first.high ^ c[3] ^ k[1], first.low)
            k = k &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        return c
    }

    /// Two words of the stream, the first in the low half.
    public mutating func next() -> UInt64 {
        if used == 4 {
            words = Self.block(counter, key: key)
            counter[0] &+= 1
            used = 0
        }
        defer { used += 2 }
        return UInt64(words[used]) | UInt64(words[used + 1]) << 32
    }

    /// A multiple of 2^-53 in (0, 1], uniform.
    public mutating func nextUniform() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }

    /// A standard normal number, by Box & Muller (1958): sqrt(-2 log u) (cos, sin)(2 pi v).
    public mutating func nextGaussian() -> Double {
        if let second = spare {
            spare = nil
            return second
        }
        let radius = (-2 * log(nextUniform())).squareRoot(), angle = 2 * Double.pi * nextUniform()
        spare = radius * sin(angle)
        return radius * cos(angle)
    }
}
