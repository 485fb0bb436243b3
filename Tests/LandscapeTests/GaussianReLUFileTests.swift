import Formats
import Gaussian
import Interchange
import Testing

@Suite struct GaussianReLUFileTests {
    private func archive(shape: [Int], _ values: [Double], runs: [Int]? = nil, name: String = "W") throws -> [UInt8] {
        var writer = NumpyArchiveWriter(file: "test.npz")
        try writer.add(name, shape: shape, float64: values)
        if let runs { try writer.add("runs", shape: [runs.count], int64: runs) }
        return writer.bytes()
    }

    private func complaint(_ bytes: [UInt8]) -> String {
        do {
            _ = try GaussianReLUFile(bytes: bytes, path: "test.npz")
            return "nothing was thrown"
        } catch { return error.description }
    }

    @Test func columnsAreNeurons() throws {
        let file = try GaussianReLUFile(
            bytes: try archive(shape: [2, 2, 3], (1...12).map(Double.init), runs: [5, 7]), path: "test.npz")
        #expect(file.landscape.targetCount == 2 && file.landscape.width == 3 && file.landscape.inputDimension == 2)
        #expect(file.candidates.map(\.parameters) == [[1, 4, 2, 5, 3, 6], [7, 10, 8, 11, 9, 12]])
        #expect(file.runs == [5, 7])
    }

    @Test func runsAreOptional() throws {
        #expect(try GaussianReLUFile(bytes: try archive(shape: [1, 1, 1], [1]), path: "test.npz").runs == nil)
    }

    @Test func errorsNameTheirPlace() throws {
        #expect(complaint(try archive(shape: [1, 1, 1], [1], name: "w")).contains("array 'W' is missing"))
        #expect(complaint(try archive(shape: [2, 2], [1, 2, 3, 4])).contains("expected (families > 0, d > 0, n > 0)"))
        #expect(complaint(try archive(shape: [0, 2, 2], [])).contains("shape is (0, 2, 2)"))
        #expect(
            complaint(try archive(shape: [1, 1, 1], [1], runs: [1, 2])).contains(
                "array 'runs': shape is (2,), expected (1,)"))
        #expect(
            complaint(try archive(shape: [1, 1, 1], [1], runs: [0])).contains("expected a positive number of runs"))
        #expect(complaint([1, 2, 3]).contains("test.npz"))
    }
}
