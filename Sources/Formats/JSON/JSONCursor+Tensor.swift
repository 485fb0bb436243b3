extension JSONCursor {
    /// Nested arrays as one array in row-major order: the innermost runs fastest.
    ///
    ///     let w = try root["w"].tensor(["n", "m", "d"])                  // w.shape == [n, m, d]
    ///     let weights = try w.elements.map { try $0.nearestDouble() }    // an error still names its $.w[0][1][0]
    ///
    /// - Parameter axes: what the length must be at each level of nesting, outermost first.
    /// - Returns: the lengths, and the elements, of whatever kind they are. Below an empty array a length that `axes`
    ///   leaves open is 0.
    /// - Throws: ``FormatError/wrongJSON(file:path:expected:found:)`` at the first array of a wrong length, also when
    ///   it differs from the length of its siblings.
    public func tensor(_ axes: [ArrayAxis]) throws(FormatError) -> (shape: [Int], elements: [JSONCursor]) {
        var lengths = [Int?](repeating: nil, count: axes.count)
        var elements = [self]
        for (level, axis) in axes.enumerated() {
            var below: [JSONCursor] = []
            for parent in elements {
                let children = try parent.elements(count: lengths[level])
                guard axis.admits(children.count) else {
                    throw parent.failure(expected: "an array of \(axis.text)")
                }
                lengths[level] = children.count
                below += children
            }
            elements = below
        }
        let shape = zip(axes, lengths).map { axis, length in
            if case .exactly(let expected) = axis { return length ?? expected }
            return length ?? 0
        }
        return (shape, elements)
    }
}
