import ArgumentParser
import Certify
import Foundation
import Run
import Search

/// What `run` and `audit` have in common: candidates, the problem they are about, and how hard to try.
struct CertifyingOptions: ParsableArguments {
    @OptionGroup var input: CandidateOptions

    @OptionGroup var threads: ThreadOptions

    var jobs: Int { threads.jobs }

    @Option(help: "Longest precision to try, in bits; exact structure is proved at 128, whatever this says.")
    var maxPrecision: Int = Certifier.Options().maximumPrecision

    @Option(
        help: ArgumentHelp(
            "What \"not-critical\" has to exclude: critical points within this radius, times 1 + |theta|. "
                + "Certificates state the radius proved, which may be smaller for candidates seen to run off to "
                + "infinity.")
    )
    var radius: Double = Certifier.Options().radius

    func validate() throws {
        let precisions = CertificateCheck.statedPrecisions
        guard precisions.contains(maxPrecision) else {
            throw ValidationError("--max-precision must lie in \(precisions.lowerBound)...\(precisions.upperBound).")
        }
        guard radius.isFinite, radius > 0 else { throw ValidationError("--radius must be a positive number.") }
    }

    /// Everything read and verified, nothing written.
    func load() throws -> Assignment {
        let candidates = try input.candidates()
        var options = Certifier.Options()
        options.maximumPrecision = maxPrecision
        options.radius = radius
        return try Assignment(candidates, problem: input.problem, options: options)
    }
}
