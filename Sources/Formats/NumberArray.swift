/// A named array of numbers in a file, whatever the format of the file.
public protocol NumberArray: Sendable {
    /// The name in the file.
    var name: String { get }
    /// The file as errors name it.
    var file: String { get }
    /// The length of each axis; empty for a single number.
    var shape: [Int] { get }
    /// The element type in the file, in one word: "float64", "int32".
    var elementTypeName: String { get }

    /// All elements in row-major (C) order, the last axis running fastest, each exactly the number that stands in the
    /// file.
    ///
    /// - Throws: ``FormatError/wrongElement(file:array:index:expected:found:)`` for an integer that is no float64.
    func float64Values() throws(FormatError) -> [Double]
}

extension NumberArray {
    /// All elements in row-major order, none of them NaN or infinite.
    ///
    /// - Throws: ``FormatError/wrongElement(file:array:index:expected:found:)`` naming the first that is.
    public func finiteFloat64Values() throws(FormatError) -> [Double] {
        let values = try float64Values()
        for (position, value) in values.enumerated() where !value.isFinite {
            let found = value.isNaN ? "NaN" : value < 0 ? "-infinity" : "infinity"
            throw wrongElement(at: position, expected: "a finite number", found: found)
        }
        return values
    }

    /// Checks the number of axes and the length of each.
    ///
    ///     try w.requireShape(["n", "m", "d"])                                  // three axes, none empty
    ///     try a.requireShape([.exactly(w.shape[0]), .exactly(w.shape[1])])
    ///
    /// - Throws: ``FormatError/wrongShape(file:array:expected:found:)``.
    public func requireShape(_ expected: [ArrayAxis]) throws(FormatError) {
        let matches = shape.count == expected.count && zip(expected, shape).allSatisfy { $0.admits($1) }
        guard matches else {
            throw .wrongShape(file: file, array: name, expected: ArrayShape.text(expected.map(\.text)), found: shape)
        }
    }

    /// An error about the element at `position` in row-major order, for checks that only the caller can make.
    public func wrongElement(at position: Int, expected: String, found: String) -> FormatError {
        .wrongElement(
            file: file, array: name, index: ArrayShape.multiIndex(of: position, in: shape), expected: expected,
            found: found)
    }
}
