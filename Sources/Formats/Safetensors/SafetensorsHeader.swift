/// The header of a .safetensors file: which tensor stands where, and the metadata.
///
/// The format: the length of the header as a little-endian 64-bit integer; the header, one JSON object
///
///     {"__metadata__": {"key": "value"}, "w": {"dtype": "F64", "shape": [12, 4, 2], "data_offsets": [0, 768]}}
///
/// perhaps padded with blanks; and the data, to which the offsets are relative. As the reference implementation
/// demands, the tensors cover the data without gap and without overlap, and no name occurs twice.
struct SafetensorsHeader: Sendable {
    /// One tensor, its place already checked.
    struct Entry: Sendable {
        let type: String
        let shape: [Int]
        /// Where in the file the elements are.
        let extent: Range<Int>
    }

    let entries: [String: Entry]
    let metadata: [String: String]

    /// Some ten thousand tensors. The reference implementation stops at 100 MB.
    static let maximumLength: UInt64 = 1 << 20
    static let metadataKey = "__metadata__"
    private static let lengthSize = 8

    init(_ bytes: [UInt8], file: String) throws(FormatError) {
        func corrupt(_ problem: String) -> FormatError { .corruptArchive(file: file, entry: nil, problem: problem) }
        guard let declared = LittleEndianBytes(bytes).unsigned64(0) else {
            throw corrupt("it has \(bytes.count) bytes, which is too short for a safetensors file")
        }
        guard declared <= Self.maximumLength else {
            throw .tooLarge(file: file, what: "the safetensors header", bytes: declared, limit: Self.maximumLength)
        }
        let start = Self.lengthSize + Int(declared)
        guard start <= bytes.count else {
            throw corrupt("its safetensors header declares \(declared) bytes, \(bytes.count - Self.lengthSize) follow")
        }
        let text = Array(bytes[Self.lengthSize..<start])
        guard text.first == UInt8(ascii: "{") else { throw corrupt("its safetensors header does not begin with '{'") }
        let root = JSONCursor(try JSONValue.parse(bytes: text, file: file, maximumDepth: 4), file: file)

        var entries: [String: Entry] = [:]
        var metadata: [String: String] = [:]
        for member in try root.object().members {
            let place = try root[member.key]
            if member.key == Self.metadataKey {
                for key in try place.object().keys { metadata[key] = try place[key].string() }
            } else {
                entries[member.key] = try Self.entry(place, dataStart: start, dataCount: bytes.count - start)
            }
        }
        try Self.requireCover(entries, from: start, to: bytes.count, file: file)
        self.entries = entries
        self.metadata = metadata
    }

    private static func entry(_ place: JSONCursor, dataStart: Int, dataCount: Int) throws(FormatError) -> Entry {
        try place.rejectKeys(except: ["dtype", "shape", "data_offsets"])
        let type = try place["dtype"].string()
        let lengths = try place["shape"].elements()
        guard lengths.count <= NumpyHeader.maximumRank else {
            throw try place["shape"].failure(expected: "at most \(NumpyHeader.maximumRank) axes")
        }
        var shape: [Int] = []
        for length in lengths { shape.append(try length.integer(in: 0...Int.max)) }
        let offsets = try place["data_offsets"].elements(count: 2)
        let begin = try offsets[0].integer(in: 0...dataCount), end = try offsets[1].integer(in: begin...dataCount)
        if let size = SafetensorsElementType.size(of: type) {
            guard let count = ArrayShape.elementCount(shape),
                case (let expected, false) = count.multipliedReportingOverflow(by: size), expected == end - begin
            else {
                throw place.failure(
                    expected: "as many bytes as shape \(ArrayShape.text(shape)) of '\(type)' has",
                    found: "\(end - begin)")
            }
        }
        return Entry(type: type, shape: shape, extent: (dataStart + begin)..<(dataStart + end))
    }

    /// Every byte of the data belongs to exactly one tensor.
    private static func requireCover(_ entries: [String: Entry], from start: Int, to end: Int, file: String)
        throws(FormatError)
    {
        var position = start
        let inOrder = entries.sorted {
            ($0.value.extent.lowerBound, $0.value.extent.upperBound, $0.key) < (
                $1.value.extent.lowerBound, $1.value.extent.upperBound, $1.key
            )
        }
        for (name, entry) in inOrder {
            guard entry.extent.lowerBound == position else {
                let problem =
                    entry.extent.lowerBound < position
                    ? "its data overlaps that of another tensor" : "a gap lies before its data"
                throw .corruptArchive(file: file, entry: name, problem: problem)
            }
            position = entry.extent.upperBound
        }
        guard position == end else {
            throw .corruptArchive(
                file: file, entry: nil, problem: "\(end - position) bytes after the last tensor belong to none")
        }
    }
}
