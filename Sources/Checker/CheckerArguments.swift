import Certify
import Formats
import Foundation

/// The command line of `certify-check`.
enum CheckerArguments {
    case help
    case version
    case check(path: String, jobs: Int, limits: Limits, arithmetic: CheckingArithmetic)
    /// What makes no sense.
    case wrong(String)

    static let usage = "Usage: certify-check PATH [--jobs N] [--limits checking|running] [--fast]"

    static let helpText = """
        \(usage)

        Checks certificates again from their own content alone. PATH is the directory of a run, certificates.jsonl, or a
        file with one certificate. Prints "VERIFIED <index> <verdict>" or "REJECTED <index> <reason>" for each, and a
        closing count; of a directory it also checks that no certificate is missing and that verdicts.csv says what the
        certificates say.

        --jobs N            threads
        --limits running    for very large certificates whose origin you trust
        --fast              in float64 with proved bounds where that suffices, otherwise in MPFR; trusts more code

        Exit status: 0 all verified, 1 something was rejected, 2 usage, 3 bad input, 4 cannot write.
        """

    init(_ words: [String]) {
        var path: String?, jobs = ProcessInfo.processInfo.activeProcessorCount, limits = Limits.checking,
            arithmetic = CheckingArithmetic.mpfr
        var rest = words[...], isOver = false
        while let word = rest.popFirst() {
            switch word {
            case "--" where !isOver: isOver = true
            case "--help" where !isOver, "-h" where !isOver:
                self = .help
                return
            case "--version" where !isOver:
                self = .version
                return
            case "--jobs" where !isOver, "-j" where !isOver:
                guard let number = rest.popFirst().flatMap({ Int($0) }), (1...1024).contains(number) else {
                    self = .wrong("--jobs must lie in 1...1024.")
                    return
                }
                jobs = number
            case "--limits" where !isOver:
                guard let named = rest.popFirst().flatMap({ Limits.Named(rawValue: $0) }) else {
                    self = .wrong("--limits must be checking or running.")
                    return
                }
                limits = named.limits
            case "--fast" where !isOver: arithmetic = .fast
            default:
                guard isOver || !word.hasPrefix("-") else {
                    self = .wrong("Unknown option '\(word)'.")
                    return
                }
                guard path == nil else {
                    self = .wrong("There is more than one path.")
                    return
                }
                path = word
            }
        }
        guard let path else {
            self = .wrong("There is no path.")
            return
        }
        self = .check(path: path, jobs: jobs, limits: limits, arithmetic: arithmetic)
    }
}
