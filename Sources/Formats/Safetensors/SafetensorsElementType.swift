/// The element types of the safetensors format that are read. All are little-endian in the file.
public enum SafetensorsElementType: String, CaseIterable, Sendable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int32 = "I32"
    case int64 = "I64"

    /// In one word: "float64", "bfloat16".
    public var name: String { "\(self)" }

    /// Bytes an element of a type that the format names, also of those that are not read; nil for a type that is not
    /// known here.
    static func size(of type: String) -> Int? {
        switch type {
        case "BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3": 1
        case "I16", "U16", "F16", "BF16": 2
        case "I32", "U32", "F32": 4
        case "I64", "U64", "F64", "C64": 8
        default: nil
        }
    }
}
