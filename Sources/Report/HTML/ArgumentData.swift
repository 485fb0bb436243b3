import Certify
import Formats
import Interchange
import Networks
import Rigor

/// The argument behind one row, as the page puts it into formulas.
struct ArgumentData {
    private let entry: ReportEntry
    private let ladder: EigenvalueLadder?

    init(_ entry: ReportEntry, ladder: EigenvalueLadder?) {
        self.entry = entry
        self.ladder = ladder
    }

    private var certificate: Certificate { entry.certificate }

    var json: JSONValue {
        .compactObject([
            ("argument", argument(certificate.argument, certificate.verdict)),
            ("reason", reason),
            ("escape", certificate.approximateEscape.map { .string($0) }),
            (
                "ladder",
                ladder.map {
                    .array($0.eigenvalues.flatMap { [.lower($0.lower, digits: 4), .upper($0.upper, digits: 4)] })
                }
            ),
            ("ladderAt", ladder.map { .string($0.place.rawValue) }),
            ("reference", certificate.reference.map(reference)),
            (
                "rungs",
                certificate.rungs.isEmpty
                    ? nil : .array(certificate.rungs.map { [.integer($0.bits), .string($0.failure)] })
            ),
            ("seconds", .approximate(certificate.seconds, digits: 3)),
        ])
    }

    private var reason: JSONValue? {
        guard case .undecided(let reason) = certificate.verdict else { return nil }
        return .string("\(reason.code): \(reason)")
    }

    private func reference(_ reference: Reference) -> JSONValue {
        switch reference {
        case .infimumZero(.zeroByRealizingTeacher):
            "the infimum is 0: the labels come from a teacher that the student can be"
        case .infimumZero(.zeroByConstruction(let why)): .string("the infimum is 0: \(why)")
        case .point(_, let upper): .string("another point has loss at most \(OutwardDecimal.upper(upper))")
        }
    }

    private func argument(_ argument: Argument, _ verdict: Verdict) -> JSONValue? {
        switch argument {
        case .isolatedPoint(let witness): isolated(witness)
        case .structured(let argument): structured(argument)
        case .exclusion(let witness, let nearestArgument):
            .compactObject([
                ("kind", "exclusion"), ("rho", .lower(witness.radius, digits: 4)),
                ("K2", .upper(witness.hessianLipschitz, digits: 4)),
                ("nearest", nearest(verdict, nearestArgument)),
            ])
        case .none: nil
        }
    }

    /// The critical point named beside an exclusion, with its own argument.
    private func nearest(_ verdict: Verdict, _ argument: Argument?) -> JSONValue? {
        guard case .notCritical(_, let nearest?) = verdict, let argument else { return nil }
        let point = nearest.criticalPoint
        return .compactObject([
            ("verdict", .string(nearest.name)), ("globality", nearest.globality.map { .string($0.rawValue) }),
            ("distance", point.map { .upper($0.distanceUpper, digits: 4) }), ("tubeDistance", tubeDistance(nearest)),
            ("loss", nearest.pointLoss.map { .array([.lower($0.lower), .upper($0.upper)]) }),
            (
                "lam",
                point.map {
                    .array([
                        .lower($0.smallestEigenvalue.lower, digits: 5), .upper($0.smallestEigenvalue.upper, digits: 5),
                    ])
                }
            ),
            ("indexLo", point.map { .integer($0.indexLower) }), ("indexHi", point.map { .integer($0.indexUpper) }),
            ("structure", point.map { .string($0.structure) }),
            ("argument", self.argument(argument, nearest)),
        ])
    }

    private func tubeDistance(_ verdict: Verdict) -> JSONValue? {
        verdict.limitAtInfinity.map { .upper($0.tubeDistanceUpper, digits: 4) }
    }

    private typealias Members = [(key: String, value: JSONValue?)]

    /// Numbers that are lower bounds, and such that are upper bounds, of four digits.
    private func bounds(lower: [(String, Double?)], upper: [(String, Double?)]) -> Members {
        lower.map { (key: $0.0, value: $0.1.map { JSONValue.lower($0, digits: 4) }) }
            + upper.map { (key: $0.0, value: $0.1.map { JSONValue.upper($0, digits: 4) }) }
    }

