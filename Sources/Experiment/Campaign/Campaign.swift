import Certify
import Formats
import Interchange
import Run
import Search

/// Train, certify, tabulate. The three stages share one folder: `Training` fills it, each width's `refined.npz` is
/// certified into
/// `width-M/certified` (a run directory like any other, that `certify check` checks again), and the tables are a
/// function of both.
public enum Campaign {
    /// Where the certificates of one width go.
    public static func runDirectory(width: Int, in folder: String) -> RunDirectory {
        RunDirectory(path: Journal.path(folder, "width-\(width)/certified"))
    }

    /// The candidates of one width.
    public static func candidatePath(width: Int, in folder: String) -> String {
        Journal.path(folder, "width-\(width)/refined.npz")
    }

    /// The run that certifies one width as `certify run` would, into the width's own run directory. Certificates
    /// that are there
    /// already stay.
    public static func run(
        width: Int, in folder: String, settings: TrainingSettings, options: Certifier.Options = Certifier.Options()
    ) throws -> Run {
        let candidates = try CandidateFile(contentsOf: candidatePath(width: width, in: folder))
        let assignment = Assignment(
            candidates: candidates, problem: .twoLayer(settings.problem), isProblemOfFile: false, options: options)
        return try Run(assignment, directory: runDirectory(width: width, in: folder), resume: true)
    }

    /// Joins the runs of a finished training with their certificates.
    ///
    /// - Throws: when a certificate is missing or is about another point than the run ended at. The certificates
    ///   are read, not
    ///   checked: that is what `certify check` does.
    public static func endPoints(in folder: String) throws -> (settings: TrainingSettings, endPoints: [EndPoint]) {
        let (settings, runs) = try Training.results(in: folder)
        let problem = ProblemStatement.twoLayer(settings.problem), problemHash = problem.hash
        let symmetry = ApproximateSymmetry(settings.problem)
        var endPoints: [EndPoint] = []
        for width in settings.widths {
            let mine = runs.filter { $0.width == width }
            guard mine.contains(where: { $0.refined != nil }) else {
                endPoints += mine.map { EndPoint($0, certificate: nil, symmetry: symmetry) }
                continue
            }
            let path = runDirectory(width: width, in: folder).certificatesPath
            let subject = RunDirectory.Subject(problemHash: problemHash, width: width)
            var reader = try JSONLinesReader(path: path, lastLine: .mayBeUnfinished)
            for run in mine {
                guard let refined = run.refined else {
                    endPoints.append(EndPoint(run, certificate: nil, symmetry: symmetry))
                    continue
                }
                guard let line = try reader.next() else {
                    throw ExperimentError.unfinished(
                        folder: path, missing: mine.count { $0.refined != nil && $0.run >= run.run },
                        total: mine.count { $0.refined != nil })
                }
                let place = JSONCursor(line.value, file: path, limits: .running)
                let certificate = try CertificateCoding.decode(place, problem: problem, of: subject).certificate
                guard certificate.candidate.parameters == refined.parameters else {
                    throw ExperimentError.strayRecord(
                        file: path, line: line.number,
                        problem: "the certificate is about another point than run \(run.run) ended at")
                }
                endPoints.append(EndPoint(run, certificate: certificate, symmetry: symmetry))
            }
            if let line = try reader.next() {
                throw ExperimentError.strayRecord(
                    file: path, line: line.number, problem: "there are more certificates than candidates")
            }
        }
        return (settings, endPoints)
    }
}
