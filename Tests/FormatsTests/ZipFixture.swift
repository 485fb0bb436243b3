/// A zip archive put together by hand, independently of the code under test, any field of which can be made wrong.
struct ZipFixture {
    struct Entry {
        var name: String
        /// The data as it stands in the archive.
        var data: [UInt8]
        /// The contents that the data stands for; nil when they are the data.
        var contents: [UInt8]?
        var method: UInt16 = 0
        var flags: UInt16 = 0
        var localName: String?
        var declaredSize: UInt32?
        var declaredCompressedSize: UInt32?
        var offset: UInt32?
        /// Sizes in zip64 extra fields, in both headers.
        var isZip64 = false
        /// Sizes after the data instead of before (bit 3).
        var hasDescriptor = false
    }

    var entries: [Entry]
    var usesZip64End = false
    var declaredCount: UInt16?
    var directoryShift: UInt32 = 0
    var trailing: [UInt8] = []
    var comment: [UInt8] = []

    func bytes() -> [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = entry.offset ?? UInt32(archive.count)
            let name = Array((entry.localName ?? entry.name).utf8)
            let flags = entry.flags | (entry.hasDescriptor ? 8 : 0)
            let checksum = Self.crc32(entry.contents ?? entry.data)
            let size = entry.declaredSize ?? UInt32((entry.contents ?? entry.data).count)
            let compressed = entry.declaredCompressedSize ?? UInt32(entry.data.count)
            let extra = entry.isZip64 ? u16(1) + u16(16) + u64(UInt64(size)) + u64(UInt64(compressed)) : []
            let sizes = entry.isZip64 ? u32(.max) + u32(.max) : u32(compressed) + u32(size)
            let dateAndTime = u16(0) + u16(33)

            archive += u32(0x0403_4B50) + u16(45) + u16(flags) + u16(entry.method) + dateAndTime
            archive += entry.hasDescriptor ? u32(0) + u32(0) + u32(0) : u32(checksum) + sizes
            archive += u16(UInt16(name.count)) + u16(UInt16(extra.count)) + name + extra + entry.data
            if entry.hasDescriptor { archive += u32(0x0807_4B50) + u32(checksum) + u32(compressed) + u32(size) }

            let directoryName = Array(entry.name.utf8)
            directory +=
                u32(0x0201_4B50) + u16(45) + u16(45) + u16(flags) + u16(entry.method) + dateAndTime + u32(checksum)
                + sizes
            directory +=
                u16(UInt16(directoryName.count)) + u16(UInt16(extra.count)) + u16(0) + u16(0) + u16(0) + u32(0)
                + u32(offset)
            directory += directoryName + extra
        }
        let start = archive.count
        let count = declaredCount ?? UInt16(entries.count)
        archive += directory
        if usesZip64End {
            let record = UInt64(archive.count)
            archive +=
                u32(0x0606_4B50) + u64(44) + u16(45) + u16(45) + u32(0) + u32(0) + u64(UInt64(count))
                + u64(UInt64(count))
            archive += u64(UInt64(directory.count)) + u64(UInt64(start))
            archive += u32(0x0706_4B50) + u32(0) + u64(record) + u32(1)
            archive += u32(0x0605_4B50) + u16(0) + u16(0) + u16(.max) + u16(.max) + u32(.max) + u32(.max)
        } else {
            archive += u32(0x0605_4B50) + u16(0) + u16(0) + u16(count) + u16(count)
            archive += u32(UInt32(directory.count)) + u32(UInt32(start) &+ directoryShift)
        }
        return archive + u16(UInt16(comment.count)) + comment + trailing
    }

    /// The CRC-32 bit by bit, by its polynomial.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var remainder = UInt32.max
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 {
                remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0)
            }
        }
        return ~remainder
    }

    /// A .npy file with any header text and data.
    static func npy(_ dictionary: String, data: [UInt8] = [], version: UInt8 = 1) -> [UInt8] {
        let text = Array(dictionary.utf8)
        let length = version == 1 ? Array(u16(UInt16(text.count))) : u32(UInt32(text.count))
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + data
    }

    static func npy(type: String, shape: String, fortranOrder: Bool = false, data: [UInt8], version: UInt8 = 1)
        -> [UInt8]
    {
        let order = fortranOrder ? "True" : "False"
        return npy(
            "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }   \n", data: data, version: version)
    }

    /// An archive of one stored array.
    static func archive(_ npy: [UInt8], name: String = "w") -> [UInt8] {
        ZipFixture(entries: [Entry(name: name + ".npy", data: npy)]).bytes()
    }
}

func littleEndian<Integer: FixedWidthInteger>(_ values: [Integer]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
}

func littleEndian(doubles values: [Double]) -> [UInt8] { littleEndian(values.map(\.bitPattern)) }

private func u16(_ value: UInt16) -> [UInt8] { littleEndian([value]) }
private func u32(_ value: UInt32) -> [UInt8] { littleEndian([value]) }
private func u64(_ value: UInt64) -> [UInt8] { littleEndian([value]) }
