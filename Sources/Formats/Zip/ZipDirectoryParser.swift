/// Reads the central directory of a zip archive. Section numbers are those of PKWARE's APPNOTE 6.3.
struct ZipDirectoryParser {
    let file: String
    let fields: LittleEndianBytes
    let limits: ArchiveLimits

    /// The entries in directory order, each checked against its local header and against all others.
    func entries() throws(FormatError) -> [ZipEntry] {
        let directory = try locateDirectory()
        guard directory.entryCount <= limits.entries else {
            throw corrupt("it declares \(directory.entryCount) entries, the limit is \(limits.entries)")
        }
        var entries: [ZipEntry] = []
        var names: Set<String> = []
        var total: UInt64 = 0
        var offset = directory.range.lowerBound
        for _ in 0..<directory.entryCount {
            let record = try directoryRecord(at: offset, end: directory.range.upperBound)
            offset = record.end
            guard names.insert(record.name).inserted else {
                throw corrupt("the name occurs twice", entry: record.name)
            }
            let (sum, overflow) = total.addingReportingOverflow(record.uncompressedSize)
            guard !overflow, sum <= limits.uncompressedSize else {
                throw .tooLarge(
                    file: file, what: "the uncompressed size declared up to entry \(OneLine.quoted(record.name))",
                    bytes: overflow ? .max : sum, limit: limits.uncompressedSize)
            }
            total = sum
            entries.append(try locate(record, before: directory.range.lowerBound))
        }
        guard offset == directory.range.upperBound else {
            throw corrupt("its directory holds more than the \(directory.entryCount) entries it declares")
        }
        try rejectOverlaps(entries)
        return entries
    }

    private func corrupt(_ problem: String, entry: String? = nil) -> FormatError {
        .corruptArchive(file: file, entry: entry, problem: problem)
    }

    private func unsupported(_ feature: String, entry: String? = nil) -> FormatError {
        .unsupportedArchive(file: file, entry: entry, feature: feature)
    }

    private func rejectOverlaps(_ entries: [ZipEntry]) throws(FormatError) {
        let ordered = entries.sorted { $0.extent.lowerBound < $1.extent.lowerBound }
        for (first, second) in zip(ordered, ordered.dropFirst())
        where second.extent.lowerBound < first.extent.upperBound {
            throw corrupt("it overlaps entry \(OneLine.quoted(second.name))", entry: first.name)
        }
    }
}

// MARK: End of central directory

extension ZipDirectoryParser {
    private struct Directory {
        var range: Range<Int>
        var entryCount: Int
    }

    /// Section 4.3.16, and 4.3.14-15 when a field of it overflows.
    private func locateDirectory() throws(FormatError) -> Directory {
        guard fields.count > 0 else { throw corrupt("the file is empty") }
        guard let end = endRecordOffset() else {
            throw corrupt("it has no zip end record; it is no .npz file, or its end is missing")
        }
        guard let disk = fields.unsigned16(end + 4), let directoryDisk = fields.unsigned16(end + 6),
            let entriesHere = fields.unsigned16(end + 8), let entries = fields.unsigned16(end + 10),
            let size = fields.unsigned32(end + 12), let offset = fields.unsigned32(end + 16)
        else { throw corrupt("its end record is truncated") }
        guard disk == 0, directoryDisk == 0, entriesHere == entries else {
            throw unsupported("it is split over several files")
        }
        let needsZip64 = entries == .max || size == .max || offset == .max
        if needsZip64 || fields.unsigned32(end - 20) == 0x0706_4B50 {
            let directory = try locateZip64Directory(endRecord: end)
            // A field that did not overflow stands in both records, which must agree.
            guard entries == .max || Int(entries) == directory.entryCount,
                size == .max || Int(size) == directory.range.count,
                offset == .max || Int(offset) == directory.range.lowerBound
            else { throw corrupt("its two end records contradict each other") }
            return directory
        }
        return try directory(offset: UInt64(offset), size: UInt64(size), entryCount: UInt64(entries), end: end)
    }

