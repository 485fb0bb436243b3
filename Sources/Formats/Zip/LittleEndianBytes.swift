/// Little-endian fields at checked offsets: nil instead of a trap when a field would lie outside.
struct LittleEndianBytes: Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var count: Int { bytes.count }

    func unsigned16(_ offset: Int) -> UInt16? { integer(offset) }
    func unsigned32(_ offset: Int) -> UInt32? { integer(offset) }
    func unsigned64(_ offset: Int) -> UInt64? { integer(offset) }

    private func integer<Integer: FixedWidthInteger>(_ offset: Int) -> Integer? {
        let size = MemoryLayout<Integer>.size
        guard offset >= 0, bytes.count >= size, offset <= bytes.count - size else { return nil }
        var value: Integer = 0
        for byte in bytes[offset..<(offset + size)].reversed() {
            value = value << 8 | Integer(byte)
        }
        return value
    }
}

extension [UInt8] {
    /// Appends the bytes of `value`, least significant first.
    mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}

extension ArraySlice<UInt8> {
    /// The little-endian integers that the slice is made of, each converted; left-over bytes at the end are not read.
    func littleEndianElements<Stored: FixedWidthInteger, Result>(_ convert: (Stored) -> Result) -> [Result] {
        withUnsafeBytes { buffer in
            (0..<(buffer.count / MemoryLayout<Stored>.size)).map { position in
                convert(
                    Stored(
                        littleEndian: buffer.loadUnaligned(
                            fromByteOffset: position * MemoryLayout<Stored>.size, as: Stored.self)))
            }
        }
    }
}
