import Foundation
import TestSupport
import Testing

/// The exporters and the Python module of `examples`, run against the libraries they are for; skipped where those are
/// absent.
@Suite struct PythonTests {
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// Runs Python with the exporters, the module and the support of the tests on its path.
    static func python(_ arguments: [String], in folder: TemporaryFolder) throws -> Program.Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["CERTIFY"] = Program.path
        environment["PYTHONPATH"] = ["Tests/CommandTests/Python", "examples/exporters", "examples/python"]
            .map { "\(repository)/\($0)" }.joined(separator: ":")
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        for name in ["out", "err"] { _ = FileManager.default.createFile(atPath: folder.file(name), contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("out")))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("err")))
        try process.run()
        process.waitUntilExit()
        return Program.Outcome(
            status: process.terminationStatus, output: try folder.text("out"), errors: try folder.text("err"))
    }

    static func has(_ modules: String...) -> Bool {
        guard let folder = try? TemporaryFolder() else { return false }
        let imports = modules.map { "import \($0)" }.joined(separator: "; ")
        return (try? python(["-c", imports], in: folder))?.status == 0
    }

    private func passes(_ script: String) throws {
        let outcome = try Self.python(["\(Self.repository)/\(script)"], in: TemporaryFolder())
        #expect(outcome.status == 0, "\(script): \(outcome.output)\(outcome.errors)")
    }

    @Test(.enabled(if: has("numpy"), "needs NumPy"))
    func resultsOfMLPGradientFlow() throws { try passes("Tests/CommandTests/Python/mlpgradientflow_test.py") }

    @Test(.enabled(if: has("numpy"), "needs NumPy"))
    func shapesOfPyTorch() throws { try passes("Tests/CommandTests/Python/pytorch_shapes_test.py") }

    @Test(.enabled(if: has("torch"), "needs PyTorch"))
    func stateDictionariesOfPyTorch() throws { try passes("Tests/CommandTests/Python/pytorch_test.py") }

    @Test(.enabled(if: has("jax", "flax", "optax"), "needs JAX, Flax and Optax"))
    func parametersOfFlax() throws { try passes("Tests/CommandTests/Python/flax_test.py") }

    @Test(.enabled(if: has("numpy", "pandas"), "needs NumPy and pandas"))
    func moduleReturnsDataFramesAndFractions() throws { try passes("Tests/CommandTests/Python/module_test.py") }

    @Test(.enabled(if: has("numpy", "scipy", "pandas"), "needs NumPy, SciPy and pandas"))
    func modelsBecomeCandidatesAndProblems() throws { try passes("Tests/CommandTests/Python/models_test.py") }

    @Test(.enabled(if: has("numpy", "scipy", "pandas"), "needs NumPy, SciPy and pandas"))
    func notebook() throws { try passes("Tests/CommandTests/Python/notebook_test.py") }

    @Test(.enabled(if: has("jax", "pandas"), "needs JAX and pandas"))
    func trainingLoopToVerdicts() throws {
        let outcome = try Self.python(["\(Self.repository)/examples/python/jax_to_verdicts.py"], in: TemporaryFolder())
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("8 certificates verified"))
    }
}
