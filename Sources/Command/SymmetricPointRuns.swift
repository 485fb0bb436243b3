import Experiment
import Formats
import Gaussian
import Interchange
import Run

/// Symmetric critical points as runs: DIR/k6.json holds the students, DIR/k6 their certificates, of a few kilobytes
/// each whatever k is.
struct SymmetricPointRuns {
    /// With the number of targets of each.
    let points: [(targets: Int, point: SymmetricPoint)]

    /// Writes one run for each number of targets.
    ///
    /// - Returns: a line for each.
    func write(to directory: String) throws -> [String] {
        try RunDirectory(path: directory).create()
        let groups = Dictionary(grouping: points) { $0.targets }.sorted { $0.key < $1.key }
        return try groups.compactMap { targets, points in
            guard let symmetry = points.first?.point.proof.symmetry else { return nil }
            let name = "\(directory)/k\(targets)", file = name + ".json"
            let students = SymmetricReLUArrays.encode(symmetry, students: points.map(\.point.values))
            try AtomicFile.write(students.serialized() + "\n", to: file)
            let summary = try Run.certify(
                file: file, problem: GaussianReLUProblemFile.landscape, output: name, jobs: 1)
            let proved = summary.rows.filter { $0.kind != .verdict(.undecided) }.count
            return "\(name)    \(proved) of \(points.count) certified"
        }
    }
}