    private func isolated(_ witness: IsolatedPointWitness) -> JSONValue {
        let numbers = IsolatedPointNumbers(witness), constants = witness.lipschitz
        let point = DecimalPoint(witness.centre, radius: numbers.existenceRadius)
        let coordinates: [JSONValue] = point.coordinates.map { text in JSONNumber(text).map { .number($0) } ?? .null }
        var members: Members = [(key: "kind", value: "isolated")]
        members += bounds(
            lower: [
                ("rho", witness.radius), ("mu", witness.spectralGap), ("gap", numbers.reducedGap),
            ],
            upper: [
                ("epsilon", witness.gradientNorm), ("K0", constants.loss), ("K1", constants.gradient),
                ("K2", constants.hessian),
                ("existence", numbers.existenceRadius), ("margin", point.margin),
            ])
        // the two sides of the inequality with as many digits as show it, as text: they may be more than the page's
        // numbers hold
        if witness.gradientNorm < numbers.product {
            let sides = OutwardDecimal.separated(witness.gradientNorm, numbers.product, digits: 4)
            members += [(key: "small", value: .string(sides.small)), (key: "product", value: .string(sides.large))]
        }
        members.append((key: "point", value: .array(coordinates)))
        members.append((key: "lemmas", value: witness.lemmas.map(lemmas)))
        return .compactObject(members)
    }

    private func lemmas(_ lemmas: PublishedLemmas) -> JSONValue {
        .compactObject(
            bounds(
                lower: [
                    ("lambda", lemmas.smallestEigenvalue), ("trial", lemmas.trialRadius),
                    ("discriminant", lemmas.discriminantLower),
                    ("loss", lemmas.lossLower), ("margin", lemmas.marginLower),
                ],
                upper: [
                    ("epsilon", lemmas.gradientNorm), ("B", lemmas.thirdDerivative), ("r", lemmas.radius),
                    ("K0", lemmas.lipschitz),
                    ("reference", lemmas.referenceUpper),
                ]))
    }

    private func integers(_ values: [Int]) -> JSONValue { .array(values.map { .integer($0) }) }
    private func rationals(_ values: [Rational]) -> JSONValue { .array(values.map { .string($0.description) }) }

    /// Each theorem of a ledger with its hypotheses as rows of a table, and what follows.
    private static func theorems(_ ledger: ProofLedger) -> [JSONValue] {
        var rows: [JSONValue] = [], conclusions: [JSONValue] = [], inner: [JSONValue] = []
        for entry in ledger.entries {
            switch entry {
            case .note: break
            case .hypothesis(let hypothesis):
                let cells = [
                    hypothesis.statement, hypothesis.proved?.text() ?? "", hypothesis.stated?.text() ?? "",
                    hypothesis.slack?.description ?? "",
                ]
                rows.append(.array(cells.map { .string($0) }))
            case .conclusion(let words): conclusions.append(.string(words))
            case .argument(let argument): inner += theorems(argument)
            }
        }
        if rows.isEmpty, conclusions.isEmpty { return inner }
        let own: JSONValue = [
            "theorem": .string(ledger.theorem), "rows": .array(rows), "conclusions": .array(conclusions),
        ]
        return [own] + inner
    }

    private func structured(_ argument: any StructuredArgument) -> JSONValue {
        switch argument {
        case let argument as GlobalMinimumArgument:
            let weights = argument.network.weights.map(rationals), outputs = argument.network.outputs.map(rationals)
            var members: Members = [
                (key: "kind", value: "global"), (key: "weights", value: .array(weights)),
                (key: "outputs", value: .array(outputs)),
            ]
            members.append((key: "uniqueness", value: argument.uniqueness.map { .lower($0.radius, digits: 4) }))
            return .compactObject(members)
        case let argument as ReductionArgument:
            let groups: [JSONValue] = argument.groups.map { group in
                let shares: [JSONValue] = group.shares.map { .approximate($0.double(rounding: .nearest), digits: 6) }
                return ["neurons": integers(group.neurons), "shares": .array(shares)]
            }
            var members: Members = [(key: "kind", value: "reduction"), (key: "groups", value: .array(groups))]
            members.append((key: "zero", value: integers(argument.zeroTypes.map(\.neuron))))
            switch argument.curvature {
            case .minimum: members.append((key: "isMinimum", value: true))
            case .endOfSaddleLine: members.append((key: "isEnd", value: true))
            case .saddle: break
            }
            members.append((key: "narrow", value: argument.reduced.map(isolated)))
            return .compactObject(members)
        case let argument as ChannelArgument:
            let pairs: [JSONValue] = argument.pairs.map {
                [.integer($0.first), .integer($0.second), .bool($0.isFlipped)]
            }
            let tubes: [JSONValue] = argument.tubeLengths.map { .lower($0, digits: 4) }
            var members: Members = [(key: "kind", value: "channel"), (key: "pairs", value: .array(pairs))]
            members.append((key: "triples", value: .array(argument.triples.map { integers($0.neurons) })))
            members.append((key: "atZero", value: argument.neuronAtZero.map { .integer($0) }))
            members.append((key: "tubes", value: .array(tubes)))
            members.append((key: "limit", value: isolated(argument.limit)))
            return .compactObject(members)
        default:
            // kinds that have no view of their own show what the check entered
            return .compactObject([
                ("kind", .string(argument.kind)), ("proof", entry.proof.map { .array(Self.theorems($0)) }),
            ])
        }
    }
}
