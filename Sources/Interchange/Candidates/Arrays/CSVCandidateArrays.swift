import Formats

/// A table with one row a student.
///
///     w0_0,w0_1,w1_0,w1_1,a0,a1,loss
///     1.5,-0.25,0.75,2,1,-1,3.2e-5
///
/// Column `w<i>_<j>` is element (i, j) of the student's matrix `w`, `a<i>` its output i, `b<i>` its bias i, `c<i>` its
/// output bias i (`c` where there is one output), counted from 0; `loss`, `grad_norm` and `min_eigenvalue` are
/// optional; the order of columns means nothing. Numbers are decimals and rounded to the nearest float64; NaN and the
/// infinities are spelled as `NonFiniteNumber` says, and an empty field is NaN.
struct CSVCandidateArrays: CandidateArrays {
    let table: CSVTable
    /// Shape of one student's part of an array, and the position of the column of each of its elements in row-major
    /// order.
    private let arrays: [String: (shape: [Int], positions: [Int])]

    init(table: CSVTable) throws(FormatError) {
        self.table = table
        var indices: [String: [(index: [Int], position: Int)]] = [:]
        for (position, column) in table.columns.enumerated() {
            let (name, index) = Self.split(column)
            indices[name, default: []].append((index, position))
        }
        var arrays: [String: (shape: [Int], positions: [Int])] = [:]
        for (name, columns) in indices {
            let rank = columns[0].index.count
            guard columns.allSatisfy({ $0.index.count == rank }) else {
                throw .malformedCSV(
                    file: table.file, line: 1, problem: "the columns of '\(name)' differ in their number of indices")
            }
            let shape = (0..<rank).map { axis in (columns.map { $0.index[axis] }.max() ?? 0) + 1 }
            let found = Dictionary(columns.map { ($0.index, $0.position) }) { first, _ in first }
            var positions: [Int] = [], index = [Int](repeating: 0, count: rank)
            // as many steps as there are columns, or one more
            repeat {
                guard let position = found[index] else {
                    throw .missingColumn(
                        file: table.file, column: name + index.map(String.init).joined(separator: "_"),
                        available: table.columns)
                }
                positions.append(position)
            } while Self.advance(&index, in: shape)
            arrays[name] = (shape, positions)
        }
        self.arrays = arrays
    }

    /// "w0_1" is element [0, 1] of w, "a3" element [3] of a, "loss" a number of its own.
    private static func split(_ column: String) -> (name: String, index: [Int]) {
        guard let letter = column.first, "wabc".contains(letter) else { return (column, []) }
        let parts = column.dropFirst().split(separator: "_", omittingEmptySubsequences: false)
        var index: [Int] = []
        for part in parts {
            // one spelling for each number, and none so large that a product overflows
            guard let value = Int(part), String(value) == part, (0..<1_000_000).contains(value) else {
                return (column, [])
            }
            index.append(value)
        }
        return index.count <= 2 ? (String(letter), index) : (column, [])
    }

    /// The next index in row-major order; false after the last.
    private static func advance(_ index: inout [Int], in shape: [Int]) -> Bool {
        for axis in shape.indices.reversed() {
            index[axis] += 1
            if index[axis] < shape[axis] { return true }
            index[axis] = 0
        }
        return false
    }

    var file: String { table.file }
    var names: [String] { arrays.keys.sorted() }

    func rank(_ name: String) -> Int? { arrays[name].map { $0.shape.count + 1 } }

    func numbers(_ name: String, _ axes: [ArrayAxis]) throws(FormatError) -> (shape: [Int], values: [Double])? {
        guard let (columnShape, positions) = arrays[name] else { return nil }
        let shape = [table.rows.count] + columnShape
        guard shape.count == axes.count, zip(axes, shape).allSatisfy({ $0.admits($1) }) else {
            throw .wrongShape(
                file: file, array: name, expected: "(\(axes.map(\.text).joined(separator: ", ")))", found: shape)
        }
        var values: [Double] = []
        values.reserveCapacity(table.rows.count * positions.count)
        for row in table.rows {
            for position in positions { values.append(try number(row, position)) }
        }
        return (shape, values)
    }

    private func number(_ row: CSVTable.Row, _ position: Int) throws(FormatError) -> Double {
        let text = row.fields[position]
        if let value = NonFiniteNumber.parse(text) { return value }
        guard let value = JSONNumber(text)?.nearestDouble, value.isFinite else {
            throw .malformedCSV(
                file: file, line: row.line,
                problem:
                    "column '\(table.columns[position])' is '\(text)', expected a decimal number in the float64 range")
        }
        return value
    }

    func missing(_ name: String) -> FormatError {
        let column = name == "w" ? "w0_0" : name == "a" ? "a0" : name
        return .missingColumn(file: file, column: column, available: table.columns)
    }

    func conventions() -> CandidateConventions { CandidateConventions() }

    func declaration(_ name: String) -> (shape: [Int], type: String)? {
        arrays[name].map { ([table.rows.count] + $0.shape, "decimal") }
    }
}
