import Foundation
import TestSupport
import Testing

@testable import Formats

/// Every float16 and every bfloat16 there is, from .npz and .safetensors, against the definition of the formats.
@Suite struct HalfPrecisionTests {
    private static let patterns = Array(UInt16.min...UInt16.max)

    /// (-1)^s 2^(e - bias) (1 + m / 2^p), subnormals and infinities as IEEE 754 has them; nil for NaN.
    private static func value(_ pattern: UInt16, exponentBits: Int) -> Double? {
        let significandBits = 15 - exponentBits
        let sign: Double = pattern >> 15 == 1 ? -1 : 1
        let exponent = Int(pattern >> significandBits) & ((1 << exponentBits) - 1)
        let fraction = Double(Int(pattern) & ((1 << significandBits) - 1)) / Double(1 << significandBits)
        let bias = (1 << (exponentBits - 1)) - 1
        if exponent == (1 << exponentBits) - 1 { return fraction == 0 ? sign * .infinity : nil }
        return exponent == 0
            ? sign * scalbn(fraction, 1 - bias) : sign * scalbn(1 + fraction, exponent - bias)
    }

    private func expect(_ found: [Double], exponentBits: Int) {
        #expect(found.count == 65536)
        let wrong = zip(Self.patterns, found).filter { pattern, number in
            guard let value = Self.value(pattern, exponentBits: exponentBits) else { return !number.isNaN }
            // the sign of zero too
            return number.bitPattern != value.bitPattern
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(4))")
    }

    private static let bytes = patterns.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }

    private func tensor(_ type: String) throws -> [Double] {
        let header = #"{"w":{"dtype":"\#(type)","shape":[65536],"data_offsets":[0,131072]}}"#
        var bytes: [UInt8] = []
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { bytes += $0 }
        return try SafetensorsFile(bytes: bytes + Array(header.utf8) + Self.bytes, file: "h.safetensors").tensor("w")
            .float64Values()
    }

    @Test func float16InArchives() throws {
        let npy = ZipFixture.npy(type: "<f2", shape: "(65536,)", data: Self.bytes, version: 1)
        let array = try NumpyArchive(bytes: ZipFixture.archive(npy), file: "h.npz").array("w")
        #expect(array.elementTypeName == "float16")
        expect(try array.float64Values(), exponentBits: 5)
    }

    @Test func float16InSafetensors() throws { expect(try tensor("F16"), exponentBits: 5) }

    @Test func bfloat16InSafetensors() throws { expect(try tensor("BF16"), exponentBits: 8) }

    @Test(.enabled(if: NumPy.isAvailable, "python3 with NumPy is absent"))
    func numPyWidensAlike() throws {
        let directory = try TemporaryFolder()
        let printed = try NumPy.run(
            """
            import numpy as np, sys
            w = np.arange(65536, dtype='<u2').view('<f2')
            np.savez(sys.argv[1], w=w)
            print(*w.astype('<f8').view('<u8').tolist())
            """, directory.file("h.npz"))
        let widened = printed.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
        let found = try NumpyArchive(contentsOf: directory.file("h.npz")).array("w").float64Values()
        #expect(widened.count == 65536)
        #expect(zip(widened, found).allSatisfy { $1.isNaN ? Double(bitPattern: $0).isNaN : $0 == $1.bitPattern })
    }
}