    private func locateZip64Directory(endRecord: Int) throws(FormatError) -> Directory {
        let locator = endRecord - 20
        guard fields.unsigned32(locator) == 0x0706_4B50, let declared = fields.unsigned64(locator + 8),
            let record = Int(exactly: declared), record >= 0, record <= locator - 56,
            fields.unsigned32(record) == 0x0606_4B50, let recordSize = fields.unsigned64(record + 4),
            let disk = fields.unsigned32(record + 16), let directoryDisk = fields.unsigned32(record + 20),
            let entriesHere = fields.unsigned64(record + 24), let entries = fields.unsigned64(record + 32),
            let size = fields.unsigned64(record + 40), let offset = fields.unsigned64(record + 48)
        else { throw corrupt("its zip64 end record is missing or truncated") }
        guard recordSize == UInt64(locator - record - 12) else {
            throw corrupt("its zip64 end record has the wrong length")
        }
        guard disk == 0, directoryDisk == 0, entriesHere == entries else {
            throw unsupported("it is split over several files")
        }
        return try directory(offset: offset, size: size, entryCount: entries, end: record)
    }

    private func directory(offset: UInt64, size: UInt64, entryCount: UInt64, end: Int) throws(FormatError) -> Directory
    {
        guard let start = Int(exactly: offset), let length = Int(exactly: size), start <= end, length == end - start
        else {
            throw corrupt("its directory is not where the end record says")
        }
        // A record takes 46 bytes at least, so the count is bounded by what is really there.
        guard entryCount <= UInt64(length / 46) else {
            throw corrupt("its directory is too short for the \(entryCount) entries it declares")
        }
        return Directory(range: start..<end, entryCount: Int(entryCount))
    }

    /// The last place where an end record stands whose comment reaches exactly to the end of the file.
    private func endRecordOffset() -> Int? {
        guard fields.count >= 22 else { return nil }
        let last = fields.count - 22
        return stride(from: last, through: max(0, last - 0xFFFF), by: -1).first { offset in
            fields.unsigned32(offset) == 0x0605_4B50
                && fields.unsigned16(offset + 20).map { Int($0) == last - offset } == true
        }
    }
}

// MARK: Entries

extension ZipDirectoryParser {
    /// A record of the central directory, not yet compared with anything.
    private struct Record {
        var name: String
        var nameBytes: ArraySlice<UInt8>
        var flags: UInt16
        var method: ZipEntry.Method
        var checksum: UInt32
        var compressedSize: UInt64
        var uncompressedSize: UInt64
        var headerOffset: UInt64
        var end: Int
    }

    /// Section 4.3.12.
    private func directoryRecord(at start: Int, end: Int) throws(FormatError) -> Record {
        guard start <= end - 46, fields.unsigned32(start) == 0x0201_4B50,
            let version = fields.unsigned16(start + 6), let flags = fields.unsigned16(start + 8),
            let methodCode = fields.unsigned16(start + 10), let checksum = fields.unsigned32(start + 16),
            let compressed = fields.unsigned32(start + 20), let uncompressed = fields.unsigned32(start + 24),
            let nameLength = fields.unsigned16(start + 28), let extraLength = fields.unsigned16(start + 30),
            let commentLength = fields.unsigned16(start + 32), let disk = fields.unsigned16(start + 34),
            let headerOffset = fields.unsigned32(start + 42)
        else { throw corrupt("its directory is truncated or damaged") }
        let extraStart = start + 46 + Int(nameLength)
        let recordEnd = extraStart + Int(extraLength) + Int(commentLength)
        guard recordEnd <= end else { throw corrupt("its directory is truncated or damaged") }
        let nameBytes = fields.bytes[(start + 46)..<extraStart]
        guard let name = String(validating: nameBytes, as: UTF8.self), !name.isEmpty else {
            throw corrupt("an entry has an empty name or one that is not UTF-8")
        }
        // Bit 0: encrypted; 5: patch data; 6 and 13: strong encryption.
        guard flags & 0x0001 == 0, flags & 0x2040 == 0 else { throw unsupported("it is encrypted", entry: name) }
        guard flags & 0x0020 == 0, version & 0xFF <= 45 else {
            throw unsupported("it needs a newer unzip", entry: name)
        }
        guard let method = ZipEntry.Method(rawValue: methodCode) else {
            throw unsupported("compression method \(methodCode); only stored and deflated are read", entry: name)
        }
        guard disk == 0 || disk == .max else { throw unsupported("it is split over several files", entry: name) }

        var record = Record(
            name: name, nameBytes: nameBytes, flags: flags, method: method, checksum: checksum,
            compressedSize: UInt64(compressed), uncompressedSize: UInt64(uncompressed),
            headerOffset: UInt64(headerOffset),
            end: recordEnd)
        // Section 4.5.3: the fields that overflowed stand in the zip64 extra field, in this order.
        var wide = Zip64Fields(fields: fields, extra: extraStart..<(extraStart + Int(extraLength)))
        for (isWide, field) in [
            (uncompressed == .max, \Record.uncompressedSize), (compressed == .max, \Record.compressedSize),
            (headerOffset == .max, \Record.headerOffset),
        ] where isWide {
            guard let value = wide.next() else { throw corrupt("its zip64 sizes are missing", entry: name) }
            record[keyPath: field] = value
        }
        return record
    }

