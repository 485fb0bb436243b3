import ArgumentParser
import Certify
import Formats
import Interchange
import Networks
import Rigor

/// `certify embed`: the embedding principle as a computation.
struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract:
            "List the families of critical points of wide students that a certified critical point generates by "
            + "copies and by neurons of output 0.",
        discussion: """
            The certificate is verified first. The neurons of its critical point, or of the narrow network to which \
            it reduces, are then split into copies, and neurons of output 0 are \
            added, in every way. Each family is divided by the signs of the outputs; for each part index, nullity and \
            whether its points are local minima are exact, or said to be \
            open. For odd activations opposite copies (-w, -a) are included: turning a neuron round changes nothing \
            there. For other activations copies have the neuron's own input \
            weights. Critical points of the same loss that come about otherwise, by balanced flips or by a symmetry \
            of the data, are not listed.

            EXAMPLES
              certify embed run --candidate 3 --width 5
              certify embed certificate.json --width 6 --json
            """)

    @ArgumentParser.Argument(help: "The directory of a run, certificates.jsonl, or a file with one certificate.")
    var path: String

    @Option(name: [.long, .short], help: "The certificate of this candidate; needed where there are several.")
    var candidate: Int?

    @Option(help: ArgumentHelp("Width of the students to be described.", valueName: "m"))
    var width: Int

    @OptionGroup var reading: LimitOptions

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    /// Longer lists are of no use to anybody.
    private static let mostRegions = Integer(100_000)

    func validate() throws {
        guard (1...1000).contains(width) else { throw ValidationError("--width must lie in 1...1000.") }
    }

    func run() throws {
        let (record, landscape) = try certificate()
        let point: NarrowCriticalPoint
        do { point = try NarrowCriticalPoint.certified(by: record.certificate, on: landscape) } catch {
            throw CommandFailure(
                status: .badInput,
                message:
                    "\(path): there is nothing to embed: \(error.description); choose a candidate whose verdict is "
                    + "about an isolated point or equal neurons"
            )
        }
        guard width >= point.width else {
            throw CommandFailure(
                status: .usage,
                message: "--width \(width): the certified point needs \(point.width) neurons; give at least that many")
        }
        let regions = Embedding.regionCount(of: point.width, in: width)
        guard regions <= Self.mostRegions else {
            throw CommandFailure(
                status: .usage,
                message:
                    "--width \(width): the list would have \(regions.decimalString) lines; give a smaller width; "
                    + "certify count gives the numbers without it"
            )
        }
        let list = EmbeddingList(
            point: point, width: width, record: record, teacherWidth: landscape.irreducibleTeacherWidth)
        guard list.addsUp else {
            throw CommandFailure(
                status: .rejected,
                message: "the families do not add up to G and T: this is a mistake of the program; please report it")
        }
        if json {
            Console.line(list.json.serialized(.pretty))
        } else {
            list.lines.forEach { Console.line($0) }
        }
    }

    /// The one certificate that is meant, verified.
    private func certificate() throws -> (CertificateRecord, TwoLayerLandscape) {
        let file = try CertificateFile(path, limits: reading.limits.limits)
        var found: [JSONCursor] = []
        try file.forEachPortion(of: 64) { portion in
            for entry in portion where found.count < 2 {
                let cursor = try entry.content.get()
                if try candidate == nil || cursor["candidate"]["index"].integer() == candidate { found.append(cursor) }
            }
        }
        guard let cursor = found.first else {
            throw CommandFailure(
                status: .badInput,
                message: "\(file.path): there is no certificate" + (candidate.map { " of candidate \($0)" } ?? ""))
        }
        guard found.count == 1 else {
            throw CommandFailure(
                status: .usage, message: "\(file.path): there are several certificates; name one with --candidate")
        }
        do {
            let record = try CertificateVerifier(problem: file.problem, run: file.description?.subject).verify(cursor)
            guard let landscape = record.problem.landscape(width: record.width) as? TwoLayerLandscape,
                landscape.outputCount == 1, landscape.problem.decay == nil
            else {
                throw CommandFailure(
                    status: .badInput,
                    message: "\(path): only critical points of two-layer networks with one output and without decay "
                        + "are embedded")
            }
            return (record, landscape)
        } catch let failure as FormatError {
            throw CommandFailure(status: .rejected, message: failure.description)
        } catch let refusal as Refusal {
            throw CommandFailure(
                status: .rejected, message: "\(cursor.file): the certificate is not valid: \(refusal.description)")
        }
    }
}
