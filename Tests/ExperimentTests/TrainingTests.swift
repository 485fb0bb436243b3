import Certify
import Formats
import Foundation
import Interchange
import Rigor
import Synchronization
import TestSupport
import Testing

@testable import Experiment

struct TrainingTests {
    @Test func resultsDoNotDependOnJobsOrShards() throws {
        let folder = try TemporaryFolder(), settings = try Sample.settings()
        try Training(settings: settings).run(folder: folder.file("one"), jobs: 1)
        try Training(settings: settings).run(folder: folder.file("two"), jobs: 2)
        let expected = try contents(of: folder.file("one"))
        #expect(try contents(of: folder.file("two")) == expected)
        #expect(
            Set(expected.keys).isSuperset(of: [
                "settings.json", "records.jsonl", "runs.csv", "width-2/raw.npz", "width-3/refined.npz",
            ]))
        for number in 1...3 {
            var part = settings
            part.shard = try Shard(number: number, of: 3)
            try Training(settings: part).run(folder: folder.file("shard\(number)"), jobs: 2)
        }
        try Merge.run(shards: [2, 3, 1].map { folder.file("shard\($0)") }, into: folder.file("merged"))
        #expect(try contents(of: folder.file("merged")) == expected)
    }

    /// The archive holds what the runs hold, in the form that candidates are read in.
    @Test func archivesAreCandidateFiles() throws {
        let folder = try TemporaryFolder(), settings = try Sample.settings()
        let runs = try Training(settings: settings).run(folder: folder.file("t")).filter { $0.width == 3 }
        let file = try CandidateFile(contentsOf: folder.file("t/width-3/refined.npz"))
        #expect(file.width == 3 && file.inputDimension == 2)
        #expect(file.candidates.map(\.parameters) == runs.compactMap { $0.refined?.parameters })
        #expect(file.candidates.map(\.claims.minimumEigenvalue) == runs.map { $0.refined?.minimumEigenvalue })
        let archive = try NumpyArchive(contentsOf: folder.file("t/width-3/raw.npz"))
        #expect(try archive.array("run").integerValues() == [0, 1, 2, 3, 4])
        #expect(try archive.array("seed").integerValues() == [7, 7, 7, 7, 7])
        #expect(try archive.array("curve_loss").shape == [5, LossCurve.steps(upTo: 300).count])
        let (_, reread) = try Training.results(in: folder.file("t"))
        #expect(reread.filter { $0.width == 3 } == runs)
    }

    /// Killed after some runs, in the middle of a line: nothing finished is lost, nothing done twice, the result is the
    /// same.
    @Test(arguments: [0, 1, 4, 10]) func killedAndResumed(_ finished: Int) throws {
        let folder = try TemporaryFolder(), settings = try Sample.settings()
        try Training(settings: settings).run(folder: folder.file("whole"), jobs: 2)
        let expected = try contents(of: folder.file("whole"))
        let records = try #require(expected["records.jsonl"])
        let lines = String(decoding: records, as: UTF8.self).split(separator: "\n").map(String.init)
        try FileManager.default.createDirectory(atPath: folder.file("killed"), withIntermediateDirectories: true)
        try #require(expected["settings.json"]).write(to: URL(fileURLWithPath: folder.file("killed/settings.json")))
        let kept: String =
            lines.reversed().prefix(finished).map { $0 + "\n" }.joined()
            + (finished < lines.count ? lines[0].prefix(40) : "")
        try kept.write(toFile: folder.file("killed/records.jsonl"), atomically: false, encoding: .utf8)
        let done = Mutex<[TrainingSettings.Key]>([])
        try Training(settings: settings).run(folder: folder.file("killed"), jobs: 2, resuming: true) { progress in
            done.withLock { $0.append(progress.last.key) }
        }
        #expect(done.withLock { $0.count } == lines.count - finished)
        #expect(try contents(of: folder.file("killed")) == expected)
    }

    @Test func aStartedFolderNeedsResume() throws {
        let folder = try TemporaryFolder(), settings = try Sample.settings()
        try Training(settings: settings).run(folder: folder.file("t"))
        #expect(throws: ExperimentError.alreadyStarted(folder: folder.file("t"))) {
            try Training(settings: settings).run(folder: folder.file("t"))
        }
        var other = settings
        other.adam.rate = 0.5
        #expect(
            throws: ExperimentError.otherSettings(
                folder: folder.file("t"), setting: "adam.rate", found: "0.01", expected: "0.5")
        ) {
            try Training(settings: other).run(folder: folder.file("t"), resuming: true)
        }
    }

    @Test func mergeRefuses() throws {
        let folder = try TemporaryFolder()
        var settings = try Sample.settings()
        settings.shard = try Shard("1/2")
        try Training(settings: settings).run(folder: folder.file("a"))
        try Training(settings: settings).run(folder: folder.file("again"))
        settings.shard = try Shard("2/2")
        try Training(settings: settings).run(folder: folder.file("b"))
        settings.seed = 8
        try Training(settings: settings).run(folder: folder.file("other"))

        #expect(
            throws: ExperimentError.overlappingShards(
                first: folder.file("a"), second: folder.file("again"), detail: "both are shard 1/2")
        ) {
            try Merge.run(shards: [folder.file("a"), folder.file("again")], into: folder.file("m"))
        }
        #expect(
            throws: ExperimentError.otherSettings(
                folder: folder.file("other"), setting: "seed", found: "8", expected: "7")
        ) {
            try Merge.run(shards: [folder.file("a"), folder.file("other")], into: folder.file("m"))
        }
        #expect(throws: ExperimentError.absentShards(["2/2"])) {
            try Merge.run(shards: [folder.file("a")], into: folder.file("m"))
        }
        // a record of the other shard smuggled in
        let b = try String(contentsOfFile: folder.file("b/records.jsonl"), encoding: .utf8)
        let a = try String(contentsOfFile: folder.file("a/records.jsonl"), encoding: .utf8)
        try (a + b.split(separator: "\n")[0] + "\n").write(
            toFile: folder.file("a/records.jsonl"), atomically: true, encoding: .utf8)
        #expect(throws: ExperimentError.self) {
            try Merge.run(shards: [folder.file("a"), folder.file("b")], into: folder.file("m"))
        }
        // an unfinished shard
        try a.split(separator: "\n").dropLast().map { $0 + "\n" }.joined()
            .write(toFile: folder.file("a/records.jsonl"), atomically: true, encoding: .utf8)
        #expect(throws: ExperimentError.unfinished(folder: folder.file("a"), missing: 1, total: 5)) {
            try Merge.run(shards: [folder.file("a"), folder.file("b")], into: folder.file("m"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("m/settings.json")))
        try a.write(toFile: folder.file("a/records.jsonl"), atomically: true, encoding: .utf8)
        try Merge.run(shards: [folder.file("a"), folder.file("b")], into: folder.file("m"))
        #expect(throws: ExperimentError.alreadyStarted(folder: folder.file("m"))) {
            try Merge.run(shards: [folder.file("a"), folder.file("b")], into: folder.file("m"))
        }
    }

    /// The loss of an exponential network overflows at once with this rate; the run stays in the tables with its seed.
    @Test func aDivergingRunIsRecorded() throws {
        let folder = try TemporaryFolder()
        var settings = try Sample.settings()
        settings.problem = try Sample.problem(.exp)
        settings.widths = [2]
        settings.adam.rate = 1e3
        let runs = try Training(settings: settings).run(folder: folder.file("t"))
        #expect(runs.count == 5)
        for run in runs {
            guard case .divergedInAdam(let step) = run.status else {
                Issue.record("run \(run.run) did not diverge")
                continue
            }
            #expect(step >= 1 && step < 300)
            #expect(run.raw == nil && run.refined == nil && run.curve.allSatisfy(\.isFinite))
        }
        let table = try String(contentsOfFile: folder.file("t/runs.csv"), encoding: .utf8).split(separator: "\n")
        #expect(table.count == 6 && table[1].hasPrefix("2,0,7,diverged-in-adam,"))
        #expect(try NumpyArchive(contentsOf: folder.file("t/width-2/raw.npz")).array("w").shape == [0, 2, 2])
        #expect(try Training.results(in: folder.file("t")).runs == runs)
    }

    @Test func badSettingsAreNamed() throws {
        func refused(_ change: (inout TrainingSettings) -> Void) throws -> Bool {
            var settings = try Sample.settings()
            change(&settings)
            do {
                try settings.validate()
                return false
            } catch { return true }
        }
        #expect(try !refused { _ in })
        #expect(try refused { $0.widths = [] })
        #expect(try refused { $0.widths = [5, 4] })
        #expect(try refused { $0.widths = [0] })
        #expect(try refused { $0.runs = 0 })
        #expect(try refused { $0.seed = 1 << 63 })
        #expect(try refused { $0.adam.rate = .nan })
        #expect(try refused { $0.adam.beta1 = 1 })
        #expect(try refused { $0.adam.steps = -1 })
        #expect(try refused { $0.adam.decay = .inverseTime(halfTime: 0) })
        #expect(try refused { $0.initialization = .normal(deviation: -1) })
        for text in ["0/2", "3/2", "1", "1/", "a/b", "1/2/3", "-1/2"] {
            #expect(throws: ExperimentError.self) { try Shard(text) }
        }
    }

    /// Settings read back are the settings written, for every schedule and initialization.
    @Test func settingsRoundTrip() throws {
        var settings = try Sample.settings()
        for initialization in [Initialization.glorotUniform, .glorotNormal, .normal(deviation: 0.1)] {
            for decay in [Adam.Decay.constant, .cosine, .inverseTime(halfTime: 12.5)] {
                settings.initialization = initialization
                settings.adam.decay = decay
                settings.shard = try Shard("2/3")
                let reread = try TrainingSettings(JSONCursor(settings.json, file: "settings.json"))
                #expect(reread.json == settings.json)
                #expect(reread.adam == settings.adam && reread.initialization == initialization)
            }
        }
    }
}
