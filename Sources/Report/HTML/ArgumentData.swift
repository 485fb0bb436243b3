import Certify
import Formats
import Interchange
import Networks
import Rigor

extension Certificate {
    /// Whether the page shows what the check entered, for want of a view of the argument of its own.
    public var isShownByProof: Bool {
        guard case .structured(let argument) = argument else { return false }
        return switch KnownArgument(argument) {
        case .globalMinimum, .reduction, .channel: false
        case .interpolation, .leastSquares, .dependentInputs, .gauge, .constantNeurons, .gaussianReLUGlobalMinimum,
            .symmetricReLU, .gaussianErfGlobalMinimum, .gaussianErfSplit, .softmaxGauge, .separation,
            .negativeCurvature,
            nil:
            true
        }
    }
}

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
        return .string("\(reason.code.rawValue): \(reason)")
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
            .compactObject(
                [("kind", "exclusion")] + members(witness.namedBounds)
                    + [("nearest", nearest(verdict, nearestArgument))])
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

    /// Bounds as decimals of four digits, each under its symbol.
    private func members(_ bounds: [NamedBound]) -> Members {
        bounds.map { bound in
            switch bound.side {
            case .lower: (key: bound.symbol, value: .lower(bound.value, digits: 4))
            case .upper: (key: bound.symbol, value: .upper(bound.value, digits: 4))
            }
        }
    }

    private func isolated(_ witness: IsolatedPointWitness) -> JSONValue {
        let numbers = IsolatedPointNumbers(witness)
        let point = DecimalPoint(witness.centre, radius: numbers.existenceRadius)
        let coordinates: [JSONValue] = point.coordinates.map { text in JSONNumber(text).map { .number($0) } ?? .null }
        let derived = [
            NamedBound(symbol: "gap", side: .lower, value: numbers.reducedGap),
            NamedBound(symbol: "existence", side: .upper, value: numbers.existenceRadius),
            NamedBound(symbol: "margin", side: .upper, value: point.margin),
        ]
        var members: Members = [(key: "kind", value: "isolated")] + self.members(witness.namedBounds + derived)
        // the two sides of the inequality with as many digits as show it, as text: they may be more than the page's
        // numbers hold
        if witness.gradientNorm < numbers.product {
            let sides = OutwardDecimal.separated(witness.gradientNorm, numbers.product, digits: 4)
            members += [(key: "small", value: .string(sides.small)), (key: "product", value: .string(sides.large))]
        }
        members.append((key: "point", value: .array(coordinates)))
        members.append((key: "lemmas", value: witness.lemmas.map { .compactObject(self.members($0.namedBounds)) }))
        return .compactObject(members)
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
        switch KnownArgument(argument) {
        case .globalMinimum(let argument): view(argument)
        case .reduction(let argument): view(argument)
        case .channel(let argument): view(argument)
        // these have no view of their own and show what the check entered
        case .interpolation, .leastSquares, .dependentInputs, .gauge, .constantNeurons, .gaussianReLUGlobalMinimum,
            .symmetricReLU, .gaussianErfGlobalMinimum, .gaussianErfSplit, .softmaxGauge, .separation,
            .negativeCurvature,
            nil:
            .compactObject([
                ("kind", .string(argument.kindName)), ("proof", entry.proof.map { .array(Self.theorems($0)) }),
            ])
        }
    }

    private func view(_ argument: GlobalMinimumArgument) -> JSONValue {
        let weights = argument.network.weights.map(rationals), outputs = argument.network.outputs.map(rationals)
        return .compactObject(
            [("kind", "global"), ("weights", .array(weights)), ("outputs", .array(outputs))]
                + members(argument.uniqueness?.namedBounds ?? []))
    }

    private func view(_ argument: ReductionArgument) -> JSONValue {
        let groups: [JSONValue] = argument.groups.map { group in
            let shares: [JSONValue] = group.shares.map { .approximate($0.double(rounding: .nearest), digits: 6) }
            return ["neurons": integers(group.neurons), "shares": .array(shares)]
        }
        var members: Members = [("kind", "reduction"), ("groups", .array(groups))]
        members.append(("zero", integers(argument.zeroTypes.map(\.neuron))))
        switch argument.curvature {
        case .minimum: members.append(("isMinimum", true))
        case .endOfSaddleLine: members.append(("isEnd", true))
        case .saddle: break
        }
        members.append(("narrow", argument.reduced.map(isolated)))
        return .compactObject(members)
    }

    private func view(_ argument: ChannelArgument) -> JSONValue {
        let pairs: [JSONValue] = argument.pairs.map { [.integer($0.first), .integer($0.second), .bool($0.isFlipped)] }
        return .compactObject([
            ("kind", "channel"), ("pairs", .array(pairs)),
            ("triples", .array(argument.triples.map { integers($0.neurons) })),
            ("atZero", argument.neuronAtZero.map { .integer($0) }),
            ("tubes", .array(argument.tubeLengths.map { .lower($0, digits: 4) })),
            ("limit", isolated(argument.limit)),
        ])
    }
}
