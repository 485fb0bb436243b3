import Formats
import Foundation
import Testing

@testable import Interchange

/// Biases and several outputs in candidate files.
@Suite struct CandidateShapeTests {
    private static func archive(_ arrays: [(name: String, shape: [Int])]) throws -> CandidateFile {
        let path = NSTemporaryDirectory() + "certify-\(UUID().uuidString).npz"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var archive = NumpyArchiveWriter(file: path)
        for (offset, (name, shape)) in arrays.enumerated() {
            let count = shape.reduce(1, *)
            try archive.add(name, shape: shape, float64: (0..<count).map { Double(100 * (offset + 1) + $0) })
        }
        try archive.write()
        return try CandidateFile(contentsOf: path)
    }

    private static func json(_ text: String) throws -> CandidateFile {
        let path = NSTemporaryDirectory() + "certify-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try CandidateFile(contentsOf: path)
    }

    @Test func biasesAreTheLastWeights() throws {
        let file = try Self.archive([("w", [2, 2, 2]), ("a", [2, 2]), ("b", [2, 2])])
        #expect(file.hasBiases && file.inputDimension == 3 && file.width == 2 && file.layout == .weightsAndOutputs(1))
        #expect(
            file.candidates.map(\.parameters) == [
                [100, 101, 300, 102, 103, 301, 200, 201], [104, 105, 302, 106, 107, 303, 202, 203],
            ])
        let same = try Self.json("{\"w\": [[[1, 2], [3, 4]]], \"a\": [[7, 8]], \"b\": [[5, 6]]}")
        #expect(same.hasBiases && same.inputDimension == 3)
        #expect(same.candidates.map(\.parameters) == [[1, 2, 5, 3, 4, 6, 7, 8]])
    }

    @Test func outputsMayBeSeveral() throws {
        let file = try Self.archive([("w", [1, 2, 1]), ("a", [1, 2, 3])])
        #expect(!file.hasBiases && file.inputDimension == 1 && file.layout == .weightsAndOutputs(3))
        #expect(file.candidates[0].parameters == [100, 101, 200, 201, 202, 203, 204, 205])
        let json = try Self.json("{\"w\": [[[1], [2]]], \"a\": [[[3, 4], [5, 6]]], \"b\": [[7, 8]]}")
        #expect(json.layout == .weightsAndOutputs(2) && json.candidates[0].parameters == [1, 7, 2, 8, 3, 4, 5, 6])
        // a last axis of length 1 is one output
        #expect(try Self.archive([("w", [1, 2, 1]), ("a", [1, 2, 1])]).layout == .weightsAndOutputs(1))
    }

    @Test func shapesThatDoNotFit() throws {
        func complaint(_ arrays: [(name: String, shape: [Int])]) -> String {
            do {
                _ = try Self.archive(arrays)
                return ""
            } catch { return "\(error)" }
        }
        let w = (name: "w", shape: [2, 2, 2])
        #expect(complaint([w, ("a", [2, 2]), ("b", [2, 3])]).contains("array 'b': shape is (2, 3), expected (2, 2)"))
        #expect(complaint([w, ("a", [2, 2]), ("b", [2])]).contains("array 'b'"))
        #expect(complaint([w, ("a", [2, 2]), ("b", [2, 2, 1])]).contains("array 'b'"))
        #expect(complaint([w, ("a", [2, 3, 2])]).contains("array 'a'"))
        #expect(complaint([w, ("a", [2, 2, 0])]).contains("array 'a'"))
        #expect(complaint([w, ("a", [2, 2, 2, 2])]).contains("array 'a'"))
        for text in [
            "{\"w\": [[[1]]], \"a\": [[1]], \"b\": [[1, 2]]}", "{\"w\": [[[1]]], \"a\": [[1]], \"b\": [1]}",
            "{\"w\": [[[1], [2]]], \"a\": [[[1, 2], [3]]]}", "{\"w\": [[[1], [2]]], \"a\": [[[1, 2], 3]]}",
            "{\"w\": [[[1]]], \"a\": [[[]]]}",
        ] {
            #expect(throws: FormatError.self, "\(text)") { try Self.json(text) }
        }
    }
}
