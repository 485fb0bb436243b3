/// Arithmetic of array shapes, in row-major (C) order.
enum ArrayShape {
    /// The number of elements, or nil when it does not fit an `Int`. The product over no axes is 1.
    static func elementCount(_ shape: [Int]) -> Int? {
        if shape.contains(0) { return 0 }
        var count = 1
        for length in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: length)
            if overflow { return nil }
            count = product
        }
        return count
    }

    /// The index along each axis of the element at `position` in row-major order.
    ///
    /// - Precondition: the shape has more than `position` elements.
    static func multiIndex(of position: Int, in shape: [Int]) -> [Int] {
        var rest = position
        var index = [Int](repeating: 0, count: shape.count)
        for axis in shape.indices.reversed() {
            index[axis] = rest % shape[axis]
            rest /= shape[axis]
        }
        return index
    }

    /// As Python prints it: (), (3,), (3, 4).
    static func text(_ shape: [Int]) -> String {
        text(shape.map(String.init))
    }

    static func text(_ lengths: [String]) -> String {
        lengths.count == 1 ? "(\(lengths[0]),)" : "(\(lengths.joined(separator: ", ")))"
    }
}
