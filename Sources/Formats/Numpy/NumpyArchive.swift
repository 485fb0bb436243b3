/// The named arrays of a .npz file, as `numpy.savez` and `numpy.savez_compressed` write it.
///
/// Opening checks the structure of the archive; an array is unpacked, its CRC-32 verified and its header read when it
/// is asked for. Entries that are no .npy files are passed over.
public struct NumpyArchive: Sendable {
    /// The file as errors name it.
    public let file: String
    private let archive: ZipArchive
    private let entries: [String: ZipEntry]

    /// Reads the file at `path`.
    ///
    /// - Throws: ``FormatError`` when the file cannot be read, is larger than `limits` allow, or is no sound zip
    ///   archive.
    public init(contentsOf path: String, limits: ArchiveLimits = ArchiveLimits()) throws(FormatError) {
        try self.init(bytes: try FileContents.bytes(at: path, limit: limits.fileSize), file: path, limits: limits)
    }

    /// Reads an archive in memory; `file` is the name that errors give.
    public init(bytes: [UInt8], file: String, limits: ArchiveLimits = ArchiveLimits()) throws(FormatError) {
        archive = try ZipArchive(bytes: bytes, file: file, limits: limits)
        self.file = file
        var entries: [String: ZipEntry] = [:]
        for entry in archive.entries where entry.name.hasSuffix(".npy") {
            entries[String(entry.name.dropLast(4))] = entry
        }
        self.entries = entries
    }

    /// The names of the arrays, sorted.
    public var names: [String] { entries.keys.sorted() }

    /// The array called `name`.
    ///
    /// - Throws: ``FormatError/missingArray(file:array:available:)``, or what is wrong with the array.
    public func array(_ name: String) throws(FormatError) -> NumpyArray {
        guard let array = try optionalArray(name) else {
            throw .missingArray(file: file, array: name, available: names)
        }
        return array
    }

    /// The array called `name`, or nil when the archive has none of that name.
    public func optionalArray(_ name: String) throws(FormatError) -> NumpyArray? {
        try contents(of: name).map { (npy) throws(FormatError) in try NumpyArray(name: name, file: file, npy: npy) }
    }

    /// The .npy file that holds the array called `name`, its CRC-32 verified.
    func contents(of name: String) throws(FormatError) -> [UInt8]? {
        try entries[name].map { (entry) throws(FormatError) in try archive.contents(of: entry) }
    }
}
