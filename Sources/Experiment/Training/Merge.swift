import Formats
import Foundation

/// Joins the shards of one training. The result is byte for byte what one machine would have made.
public enum Merge {
    /// Reads the folders of all shards and writes the whole training to `folder`, which must not hold an experiment
    /// yet.
    ///
    /// Refused are shards with different settings, the same shard twice, records that do not belong to their shard, and
    /// shards that are missing or unfinished.
    /// - Returns: every run, by width and run number.
    @discardableResult
    public static func run(shards folders: [String], into folder: String) throws -> [TrainingRun] {
        guard let first = folders.first else {
            throw ExperimentError.badSetting(name: "shards", problem: "there are none to merge")
        }
        for name in [Journal.settingsName, Journal.recordsName]
        where FileManager.default.fileExists(atPath: Journal.path(folder, name)) {
            throw ExperimentError.alreadyStarted(folder: folder)
        }
        let reference = try settings(in: first)
        var whole = reference
        whole.shard = .whole
        var owners: [Int: String] = [:]
        var runs: [TrainingSettings.Key: TrainingRun] = [:]
        for place in folders {
            let settings = try settings(in: place)
            try Journal.requireEqual(settings.json(shard: .whole), whole.json, folder: place)
            guard settings.shard.count == reference.shard.count else {
                throw ExperimentError.otherSettings(
                    folder: place, setting: "shard", found: "\(settings.shard)",
                    expected: "one of \(reference.shard.count)")
            }
            if let other = owners.updateValue(place, forKey: settings.shard.number) {
                throw ExperimentError.overlappingShards(
                    first: other, second: place, detail: "both are shard \(settings.shard)")
            }
            let mine = try TrainingFolder.runs(
                from: Journal.records(in: place).records, settings: settings, file: place)
            let expected = settings.keys.count
            guard mine.count == expected else {
                throw ExperimentError.unfinished(folder: place, missing: expected - mine.count, total: expected)
            }
            // every record belongs to its shard and every shard occurs once, so no run occurs twice
            runs.merge(mine) { earlier, _ in earlier }
        }
        let keys = whole.keys
        guard runs.count == keys.count else {
            let absent = (1...reference.shard.count).filter { owners[$0] == nil }.map {
                "\($0)/\(reference.shard.count)"
            }
            throw ExperimentError.absentShards(absent)
        }
        let sorted = keys.compactMap { runs[$0] }
        try Journal.makeFolder(folder)
        try TrainingFolder.assemble(sorted, settings: whole, folder: folder)
        try Journal.write(sorted.map(\.json), to: folder)
        try AtomicFile.write(whole.json.serialized(.pretty) + "\n", to: Journal.path(folder, Journal.settingsName))
        return sorted
    }

    private static func settings(in folder: String) throws -> TrainingSettings {
        try TrainingSettings(
            JSONCursor(
                try Journal.settings(in: folder), file: Journal.path(folder, Journal.settingsName), limits: .running))
    }
}

extension Training {
    /// The settings and the runs that a finished training left in `folder`.
    public static func results(in folder: String) throws -> (settings: TrainingSettings, runs: [TrainingRun]) {
        let settings = try TrainingSettings(
            JSONCursor(
                try Journal.settings(in: folder), file: Journal.path(folder, Journal.settingsName), limits: .running))
        let runs = try TrainingFolder.runs(from: Journal.records(in: folder).records, settings: settings, file: folder)
        let keys = settings.keys
        guard runs.count == keys.count else {
            throw ExperimentError.unfinished(folder: folder, missing: keys.count - runs.count, total: keys.count)
        }
        return (settings, keys.compactMap { runs[$0] })
    }
}
