// certify-check: verifies certificates, and links nothing but what is believed. `certify check` is the same code
// with more options.

import Formats
import Foundation
import Interchange
import Rigor

ApproximateLinearAlgebra.useOneThread()
// a reader that has gone away is no reason to leave certificates unchecked: the exit status still tells
signal(SIGPIPE, SIG_IGN)

/// Ends the program where standard output cannot be written, unless its reader has gone away.
func say(_ line: String) {
    guard let reason = StandardStream.output.write(line + "\n"), reason != EPIPE else { return }
    end(.cannotWrite, "standard output cannot be written: \(String(cString: strerror(reason)))")
}

func end(_ status: ExitStatus, _ message: String) -> Never {
    StandardStream.error.write("certify-check: \(message)\n")
    exit(status.rawValue)
}

switch CheckerArguments(Array(CommandLine.arguments.dropFirst())) {
case .help: say(CheckerArguments.helpText)
case .version: say(ProgramVersion.name)
case .wrong(let problem): end(.usage, "\(problem)\n\(CheckerArguments.usage)")
case .check(let path, let jobs, let limits, let arithmetic):
    do {
        let check = RunCheck(try CertificateFile(path, limits: limits), arithmetic: arithmetic)
        let summary = try check.run(jobs: jobs) { say($0.description) }
        summary.problemLines.forEach(say)
        say(summary.countLine)
        exit(summary.status.rawValue)
    } catch let failure as FormatError {
        end(ExitStatus(failure), failure.description)
    } catch {
        end(.badInput, "\(error)")
    }
}
