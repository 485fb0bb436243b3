import Certify
import Formats
import Rigor
import Testing

@testable import Interchange

/// Biases and several outputs in problem files.
@Suite struct ProblemFileTests {
    private static func read(_ text: String) throws -> ProblemStatement {
        try ProblemStatement.read(JSONCursor(JSONValue.parse(bytes: Array(text.utf8), file: "p.json"), file: "p.json"))
    }

    private static func text(
        data: String, labels: String = "{\"given\": [1, 2, 3]}", loss: String = "mean-squared-error",
        outputs: String? = nil
    ) -> String {
        let declared = outputs.map { "\"outputs\": \($0), " } ?? ""
        return """
            {"format": "certify-problem", "version": 1, \(declared)"loss": "\(loss)", "activation": "tanh", "data": \
            \(data), "labels": \(labels)}
            """
    }

    private static func complaint(_ text: String) -> String {
        do {
            _ = try read(text)
            return ""
        } catch { return "\(error)" }
    }

    /// A bias is a last coordinate 1, however it is spelled; equal problems have one canonical form and one hash.
    @Test func biasesAreAConstantCoordinate() throws {
        let plain = try Self.read(Self.text(data: "{\"grid\": [[-1, 0, 1]]}"))
        let declared = try Self.read(Self.text(data: "{\"grid\": [[-1, 0, 1]], \"bias\": true}"))
        let spelled = try Self.read(Self.text(data: "{\"grid\": [[-1, 0, 1], [1]]}"))
        let none = try Self.read(Self.text(data: "{\"grid\": [[-1, 0, 1]], \"bias\": false}"))
        #expect(declared == spelled && declared.hash == spelled.hash && declared.encoded == spelled.encoded)
        #expect(plain == none && plain.hash != declared.hash)
        #expect(declared.hasBias && !plain.hasBias && declared.inputDimension == 2)
        #expect(declared.parameterCount(width: 4) == 12 && declared.layout == .weightsAndOutputs(1))
        #expect(declared.summary.contains("3 points in dimension 1 with biases"))
        #expect(try Self.read(String(decoding: declared.encoded.serializedBytes(), as: UTF8.self)) == declared)

        let points = try Self.read(Self.text(data: "{\"points\": [[-1, 2], [0, \"1/3\"], [1, 4]], \"bias\": true}"))
        #expect(points.hasBias && points.inputDimension == 3)
        // a coordinate that is 1 at some points only, and the only coordinate
        #expect(try !Self.read(Self.text(data: "{\"points\": [[1, 1], [0, 1], [1, 2]]}")).hasBias)
        #expect(try !Self.read(Self.text(data: "{\"points\": [[1], [1], [1]]}")).hasBias)
    }

    @Test func biasesAreDeclaredRight() {
        #expect(Self.complaint(Self.text(data: "{\"grid\": [[0]], \"bias\": 1}")).contains("$.data.bias"))
        #expect(Self.complaint(Self.text(data: "{\"points\": [], \"bias\": true}")).contains("inputs beside the bias"))
        #expect(Self.complaint(Self.text(data: "{\"grid\": [], \"bias\": true}")).contains("inputs beside the bias"))
        #expect(
            Self.complaint(Self.text(data: "{\"points\": [[], [], []], \"bias\": true}")).contains(
                "inputs beside the bias"))
        #expect(
            Self.complaint(Self.text(data: "{\"points\": [[1, 2], [3], [4, 5]], \"bias\": true}")).contains(
                "point 1 has 2 coordinates"))
        // the teacher has biases as well
        let teacher = "{\"teacher\": {\"weights\": [[0.5]], \"outputs\": [1]}}"
        let complaint = Self.complaint(Self.text(data: "{\"grid\": [[0, 1]], \"bias\": true}", labels: teacher))
        #expect(
            complaint.contains(
                "teacher neuron 0 has 1 weights, the inputs have 2 coordinates (the last coordinate is the 1 of the "
                    + "biases"
            ))
    }

    @Test func severalOutputs() throws {
        let data = "{\"grid\": [[-1, 0, 1]], \"bias\": true}", given = "{\"given\": [[1, 2], [3, 4], [5, \"1/2\"]]}"
        let sum = try Self.read(Self.text(data: data, labels: given, loss: "mean-squared-norm", outputs: "2"))
        let mean = try Self.read(Self.text(data: data, labels: given, outputs: "2"))
        let teacher = try Self.read(
            Self.text(
                data: data,
                labels: "{\"teacher\": {\"weights\": [[0.6, 0], [1, 2]], \"outputs\": [[1, -1, 0], [0, 0, 2]]}}",
                outputs: "3"))
        for problem in [sum, mean, teacher] {
            #expect(try Self.read(String(decoding: problem.encoded.serializedBytes(), as: UTF8.self)) == problem)
            #expect(problem.hasBias && problem.builtInName == nil)
        }
        #expect(sum.hash != mean.hash)
        #expect(sum.parameterCount(width: 3) == 12 && sum.layout == .weightsAndOutputs(2))
        #expect(teacher.parameterCount(width: 2) == 10 && teacher.landscape(width: 2).parameterCount == 10)
        #expect(
            teacher.landscape(width: 2).knownInfimum == .zeroByRealizingTeacher
                && teacher.landscape(width: 1).knownInfimum == nil)
        #expect(sum.summary.contains("2 outputs, squared residuals summed over them"))
        #expect(mean.summary.contains("2 outputs, squared residuals averaged over them"))
    }

    @Test func severalOutputsAreDeclaredRight() {
        let data = "{\"grid\": [[-1, 0, 1]]}", given = "{\"given\": [[1, 2], [3, 4], [5, 6]]}"
        func complaint(
            _ labels: String = given, loss: String = "mean-squared-norm", outputs: String? = "2"
        ) -> String { Self.complaint(Self.text(data: data, labels: labels, loss: loss, outputs: outputs)) }
        #expect(complaint() == "")
        // one output is a two-layer problem, whose loss has one name
        #expect(complaint(outputs: "1").contains("$.outputs"))
        #expect(complaint(outputs: "0").contains("$.outputs"))
        #expect(complaint(outputs: "2.0").contains("$.outputs"))
        #expect(complaint(outputs: "1001").contains("$.outputs"))
        #expect(complaint(outputs: nil).contains("$.loss"))
        #expect(complaint(loss: "mean-squared-error", outputs: nil).contains("$.labels.given[0]"))
        #expect(complaint(loss: "sum-of-squares").contains("\"mean-squared-norm\", \"mean-squared-error\""))
        #expect(complaint(outputs: "3").contains("$.labels.given[0]: expected an array of 3"))
        #expect(complaint("{\"given\": [[1, 2], [3, 4], [5]]}").contains("$.labels.given[2]"))
        #expect(complaint("{\"given\": [[1, 2], [3, 4]]}").contains("2 labels for 3 points"))
        #expect(complaint("{\"given\": [1, 2, 3]}").contains("$.labels.given[0]"))
        #expect(
            complaint("{\"teacher\": {\"weights\": [[1]], \"outputs\": [1]}}").contains("$.labels.teacher.outputs[0]"))
        #expect(
            complaint("{\"teacher\": {\"weights\": [[1]], \"outputs\": [[1, 2], [3, 4]]}}").contains(
                "1 outputs, one for each neuron"))
        #expect(
            complaint("{\"teacher\": {\"weights\": [[1, 2]], \"outputs\": [[1, 2]]}}").contains(
                "teacher neuron 0 has 2 weights"))
        #expect(complaint("{\"teacher\": {\"weights\": [], \"outputs\": []}}").contains("no neurons"))
    }
}
