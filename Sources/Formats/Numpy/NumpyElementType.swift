/// The element types that are read. All are little-endian in the file.
public enum NumpyElementType: String, CaseIterable, Sendable {
    case float64 = "<f8"
    case float32 = "<f4"
    case float16 = "<f2"
    case int8 = "|i1"
    case int16 = "<i2"
    case int32 = "<i4"
    case int64 = "<i8"
    case uint8 = "|u1"
    case uint16 = "<u2"
    case uint32 = "<u4"
    case uint64 = "<u8"

    /// Bytes an element.
    public var size: Int {
        switch self {
        case .int8, .uint8: return 1
        case .float16, .int16, .uint16: return 2
        case .float32, .int32, .uint32: return 4
        case .float64, .int64, .uint64: return 8
        }
    }

    /// In one word: "float64", "int32".
    public var name: String { "\(self)" }

    /// The type that NumPy's `descr` names, or what to do about one that is not read.
    static func parse(_ descriptor: String, file: String, array: String) throws(FormatError) -> NumpyElementType {
        if let type = NumpyElementType(rawValue: descriptor) { return type }
        // Byte order means nothing for single bytes.
        if let type = NumpyElementType(rawValue: "|" + descriptor.dropFirst()), "<=>".contains(descriptor.prefix(1)),
            descriptor.count == 3
        {
            return type
        }
        let advice: String
        if descriptor.hasPrefix(">") {
            advice = "it is big-endian, save it with .astype('<\(descriptor.dropFirst())')"
        } else {
            advice = "save it as float64, with .astype('<f8')"
        }
        throw .unsupportedElementType(file: file, array: array, found: descriptor, advice: advice)
    }
}
