import ArgumentParser

/// How the program ends; scripts may rely on these numbers.
enum ExitStatus: Int32, CaseIterable {
    /// Everything that was asked for was done. `run` ends so whatever the verdicts are, undecided ones included, and whatever was claimed.
    case success = 0
    /// `check` rejected a certificate, missed one, or found that the table does not agree with the certificates; `inspect` or
    /// `audit` refuted a claimed loss.
    case rejected = 1
    /// The command line makes no sense: unknown options, missing arguments, values out of range, no problem given.
    case usage = 2
    /// An input file cannot be read, or what it says cannot be used.
    case badInput = 3
    /// An output file or directory cannot be written, or holds something else.
    case cannotWrite = 4
}

/// A failure with the one line that goes to standard error and the status to end with.
struct CommandFailure: Error {
    var status: ExitStatus
    var message: String
}
