import Certify
import Foundation
import Networks
import Rigor

@testable import Experiment

/// Every file below a folder, by relative path.
func contents(of folder: String) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder), !isFolder.boolValue
        else { continue }
        result[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
    }
    return result
}

enum Sample {
    static let teacher = Teacher(neurons: [
        Teacher.Neuron(weights: [Rational(3, 5), Rational(1, 2)], output: Rational(1)),
        Teacher.Neuron(weights: [Rational(-1, 2), Rational(1, 2)], output: Rational(-1)),
    ])

    /// A small grid problem in two dimensions.
    static func problem(_ activation: Activation = .sigmoid, rows: Int = 5, columns: Int = 5) throws -> TwoLayerProblem
    {
        func axis(_ count: Int) -> [Rational] { (0..<count).map { Rational(2 * $0 - count + 1, 3) } }
        return try TwoLayerProblem(
            activation: activation, data: .grid(axes: [axis(rows), axis(columns)]), labels: .teacher(teacher))
    }

    /// A training that takes a fraction of a second.
    static func settings() throws -> TrainingSettings {
        var settings = TrainingSettings(problem: try problem(), widths: [2, 3], runs: 5, seed: 7)
        settings.adam.steps = 300
        settings.adam.rate = 1e-2
        settings.refinement.quadraticProgramming.maximumEvaluations = 60
        settings.refinement.newton.maximumIterations = 10
        return settings
    }
}
