import Interchange
import Run

/// A failure with the one line that goes to standard error and the status to end with.
struct CommandFailure: Error {
    var status: ExitStatus
    var message: String
}

extension ExitStatus {
    /// Of a run that cannot begin.
    init(_ failure: RunError) {
        switch failure {
        case .noProblem: self = .usage
        case .otherProblem, .misfit, .tooManyParameters: self = .badInput
        case .notEmpty, .nothingToResume, .otherRun: self = .cannotWrite
        }
    }
}
