/// The named tensors of a .safetensors file, as `safetensors.torch.save_file` and its relatives write it.
///
/// Opening checks the whole header (see ``SafetensorsHeader``); a tensor is decoded when it is asked for.
public struct SafetensorsFile: Sendable {
    /// The file as errors name it.
    public let file: String
    private let bytes: [UInt8]
    private let header: SafetensorsHeader

    /// Reads the file at `path`.
    ///
    /// - Throws: ``FormatError`` when the file cannot be read, is larger than `maximumSize` bytes, or is no sound
    ///   safetensors file.
    public init(contentsOf path: String, maximumSize: UInt64 = 1 << 30) throws(FormatError) {
        try self.init(bytes: try FileContents.bytes(at: path, limit: maximumSize), file: path)
    }

    /// Reads a file in memory; `file` is the name that errors give.
    public init(bytes: [UInt8], file: String) throws(FormatError) {
        header = try SafetensorsHeader(bytes, file: file)
        self.bytes = bytes
        self.file = file
    }

    /// The names of the tensors, sorted.
    public var names: [String] { header.entries.keys.sorted() }

    /// What stands under `__metadata__`: text by name.
    public var metadata: [String: String] { header.metadata }

    /// Element type, as the file spells it, and shape of a tensor, also of one that ``optionalTensor(_:)`` would
    /// refuse; nil when there is none of that name.
    public func declaration(of name: String) -> (type: String, shape: [Int])? {
        header.entries[name].map { ($0.type, $0.shape) }
    }

    /// The tensor called `name`, or nil when there is none of that name.
    ///
    /// - Throws: ``FormatError/unsupportedElementType(file:array:found:advice:)``.
    public func optionalTensor(_ name: String) throws(FormatError) -> SafetensorsTensor? {
        guard let entry = header.entries[name] else { return nil }
        guard let type = SafetensorsElementType(rawValue: entry.type) else {
            throw .unsupportedElementType(
                file: file, array: name, found: entry.type,
                advice: "save it as float64, with .double() or .astype('float64')")
        }
        return SafetensorsTensor(
            name: name, file: file, shape: entry.shape, elementType: type, bytes: bytes[entry.extent])
    }

    /// The tensor called `name`.
    ///
    /// - Throws: ``FormatError/missingArray(file:array:available:)``, or what is wrong with the tensor.
    public func tensor(_ name: String) throws(FormatError) -> SafetensorsTensor {
        guard let tensor = try optionalTensor(name) else {
            throw .missingArray(file: file, array: name, available: names)
        }
        return tensor
    }
}

/// One tensor of a .safetensors file, in row-major order.
public struct SafetensorsTensor: NumberArray {
    public let name: String
    public let file: String
    public let shape: [Int]
    public let elementType: SafetensorsElementType
    /// Exactly as many as shape and element type say.
    fileprivate let bytes: ArraySlice<UInt8>

    public var elementTypeName: String { elementType.name }

    /// All elements in row-major order. Every float32, float16 and bfloat16 is a float64: widening changes no value.
    public func float64Values() throws(FormatError) -> [Double] {
        switch elementType {
        case .float64: bytes.littleEndianElements { Double(bitPattern: $0) }
        case .float32: bytes.littleEndianElements { Double(Float(bitPattern: $0)) }
        case .float16: bytes.littleEndianElements { Double(Float16(bitPattern: $0)) }
        // the upper half of a float32
        case .bfloat16: bytes.littleEndianElements { (upper: UInt16) in Double(Float(bitPattern: UInt32(upper) << 16)) }
        case .int32: bytes.littleEndianElements { (value: Int32) in Double(value) }
        case .int64:
            try bytes.littleEndianElements { (value: Int64) in value }.convertEach(orFail: Double.init(exactly:)) {
                position, value in
                wrongElement(at: position, expected: "an integer that float64 holds exactly", found: "\(value)")
            }
        }
    }
}
