/// What can go wrong in an experiment besides unreadable files, each with what to do about it.
public enum ExperimentError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A setting makes no sense.
    case badSetting(name: String, problem: String)
    /// The folder already holds an experiment and nobody asked to resume it.
    case alreadyStarted(folder: String)
    /// The folder holds something.
    case notEmpty(folder: String)
    /// No run has an end point.
    case everyRunDiverged
    /// The folder holds an experiment with other settings; the first that differs is named.
    case otherSettings(folder: String, setting: String, found: String, expected: String)
    /// A record stands in the folder that does not belong there.
    case strayRecord(file: String, line: Int, problem: String)
    /// Shards that cannot be joined.
    case overlappingShards(first: String, second: String, detail: String)
    /// Records are missing.
    case unfinished(folder: String, missing: Int, total: Int)
    /// Shards were not given.
    case absentShards([String])

    public var description: String {
        switch self {
        case .badSetting(let name, let problem): "\(name): \(problem)"
        case .alreadyStarted(let folder):
            "\(folder): already holds an experiment; resume it (--resume) or choose another folder"
        case .notEmpty(let folder): "\(folder): the directory is not empty"
        case .everyRunDiverged: "every run diverged; nothing was written"
        case .otherSettings(let folder, let setting, let found, let expected):
            "\(folder): was made with other settings: \(setting) is \(found), expected \(expected)"
        case .strayRecord(let file, let line, let problem): "\(file): line \(line): \(problem)"
        case .overlappingShards(let first, let second, let detail): "\(first) and \(second) overlap: \(detail)"
        case .absentShards(let shards): "shard \(shards.joined(separator: ", ")) is missing: name its folder as well"
        case .unfinished(let folder, let missing, let total):
            "\(folder): \(missing) of \(total) records are missing; finish it first (--resume)"
        }
    }
}
