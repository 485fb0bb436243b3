import Certify
import Formats
import Interchange
import Rigor

/// Everything the page draws, as compact JSON.
///
/// Bounds are JSON numbers of few digits, rounded outward. A script that reads a decimal of at most 15 digits into a
/// float64 and prints the shortest decimal that reads back gets the same decimal, so nothing is lost on the way to the
/// eye.
struct ReportData {
    let report: Report
    let groups: [DistinctGroup]

    /// Ladders of all points stand in reports of at most this many candidates; larger ones hold them for one point of
    /// each group, and for as many candidates without a group, so that the page stays small.
    static let largestFullReport = 1000

    /// Columns of a row, in order. `x` is the argument in detail.
    static let columns = [
        "run", "id", "verdict", "globality", "lossLo", "lossHi", "lamLo", "lamHi", "distance", "tubeDistance",
        "gradient", "indexLo", "indexHi",
        "nullity", "level", "family", "saddleIndex", "isolated", "uniqueness", "bits", "claim", "claimLoss", "claimLam",
        "atLo", "atHi", "structure", "seal",
        "theta", "kinds", "group", "lamMaxLo", "lamMaxHi", "learning", "x",
    ]

    /// - Parameter makesLadders: recomputing spectra takes time; tests can do without.
    func json(makesLadders: Bool = true) -> JSONValue {
        let entries = report.entries
        var groupOf = [Int: Int]()
        for (g, group) in groups.enumerated() { for member in group.members { groupOf[member] = g } }
        let ladders = makesLadders ? self.ladders(entries) : [:]
        var rows = [JSONValue](), position = 0
        for (r, run) in report.runs.enumerated() {
            for entry in run.entries {
                rows.append(row(entry, run: r, group: groupOf[position], ladder: ladders[position]))
                position += 1
            }
        }
        return [
            "columns": .array(Self.columns.map { .string($0) }),
            "verdicts": .array(Verdict.Kind.allCases.map { .string($0.rawValue) }),
            "runs": .array(report.runs.map(self.run)),
            "rows": .array(rows),
            "isVerified": .bool(report.isVerified),
        ]
    }

    private func ladders(_ entries: [ReportEntry]) -> [Int: EigenvalueLadder] {
        var wanted = Array(entries.indices)
        if entries.count > Self.largestFullReport {
            wanted =
                groups.compactMap(\.members.first)
                + entries.indices.filter { entries[$0].verdict.pointLoss == nil }.prefix(100)
        }
        var makers = [String: EigenvalueLadderMaker](), result = [Int: EigenvalueLadder]()
        for position in wanted {
            let record = entries[position].record, key = "\(record.problemHash) \(record.width)"
            let maker = makers[key] ?? EigenvalueLadderMaker(landscape: record.problem.landscape(width: record.width))
            makers[key] = maker
            result[position] = maker.ladder(record.certificate)
        }
        return result
    }

    private func run(_ run: ReportRun) -> JSONValue {
        let record = run.entries.first?.record
        let teacher = record?.problem.twoLayer?.teacher
        return .compactObject([
            ("label", .string(run.label)), ("path", .string(ShellWord.quoted(run.commandPath))),
            ("width", record.map { .integer($0.width) }),
            // the weight plane is drawn of students whose parameters begin with the neurons' input weights
            ("dimension", record.flatMap { $0.problem.dense == nil ? .integer($0.problem.inputDimension) : nil }),
            ("file", record.map { .string($0.source.file) }),
            (
                "teacher",
                teacher.map {
                    .array($0.neurons.map { .array($0.weights.map { .approximate($0.nearestDouble, digits: 8) }) })
                }
            ),
            (
                "perturbation",
                run.perturbation.map {
                    .array($0.points.map(self.perturbation))
                }
            ),
        ])
    }

    private func perturbation(_ point: PerturbationCurve.Point) -> JSONValue {
        [
            .string(point.candidate), .approximate(point.epsilon, digits: 6), .approximate(point.startLoss, digits: 6),
            .approximate(point.endLoss, digits: 6), .string(point.endVerdict.rawValue),
        ]
    }

    private func row(_ entry: ReportEntry, run: Int, group: Int?, ladder: EigenvalueLadder?) -> JSONValue {
        let certificate = entry.certificate, verdict = certificate.verdict
        let there = certificate.candidateEnclosure, claims = certificate.candidate.claims
        let facts = VerdictFacts(certificate)
        let point = verdict.criticalPoint
        let kinds = NeuronKind.kinds(entry)
        var fields: [JSONValue] = [
            .integer(run), .integer(certificate.candidate.index),
            .integer(verdict.kind.order),
            verdict.globality.map { .string($0.rawValue) } ?? .null,
        ]
        fields += [facts.loss, facts.smallestEigenvalue].flatMap { bounds in
            [bounds.map { .lower($0.lower) } ?? .null, bounds.map { .upper($0.upper) } ?? .null] as [JSONValue]
        }
        fields += [facts.distance, facts.tubeDistance, facts.gradientNormUpper].map {
            $0.map { .upper($0, digits: 4) } ?? .null
        }
        var saddleIndex: Int?
        if case .endOfSaddleLine(_, let index) = verdict { saddleIndex = index }
        fields += [
            point?.indexLower, point?.indexUpper, point?.nullity, point?.level, point?.familyDimension, saddleIndex,
        ].map {
            $0.map { .integer($0) } ?? .null
        }
        fields += [
            point?.isIsolated.map { .bool($0) } ?? .null,
            point?.uniquenessRadius.map { .lower($0, digits: 4) } ?? .null,
            .integer(certificate.bits), entry.record.audit.smallestEigenvalue.map { .string($0.rawValue) } ?? .null,
            claims.loss.map { .approximate($0, digits: 8) } ?? .null,
            claims.minimumEigenvalue.map { .approximate($0, digits: 6) } ?? .null,
            there.map { .lower($0.smallestEigenvalue.lower, digits: 5) } ?? .null,
            there.map { .upper($0.smallestEigenvalue.upper, digits: 5) } ?? .null,
            .string(facts.structure), .string(entry.seal),
            .array(certificate.candidate.parameters.map { .approximate($0, digits: 6) }),
            .string(kinds.allSatisfy { $0 == .student } ? "" : kinds.map(\.rawValue).joined()),
            group.map { .integer($0) } ?? .null,
            point?.largestEigenvalue.map { .lower($0.lower, digits: 5) } ?? .null,
            point?.largestEigenvalue.map { .upper($0.upper, digits: 5) } ?? .null,
            point?.learningCoefficient.map { .string($0.description) } ?? .null,
            ArgumentData(entry, ladder: ladder).json,
        ]
        return .array(fields)
    }
}