    /// Section 4.3.7: finds the data behind the local header and compares the header with the directory.
    private func locate(_ record: Record, before directory: Int) throws(FormatError) -> ZipEntry {
        let name = record.name
        guard let start = Int(exactly: record.headerOffset), start <= directory - 30,
            fields.unsigned32(start) == 0x0403_4B50,
            let flags = fields.unsigned16(start + 6), let method = fields.unsigned16(start + 8),
            let checksum = fields.unsigned32(start + 14), let compressed = fields.unsigned32(start + 18),
            let uncompressed = fields.unsigned32(start + 22), let nameLength = fields.unsigned16(start + 26),
            let extraLength = fields.unsigned16(start + 28)
        else { throw corrupt("its header is not where the directory says", entry: name) }
        let extraStart = start + 30 + Int(nameLength)
        let dataStart = extraStart + Int(extraLength)
        guard let compressedSize = Int(exactly: record.compressedSize), dataStart <= directory,
            compressedSize <= directory - dataStart
        else { throw corrupt("its data reaches beyond the archive", entry: name) }
        // Bits that change how the entry is read: encrypted (0), sizes after the data (3), UTF-8 name (11).
        guard method == record.method.rawValue, (flags ^ record.flags) & 0x0809 == 0,
            fields.bytes[(start + 30)..<extraStart] == record.nameBytes
        else { throw corrupt("its header contradicts the directory", entry: name) }
        if flags & 0x0008 == 0 {
            var wide = Zip64Fields(fields: fields, extra: extraStart..<dataStart)
            let localUncompressed = uncompressed == .max ? wide.next() : UInt64(uncompressed)
            let localCompressed = compressed == .max ? wide.next() : UInt64(compressed)
            guard checksum == record.checksum, localUncompressed == record.uncompressedSize,
                localCompressed == record.compressedSize
            else { throw corrupt("its header contradicts the directory", entry: name) }
        }
        return ZipEntry(
            name: name, method: record.method, checksum: record.checksum, uncompressedSize: try plausibleSize(record),
            extent: start..<(dataStart + compressedSize), data: dataStart..<(dataStart + compressedSize))
    }

    /// The uncompressed size, if the data can really unpack to it.
    private func plausibleSize(_ record: Record) throws(FormatError) -> Int {
        switch record.method {
        case .stored:
            guard record.uncompressedSize == record.compressedSize else {
                throw corrupt("it is stored but declares two different sizes", entry: record.name)
            }
        case .deflated:
            // Deflate yields at most 258 bytes from 2 bits, so 1032 from one byte.
            guard record.uncompressedSize / 1032 <= record.compressedSize else {
                throw corrupt("its declared size is more than deflate can reach", entry: record.name)
            }
        }
        guard let size = Int(exactly: record.uncompressedSize) else {
            throw corrupt("its declared size is absurd", entry: record.name)
        }
        return size
    }
}

/// The 64-bit values of a zip64 extra field (header id 1), in order.
private struct Zip64Fields {
    private let fields: LittleEndianBytes
    private var rest: Range<Int> = 0..<0

    init(fields: LittleEndianBytes, extra: Range<Int>) {
        self.fields = fields
        var offset = extra.lowerBound
        while offset <= extra.upperBound - 4, let id = fields.unsigned16(offset),
            let size = fields.unsigned16(offset + 2)
        {
            let end = offset + 4 + Int(size)
            guard end <= extra.upperBound else { return }
            if id == 1 {
                rest = (offset + 4)..<end
                return
            }
            offset = end
        }
    }

    mutating func next() -> UInt64? {
        guard rest.count >= 8, let value = fields.unsigned64(rest.lowerBound) else { return nil }
        rest = (rest.lowerBound + 8)..<rest.upperBound
        return value
    }
}
