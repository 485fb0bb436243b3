import Formats
import Networks
import Rigor
import Testing

@testable import Interchange

/// How activations are spelled in problem files.
@Suite struct ActivationCodingTests {
    static func problem(_ activation: String) -> String {
        """
        {"format": "certify-problem", "version": 1, "loss": "mean-squared-error", "activation": \(activation),
         "data": {"points": [[1], [2]]}, "labels": {"given": [0, 1]}}
        """
    }

    static func read(_ activation: String) throws -> TwoLayerProblem {
        let text = problem(activation)
        return try ProblemFile.read(
            JSONCursor(JSONValue.parse(bytes: Array(text.utf8), file: "problem.json"), file: "problem.json"))
    }

    static func complaint(_ activation: String) -> String {
        do { return "read: \(try read(activation).activation)" } catch { return "\(error)" }
    }

    @Test(arguments: [
        ("sigmoid", Activation.sigmoid), ("tanh", .tanh), ("softplus", .softplus), ("erf", .erf), ("exp", .exp),
        ("sigmoid-softplus", .sigmoidSoftplus), ("sigmoid2", .sigmoid2), ("normal-cdf", .normalCDF), ("gelu", .gelu),
        ("gelu-tanh", .geluTanh), ("silu", .silu), ("identity", .identity), ("square", .square), ("cube", .cube),
    ])
    func names(_ name: String, _ activation: Activation) throws {
        let problem = try Self.read("\"\(name)\"")
        #expect(problem.activation == activation)
        #expect(ProblemFile.encode(problem).serialized().contains("\"activation\":\"\(name)\""))
    }

    /// Equal problems give equal text, however the polynomial was written.
    @Test(arguments: [
        ("{\"polynomial\": [0, 1]}", "\"identity\""), ("{\"polynomial\": [\"0/3\", 0, 1.00, 0, 0]}", "\"square\""),
        ("{\"polynomial\": [0, 0, 0, \"7/7\"]}", "\"cube\""),
        ("{\"polynomial\": [0.5, -1, 0, \"2/3\", 0]}", "{\"polynomial\":[\"1/2\",\"-1\",\"0\",\"2/3\"]}"),
    ])
    func polynomials(_ text: String, _ canonical: String) throws {
        let problem = try Self.read(text)
        let written = ProblemFile.encode(problem).serialized()
        #expect(written.contains("\"activation\":\(canonical),"), "\(written)")
        #expect(try Self.read(canonical) == problem)
        #expect(try ProblemFile.hash(Self.read(canonical)) == ProblemFile.hash(problem))
    }

    @Test func hashesOfOldProblemsStay() {
        #expect(ProblemFile.hash(.reference) == "b39b14466d8e89bda39c9d3be6ff770b1069533474fda215fd17051676161e6a")
    }

    @Test func whatIsRefused() {
        for name in ["relu", "ReLU", "LeakyReLU", "leaky-relu", "selu", "hardtanh", "relu6"] {
            let line = Self.complaint("\"\(name)\"")
            #expect(line.contains("kinks") && line.contains("planned") && line.contains("gaussian-relu"), "\(line)")
            #expect(line.contains(name) && !line.contains("\n"))
        }
        for name in ["elu", "celu", "softsign"] { #expect(Self.complaint("\"\(name)\"").contains("second derivative")) }
        for name in ["dropout", "batch-norm", "BatchNorm1d", "batch normalization", "layer_norm", "softmax"] {
            let line = Self.complaint("\"\(name)\"")
            #expect(line.contains("not a function of w·x alone") && !line.contains("\n"), "\(line)")
        }
        #expect(Self.complaint("\"gelo\"").contains("\"gelu\", \"gelu-tanh\", \"silu\""))
        #expect(Self.complaint("3").contains("polynomial"))
        #expect(Self.complaint("{\"polynomial\": [1]}").contains("constant"))
        #expect(Self.complaint("{\"polynomial\": []}").contains("constant"))
        #expect(Self.complaint("{\"polynomial\": [0, \"x\"]}").contains("$.activation.polynomial[1]"))
        #expect(Self.complaint("{\"polynomial\": [0, 1], \"scale\": 2}").contains("scale"))
        let long = "[" + (0...17).map(String.init).joined(separator: ",") + "]"
        #expect(Self.complaint("{\"polynomial\": \(long)}").contains("the limit is 16"))
    }
}
