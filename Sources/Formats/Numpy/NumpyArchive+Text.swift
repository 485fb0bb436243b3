extension NumpyArchive {
    /// The longest text that is read, in characters.
    public static let maximumTextLength = 4096

    /// The text that the archive holds as an array called `name`, or nil when it has none of that name.
    ///
    /// NumPy writes a Python string as a single `<U` element; what can write numbers alone (NPZ.jl) writes the UTF-8
    /// bytes as one row of uint8.
    ///
    /// - Throws: ``FormatError/malformedArray(file:array:problem:)`` when the array is no text of at most
    ///   ``maximumTextLength`` characters.
    public func optionalText(_ name: String) throws(FormatError) -> String? {
        guard let npy = try contents(of: name) else { return nil }
        func malformed(_ problem: String) -> FormatError { .malformedArray(file: file, array: name, problem: problem) }
        let header: NumpyHeader
        do throws(NumpyHeader.Failure) { header = try NumpyHeader(npy) } catch { throw malformed(error.problem) }
        let data = npy[header.dataOffset...]
        guard data.count <= 4 * Self.maximumTextLength else {
            throw malformed("it is longer than \(Self.maximumTextLength) characters")
        }
        switch (header.descriptor.prefix(2), header.shape.count) {
        case ("<U", 0):
            guard let length = Int(header.descriptor.dropFirst(2)), data.count == 4 * length else {
                throw malformed("it has \(data.count) bytes of data, which is not '\(header.descriptor)'")
            }
            var text = ""
            // NumPy pads with zeros
            for code in data.littleEndianElements({ (code: UInt32) in code }).reversed().drop(while: { $0 == 0 })
                .reversed()
            {
                guard let scalar = Unicode.Scalar(code) else {
                    throw malformed("it is no text: \(code) is no character")
                }
                text.unicodeScalars.append(scalar)
            }
            return text
        case (_, 1) where (try? NumpyElementType.parse(header.descriptor, file: file, array: name)) == .uint8:
            guard header.shape == [data.count], let text = String(validating: data, as: UTF8.self) else {
                throw malformed("it is no UTF-8 text")
            }
            return text
        default:
            throw malformed(
                "'\(header.descriptor)' of shape \(ArrayShape.text(header.shape)) is no text; save a string, or its "
                    + "UTF-8 bytes as uint8"
            )
        }
    }
}
