/// One array of a .npz file: its shape, and its elements as they stand in the file.
public struct NumpyArray: NumberArray {
    /// The name in the archive, without ".npy".
    public let name: String
    /// The file as errors name it.
    public let file: String
    /// The length of each axis; empty for a single number.
    public let shape: [Int]
    /// The element type in the file.
    public let elementType: NumpyElementType
    /// Whether the file holds the elements with the first axis running fastest. The readers below always give row-major
    /// order.
    public let isFortranOrder: Bool
    /// The number of elements.
    public let count: Int
    public var elementTypeName: String { elementType.name }

    /// Exactly `count * elementType.size` bytes.
    private let bytes: ArraySlice<UInt8>

    /// An array from the contents of a .npy file.
    init(name: String, file: String, npy: [UInt8]) throws(FormatError) {
        let header: NumpyHeader
        do throws(NumpyHeader.Failure) {
            header = try NumpyHeader(npy)
        } catch {
            throw .malformedArray(file: file, array: name, problem: error.problem)
        }
        self.name = name
        self.file = file
        shape = header.shape
        isFortranOrder = header.isFortranOrder
        elementType = try NumpyElementType.parse(header.descriptor, file: file, array: name)
        bytes = npy[header.dataOffset...]
        guard let count = ArrayShape.elementCount(shape),
            case (let expected, false) = count.multipliedReportingOverflow(by: elementType.size),
            expected == bytes.count
        else {
            let problem =
                "it has \(bytes.count) bytes of data, which is not shape \(ArrayShape.text(shape)) of "
                + "'\(elementType.rawValue)'"
            throw .malformedArray(file: file, array: name, problem: problem)
        }
        self.count = count
    }

    /// All elements in row-major (C) order: the last axis runs fastest.
    ///
    /// float64 comes bit for bit, NaN payloads and signed zeros included, float32 and float16 are widened exactly.
    /// - Throws: ``FormatError/wrongElement(file:array:index:expected:found:)`` for an integer that is no float64.
    public func float64Values() throws(FormatError) -> [Double] {
        switch elementType {
        case .float64: return elements { Double(bitPattern: $0) }
        case .float32: return elements { Double(Float(bitPattern: $0)) }
        case .float16: return elements { Double(Float16(bitPattern: $0)) }
        case .int8: return elements { (value: Int8) in Double(value) }
        case .int16: return elements { (value: Int16) in Double(value) }
        case .int32: return elements { (value: Int32) in Double(value) }
        case .uint8: return elements { (value: UInt8) in Double(value) }
        case .uint16: return elements { (value: UInt16) in Double(value) }
        case .uint32: return elements { (value: UInt32) in Double(value) }
        case .int64:
            return try elements { (value: Int64) in value }.convertEach(orFail: Double.init(exactly:), notDouble)
        case .uint64:
            return try elements { (value: UInt64) in value }.convertEach(orFail: Double.init(exactly:), notDouble)
        }
    }

    /// All elements in row-major order, for integer types.
    ///
    /// - Throws: ``FormatError/unsupportedElementType(file:array:found:advice:)`` for floating-point types, and
    ///   ``FormatError/wrongElement(file:array:index:expected:found:)`` for an element beyond `Int`.
    public func integerValues() throws(FormatError) -> [Int] {
        switch elementType {
        case .float64, .float32, .float16:
            throw .unsupportedElementType(
                file: file, array: name, found: elementType.rawValue,
                advice: "integers are needed here, save it with .astype('<i8')")
        case .int8: return elements { (value: Int8) in Int(value) }
        case .int16: return elements { (value: Int16) in Int(value) }
        case .int32: return elements { (value: Int32) in Int(value) }
        case .int64: return elements { (value: Int64) in Int(value) }
        case .uint8: return elements { (value: UInt8) in Int(value) }
        case .uint16: return elements { (value: UInt16) in Int(value) }
        case .uint32: return elements { (value: UInt32) in Int(value) }
        case .uint64:
            return try elements { (value: UInt64) in value }.convertEach(orFail: Int.init(exactly:)) {
                position, value in
                wrongElement(at: position, expected: "an integer below 2^63", found: "\(value)")
            }
        }
    }

    private func notDouble(position: Int, value: some BinaryInteger) -> FormatError {
        wrongElement(at: position, expected: "an integer that float64 holds exactly", found: "\(value)")
    }
}

// MARK: Order of elements

extension NumpyArray {
    /// The elements in row-major order, each read as a little-endian integer and converted.
    private func elements<Stored: FixedWidthInteger, Element>(_ convert: (Stored) -> Element) -> [Element] {
        let inFileOrder = bytes.littleEndianElements(convert)
        return isFortranOrder && shape.count > 1 ? rowMajor(inFileOrder) : inFileOrder
    }

    /// Reorders from column-major: element (i0, ..., ik) stands at i0 + n0 (i1 + n1 (i2 + ...)).
    private func rowMajor<Element>(_ columnMajor: [Element]) -> [Element] {
        guard count > 0 else { return [] }
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in 1..<shape.count {
            strides[axis] = strides[axis - 1] * shape[axis - 1]
        }
        var result: [Element] = []
        result.reserveCapacity(count)
        var index = [Int](repeating: 0, count: shape.count)
        var source = 0
        for _ in 0..<count {
            result.append(columnMajor[source])
            // Counts up like an odometer, last axis fastest.
            var axis = shape.count - 1
            while axis >= 0 {
                index[axis] += 1
                source += strides[axis]
                if index[axis] < shape[axis] { break }
                source -= strides[axis] * shape[axis]
                index[axis] = 0
                axis -= 1
            }
        }
        return result
    }
}

extension Array {
    /// Converts every element, or throws what `failure` says of the first that does not convert.
    func convertEach<Result>(
        orFail convert: (Element) -> Result?, _ failure: (_ position: Int, _ element: Element) -> FormatError
    ) throws(FormatError) -> [Result] {
        var result: [Result] = []
        result.reserveCapacity(count)
        for (position, element) in enumerated() {
            guard let converted = convert(element) else { throw failure(position, element) }
            result.append(converted)
        }
        return result
    }
}
