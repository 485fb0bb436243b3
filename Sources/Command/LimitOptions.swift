import ArgumentParser
import Formats

/// How much work a certificate may ask for.
struct LimitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "checking (sizes and work in proportion to the certificate) or running (the larger limits of `certify "
                + "run`), for certificates whose origin you trust.")
    )
    var limits: Limits.Named = .checking
}

extension Limits.Named: ExpressibleByArgument {}
