import Certify
import Formats
import Interchange
import Rigor
import TestSupport
import Testing

@testable import Dense

/// Problems and candidates of dense networks as files.
@Suite struct DenseFileTests {
    private static func text(
        layers: String =
            #"[{"width": 2, "activation": "tanh", "bias": true}, {"width": 2, "activation": "identity", "bias": false}]"#,
        loss: String = "softmax-cross-entropy", data: String = "{\"points\": [[0, 1], [1, 0]]}",
        labels: String = "{\"classes\": [0, 1]}", more: String = ""
    ) -> String {
        """
        {"format": "certify-problem", "version": 1, "layers": \(layers), "loss": "\(loss)", "data": \(data),
         "labels": \(labels)\(more)}
        """
    }

    private static func complaint(_ text: String) -> String {
        do {
            _ = try DenseFixture.statement(text)
            return ""
        } catch { return "\(error)" }
    }

    @Test func canonicalFormsAreReadBack() throws {
        let one = #"[{"width": 1, "activation": "identity", "bias": true}]"#
        let texts = [
            Self.text(),
            Self.text(more: #", "decay": "1/100""#),
            Self.text(more: #", "decay": {"pytorch_weight_decay": 0.5}"#),
            Self.text(more: #", "decay": {"weights": [0.5, 0.25], "biases": "1/3"}"#),
            Self.text(more: #", "decay": {"biases": 1}"#),
            Self.text(
                data: #"{"grid": [[0, 1], [5]], "weights": [1, 3]}"#,
                labels: #"{"probabilities": [["1/3", "2/3"], [0, 1]]}"#),
            Self.text(layers: one, loss: "logistic", labels: #"{"probabilities": [0.25, 1]}"#),
            Self.text(loss: "mean-squared-norm", labels: #"{"given": [[1, 2], [0.5, -3]]}"#),
            Self.text(layers: one, loss: "mean-squared-error", labels: #"{"given": [1, "2/3"]}"#),
        ]
        var hashes = Set<String>()
        for text in texts {
            let problem = try DenseFixture.statement(text)
            #expect(
                try DenseFixture.statement(String(decoding: problem.encoded.serializedBytes(), as: UTF8.self))
                    == problem)
            hashes.insert(problem.hash)
        }
        #expect(hashes.count == texts.count)
        // the same problem, spelled differently
        let uniform = try DenseFixture.statement(Self.text(more: #", "decay": 0.01"#))
        let groups = try DenseFixture.statement(Self.text(more: #", "decay": {"weights": 0.01, "biases": "1/100"}"#))
        let torch = try DenseFixture.statement(Self.text(more: #", "decay": {"pytorch_weight_decay": 0.02}"#))
        #expect(uniform.hash == groups.hash && uniform.hash == torch.hash)
        #expect(uniform.summary.contains("2-2-2 network, tanh, identity without bias, softmax-cross-entropy, 2 points"))
    }

    @Test func whatIsWrongIsSaidInOneLine() {
        func expect(_ text: String, _ words: String...) {
            let complaint = Self.complaint(text)
            for word in words { #expect(complaint.contains(word), "\(complaint)") }
            #expect(!complaint.contains("\n"))
        }
        expect(Self.text(layers: "[]"), "there are no layers")
        expect(Self.text(layers: #"[{"width": 0, "activation": "tanh", "bias": true}]"#), "$.layers[0].width")
        expect(Self.text(layers: #"[{"width": 2, "activation": "tanh"}]"#), "$.layers[0]", "bias")
        expect(
            Self.text(layers: #"[{"width": 2, "activation": "relu", "bias": true}]"#), "$.layers[0].activation", "kinks"
        )
        expect(Self.text(loss: "cross-entropy"), "$.loss", "softmax-cross-entropy")
        expect(Self.text(data: #"{"points": [[0, 1], [1, 0]], "bias": true}"#), "$.data.bias", "layers")
        expect(Self.text(labels: #"{"classes": [0, 2]}"#), "label 1 is class 2")
        expect(Self.text(labels: #"{"classes": [0, 1, 1]}"#), "3 labels for 2 points")
        expect(Self.text(labels: #"{"given": [[0, 1], [1, 2]]}"#), "softmax-cross-entropy", "classes")
        expect(Self.text(labels: #"{"probabilities": [[0.3, 0.3], [0, 1]]}"#), "label 0", "exactly 1")
        expect(Self.text(labels: #"{"classes": [0, 1], "given": [1, 2]}"#), "$.labels", "one of")
        expect(Self.text(loss: "logistic"), "last layer has width 2", "softmax-cross-entropy")
        expect(
            Self.text(layers: #"[{"width": 1, "activation": "identity", "bias": true}]"#), "width 1", "logistic")
        expect(Self.text(loss: "mean-squared-error"), "given")
        expect(Self.text(more: #", "decay": {"adamw": 0.01}"#), "$.decay.adamw", "gradient of no function")
        expect(Self.text(more: #", "decay": {"weights": [1]}"#), "$.decay.weights", "2")
        expect(Self.text(more: #", "decay": -1"#), "$.decay", "not negative")
        expect(Self.text(more: #", "output_bias": true"#), "output_bias")
        expect(Self.text(data: #"{"points": [[0, 1], [1]]}"#), "point 1 has 1 coordinates")
        expect(
            Self.text(
                layers:
                    #"[{"width": 4096, "activation": "tanh", "bias": true}, {"width": 4096, "activation": "tanh", "bias": true}, {"width": 2, "activation": "identity", "bias": true}]"#
            ),
            "parameters")
    }

    private static func archive(_ arrays: [(name: String, shape: [Int])]) throws -> CandidateFile {
        let folder = try TemporaryFolder()
        var archive = NumpyArchiveWriter(file: folder.file("deep.npz"))
        for (offset, (name, shape)) in arrays.enumerated() {
            let count = shape.reduce(1, *)
            try archive.add(name, shape: shape, float64: (0..<count).map { Double(100 * (offset + 1) + $0) })
        }
        try archive.write()
        return try CandidateFile(contentsOf: folder.file("deep.npz"))
    }

    private static func fileComplaint(_ arrays: [(name: String, shape: [Int])]) -> String {
        do {
            _ = try archive(arrays)
            return ""
        } catch { return "\(error)" }
    }

    @Test func candidatesAreLayerByLayer() throws {
        let file = try Self.archive([
            ("W1", [2, 3, 2]), ("b1", [2, 3]), ("W2", [2, 1, 3]), ("loss", [2]), ("grad_norm", [2]),
        ])
        #expect(file.width == 3 && file.inputDimension == 2 && file.students.count == 2)
        #expect(
            file.candidates.map(\.parameters) == [
                [100, 101, 102, 103, 104, 105, 200, 201, 202, 300, 301, 302],
                [106, 107, 108, 109, 110, 111, 203, 204, 205, 303, 304, 305],
            ])
        #expect(file.candidates[1].claims.loss == 401 && file.candidates[1].claims.gradientNorm == 501)
        guard case .dense(let layout) = file.layout else {
            Issue.record("\(file.layout)")
            return
        }
        #expect(layout == DenseLayout(inputDimension: 2, widths: [3, 1], biases: [true, false]))
        let names = ParameterNames(file)
        #expect(names.name(of: 5) == "weight (2, 1) of layer 1" && names.name(of: 7) == "bias 1 of layer 1")
        #expect(names.name(of: 11) == "weight (0, 2) of layer 2")
    }

    @Test func transposedKernels() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            #"{"W1": [[[1, 2, 3], [4, 5, 6]]], "b1": [[7, 8, 9]], "conventions": {"axes": "inputs-neurons"}}"#,
            "flax.json")
        let file = try CandidateFile(contentsOf: folder.file("flax.json"))
        #expect(file.candidates.map(\.parameters) == [[1, 4, 2, 5, 3, 6, 7, 8, 9]])
    }

    @Test func filesThatDoNotFit() throws {
        let wrong = Self.fileComplaint([("W1", [2, 3, 2]), ("W2", [2, 1, 2])])
        #expect(wrong.contains("W2"), "\(wrong)")
        #expect(Self.fileComplaint([("W1", [2, 3, 2]), ("W3", [2, 1, 3])]).contains("'W3' is not read"))
        #expect(Self.fileComplaint([("W1", [2, 3, 2]), ("b2", [2, 1])]).contains("'b2' is not read"))
        #expect(Self.fileComplaint([("W1", [2, 3, 2]), ("b1", [2, 2])]).contains("b1"))
        #expect(Self.fileComplaint([("W1", [2, 3, 2]), ("a", [2, 2])]).contains("'a' is not read"))

        let problem = try DenseFixture.statement(Self.text())
        func mismatch(_ arrays: [(name: String, shape: [Int])]) throws -> String {
            try Self.archive(arrays).mismatch(with: problem) ?? ""
        }
        #expect(try mismatch([("W1", [1, 2, 2]), ("b1", [1, 2]), ("W2", [1, 2, 2])]) == "")
        #expect(try mismatch([("W1", [1, 2, 2]), ("W2", [1, 2, 2])]).contains("give them as b1 (n, 2)"))
        #expect(
            try mismatch([("W1", [1, 2, 2]), ("b1", [1, 2]), ("W2", [1, 2, 2]), ("b2", [1, 2])]).contains(
                "array 'b2': the file holds biases"))
        #expect(
            try mismatch([("W1", [1, 3, 2]), ("b1", [1, 3]), ("W2", [1, 2, 3])]).contains(
                "array 'W1' is (n, 3, 2), that of the problem's layers is (n, 2, 2)"))
        #expect(try mismatch([("W1", [1, 2, 2])]).contains("the problem has 2 layers"))
        #expect(try mismatch([("w", [1, 2, 2]), ("a", [1, 2])]).contains("the arrays W1 (n, 2, 2), b1 (n, 2)"))
    }
}
