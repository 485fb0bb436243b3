/// Writes a zip archive of stored entries whose bytes depend on the names and contents alone.
struct ZipWriter: Sendable {
    private var local: [UInt8] = []
    private var directory: [UInt8] = []
    private var entryCount = 0

    /// 1980-01-01 00:00:00, the zero of DOS time.
    private static let time: UInt16 = 0
    private static let date: UInt16 = 1 << 5 | 1

    /// Appends an entry; false, and nothing appended, when the archive would outgrow 32-bit zip.
    mutating func append(name: String, contents: [UInt8]) -> Bool {
        let nameBytes = Array(name.utf8)
        let total = local.count + contents.count + directory.count + 2 * nameBytes.count + 200
        guard total < Int(UInt32.max), nameBytes.count < Int(UInt16.max), entryCount < Int(UInt16.max) - 1 else {
            return false
        }

        var common: [UInt8] = []
        common.append(littleEndian: 20 as UInt16)  // needs version 2.0
        common.append(littleEndian: (nameBytes.allSatisfy { $0 < 0x80 } ? 0 : 0x0800) as UInt16)  // UTF-8 name
        common.append(littleEndian: ZipEntry.Method.stored.rawValue)
        common.append(littleEndian: Self.time)
        common.append(littleEndian: Self.date)
        common.append(littleEndian: Zlib.crc32(contents))
        common.append(littleEndian: UInt32(contents.count))
        common.append(littleEndian: UInt32(contents.count))
        common.append(littleEndian: UInt16(nameBytes.count))
        common.append(littleEndian: 0 as UInt16)  // extra field

        directory.append(littleEndian: 0x0201_4B50 as UInt32)
        directory.append(littleEndian: 3 << 8 | 20 as UInt16)  // made on Unix by version 2.0
        directory += common
        directory.append(littleEndian: 0 as UInt16)  // comment
        directory.append(littleEndian: 0 as UInt16)  // disk
        directory.append(littleEndian: 0 as UInt16)  // internal attributes
        directory.append(littleEndian: 0o100644 << 16 as UInt32)  // a regular file, rw-r--r--
        directory.append(littleEndian: UInt32(local.count))
        directory += nameBytes

        local.append(littleEndian: 0x0403_4B50 as UInt32)
        local += common
        local += nameBytes
        local += contents
        entryCount += 1
        return true
    }

    /// The archive.
    func bytes() -> [UInt8] {
        var archive = local
        archive += directory
        archive.append(littleEndian: 0x0605_4B50 as UInt32)
        archive.append(littleEndian: 0 as UInt32)  // disks
        archive.append(littleEndian: UInt16(entryCount))
        archive.append(littleEndian: UInt16(entryCount))
        archive.append(littleEndian: UInt32(directory.count))
        archive.append(littleEndian: UInt32(local.count))
        archive.append(littleEndian: 0 as UInt16)  // comment
        return archive
    }
}
