extension NumpyArray {
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
            throw .wrongShape(file: file, array: name, expected: NumpyShape.text(expected.map(\.text)), found: shape)
        }
    }
}
