import Formats
import Foundation
import Interchange
import Networks

/// Reads and writes what `Training` leaves in a folder. Everything here is a function of the settings and the runs
/// alone.
enum TrainingFolder {
    /// Records by run; refuses those that the settings do not ask for and those that occur twice.
    static func runs(
        from records: [JSONValue], settings: TrainingSettings, file folder: String
    ) throws -> [TrainingSettings.Key: TrainingRun] {
        let file = Journal.path(folder, Journal.recordsName), expected = Set(settings.keys)
        var result: [TrainingSettings.Key: TrainingRun] = [:]
        for (index, record) in records.enumerated() {
            let run = try TrainingRun(JSONCursor(record, file: file), problem: settings.problem)
            guard expected.contains(run.key) else {
                throw ExperimentError.strayRecord(
                    file: file, line: index + 1,
                    problem: "width \(run.width), run \(run.run) is not part of shard \(settings.shard)")
            }
            guard result.updateValue(run, forKey: run.key) == nil else {
                throw ExperimentError.strayRecord(
                    file: file, line: index + 1, problem: "width \(run.width), run \(run.run) occurs twice")
            }
        }
        return result
    }

    /// Writes everything but the settings and the records.
    ///
    /// - Parameter runs: sorted by width and run number.
    static func assemble(_ runs: [TrainingRun], settings: TrainingSettings, folder: String) throws {
        try AtomicFile.write(
            ProblemFile.encode(settings.problem).serialized(.pretty) + "\n", to: Journal.path(folder, "problem.json"))
        for width in settings.widths {
            let mine = runs.filter { $0.width == width }
            let place = Journal.path(folder, "width-\(width)")
            try Journal.makeFolder(place)
            try writeArchive(mine.filter { $0.raw != nil }, \.raw, "raw", withCurves: true, settings, width, place)
            try writeArchive(
                mine.filter { $0.refined != nil }, \.refined, "refined", withCurves: false, settings, width, place)
        }
        try AtomicFile.write(table(runs, settings: settings), to: Journal.path(folder, "runs.csv"))
    }

    private static func writeArchive(
        _ runs: [TrainingRun], _ stage: KeyPath<TrainingRun, ClaimedPoint?>, _ name: String, withCurves: Bool,
        _ settings: TrainingSettings, _ width: Int, _ folder: String
    ) throws {
        let points = runs.compactMap { $0[keyPath: stage] }, n = points.count
        let layout = settings.problem.layout(width: width), d = layout.inputDimension
        let outputs = layout.outputCount == 1 ? [] : [layout.outputCount]
        var archive = NumpyArchiveWriter(file: Journal.path(folder, name + ".npz"))
        try archive.add("w", shape: [n, width, d], float64: points.flatMap { $0.parameters[layout.weights] })
        try archive.add("a", shape: [n, width] + outputs, float64: points.flatMap { $0.parameters[layout.outputs] })
        if layout.hasOutputBias {
            try archive.add("c", shape: [n] + outputs, float64: points.flatMap { $0.parameters[layout.outputBiases] })
        }
        try archive.add("loss", shape: [n], float64: points.map(\.loss))
        try archive.add("grad_norm", shape: [n], float64: points.map(\.gradientNorm))
        try archive.add("min_eigenvalue", shape: [n], float64: points.map(\.minimumEigenvalue))
        try archive.add("run", shape: [n], int64: runs.map(\.run))
        try archive.add("seed", shape: [n], int64: runs.map { _ in Int(settings.seed) })
        if withCurves {
            let steps = LossCurve.steps(upTo: settings.adam.steps)
            try archive.add("curve_step", shape: [steps.count], int64: steps)
            try archive.add("curve_loss", shape: [n, steps.count], float64: runs.flatMap(\.curve))
        }
        try archive.write()
    }

    private static func table(_ runs: [TrainingRun], settings: TrainingSettings) -> String {
        var csv = CSVWriter(columns: [
            "width", "run", "seed", "status", "diverged_at_step", "raw_loss", "raw_grad_norm", "raw_min_eigenvalue",
            "loss",
            "grad_norm", "min_eigenvalue", "sqp_stop", "sqp_evaluations", "newton_iterations", "approximate_structure",
        ])
        let symmetry = ApproximateSymmetry(settings.problem)
        for run in runs {
            func claims(_ point: ClaimedPoint?) -> [String] {
                point.map { ["\($0.loss)", "\($0.gradientNorm)", "\($0.minimumEigenvalue)"] } ?? ["", "", ""]
            }
            var step = ""
            if case .divergedInAdam(let at) = run.status { step = "\(at)" }
            let report = run.refinement
            csv.append(
                ["\(run.width)", "\(run.run)", "\(settings.seed)", run.status.name, step] + claims(run.raw)
                    + claims(run.refined)
                    + [
                        report?.stop.rawValue ?? "", report.map { "\($0.evaluations)" } ?? "",
                        report.map { "\($0.newtonIterations)" } ?? "",
                    ]
                    + [run.refined.flatMap { symmetry?.inspect($0.parameters, width: run.width).code } ?? ""])
        }
        return csv.text
    }
}
