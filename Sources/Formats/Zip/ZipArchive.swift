/// One file inside a zip archive, its place already checked.
struct ZipEntry: Equatable, Sendable {
    enum Method: UInt16, Sendable {
        case stored = 0
        case deflated = 8
    }

    let name: String
    let method: Method
    let checksum: UInt32
    let uncompressedSize: Int
    /// From the local header to the end of the data.
    let extent: Range<Int>
    /// The data alone.
    let data: Range<Int>
}

/// What a reader is willing to hold in memory; beyond it an archive is refused before anything is allocated.
public struct ArchiveLimits: Sendable, Equatable {
    /// The largest archive file, in bytes.
    public var fileSize: UInt64
    /// The largest sum of the declared uncompressed sizes of all entries, in bytes.
    public var uncompressedSize: UInt64
    /// The largest number of entries.
    public var entries: Int

    /// 1 GiB in, 1 GiB out, 4096 entries unless said otherwise.
    public init(fileSize: UInt64 = 1 << 30, uncompressedSize: UInt64 = 1 << 30, entries: Int = 4096) {
        self.fileSize = fileSize
        self.uncompressedSize = uncompressedSize
        self.entries = entries
    }
}

/// The entries of a zip archive (PKWARE APPNOTE 6.3), read from its central directory and checked against the local
/// headers.
///
/// Stricter than the format on purpose: the directory must end where the end record begins, nothing may follow the end
/// record, names are unique, and no two entries may share a byte.
struct ZipArchive: Sendable {
    let file: String
    let bytes: [UInt8]
    let entries: [ZipEntry]

    init(bytes: [UInt8], file: String, limits: ArchiveLimits) throws(FormatError) {
        let parser = ZipDirectoryParser(file: file, fields: LittleEndianBytes(bytes), limits: limits)
        self.file = file
        self.bytes = bytes
        entries = try parser.entries()
    }

    /// The uncompressed contents of an entry, its CRC-32 verified.
    func contents(of entry: ZipEntry) throws(FormatError) -> [UInt8] {
        let contents: [UInt8]
        switch entry.method {
        case .stored:
            contents = Array(bytes[entry.data])
        case .deflated:
            do throws(Zlib.InflateFailure) {
                contents = try Zlib.inflateRaw(bytes[entry.data], size: entry.uncompressedSize)
            } catch {
                throw .corruptArchive(file: file, entry: entry.name, problem: error.problem)
            }
        }
        guard Zlib.crc32(contents) == entry.checksum else {
            throw .corruptArchive(file: file, entry: entry.name, problem: "its contents do not match its CRC-32")
        }
        return contents
    }
}
