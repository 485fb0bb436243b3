/// Writes a .npz file that NumPy reads: stored entries, dated 1980-01-01, row-major float64 and int64 arrays.
///
/// The same arrays in the same order give the same bytes.
public struct NumpyArchiveWriter: Sendable {
    /// The file as errors name it.
    public let file: String
    private var zip = ZipWriter()
    private var names: Set<String> = []

    /// - Parameter file: where the archive is meant to go; nothing is written before ``write()``.
    public init(file: String) {
        self.file = file
    }

    /// Adds an array of float64, given in row-major order.
    ///
    /// - Throws: ``FormatError/malformedArray(file:array:problem:)`` when the name is unusable or taken, the shape does
    ///   not fit the number of elements, or the archive grows beyond 4 GiB.
    public mutating func add(_ name: String, shape: [Int], float64 values: [Double]) throws(FormatError) {
        try add(name, shape: shape, type: .float64, values: values.map(\.bitPattern))
    }

    /// Adds an array of int64, given in row-major order; throws as ``add(_:shape:float64:)`` does.
    public mutating func add(_ name: String, shape: [Int], int64 values: [Int]) throws(FormatError) {
        try add(name, shape: shape, type: .int64, values: values.map { UInt64(bitPattern: Int64($0)) })
    }

    /// The whole archive.
    public func bytes() -> [UInt8] {
        zip.bytes()
    }

    /// Writes the archive to ``file``, whole or not at all.
    public func write() throws(FormatError) {
        try AtomicFile.write(bytes(), to: file)
    }

    private mutating func add(_ name: String, shape: [Int], type: NumpyElementType, values: [UInt64])
        throws(FormatError)
    {
        guard !name.isEmpty,
            !name.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") })
        else {
            throw .malformedArray(file: file, array: name, problem: "this is no name for an array")
        }
        guard !names.contains(name) else {
            throw .malformedArray(file: file, array: name, problem: "the name is taken already")
        }
        guard shape.allSatisfy({ $0 >= 0 }), shape.count <= NumpyHeader.maximumRank,
            ArrayShape.elementCount(shape) == values.count
        else {
            let problem = "\(values.count) elements do not fill shape \(ArrayShape.text(shape))"
            throw .malformedArray(file: file, array: name, problem: problem)
        }
        var contents = Self.header(shape: shape, type: type)
        contents.reserveCapacity(contents.count + 8 * values.count)
        for value in values {
            contents.append(littleEndian: value)
        }
        guard zip.append(name: name + ".npy", contents: contents) else {
            throw .malformedArray(file: file, array: name, problem: "the archive would grow beyond 4 GiB")
        }
        names.insert(name)
    }

    /// Version 1.0: magic, version, length of the dictionary in 16 bits, the dictionary padded so that the data is
    /// aligned to 64 bytes.
    private static func header(shape: [Int], type: NumpyElementType) -> [UInt8] {
        let dictionary = "{'descr': '\(type.rawValue)', 'fortran_order': False, 'shape': \(ArrayShape.text(shape)), }"
        let unpadded = 10 + dictionary.utf8.count + 1
        let padding = (64 - unpadded % 64) % 64
        var header: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        header.append(littleEndian: UInt16(dictionary.utf8.count + padding + 1))
        header += Array(dictionary.utf8)
        header += [UInt8](repeating: UInt8(ascii: " "), count: padding)
        header.append(UInt8(ascii: "\n"))
        return header
    }
}
