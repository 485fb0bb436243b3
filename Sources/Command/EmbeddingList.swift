import Certify
import Formats
import Interchange
import Networks
import Rigor

/// The families of `certify embed`, for people and for programs.
struct EmbeddingList {
    let point: NarrowCriticalPoint
    let width: Int
    let record: CertificateRecord
    let teacherWidth: Int?
    let families: [EmbeddedFamily]

    init(point: NarrowCriticalPoint, width: Int, record: CertificateRecord, teacherWidth: Int?) {
        self.point = point
        self.width = width
        self.record = record
        self.teacherWidth = teacherWidth
        families = Embedding.families(of: point, width: width)
    }

    // MARK: Sums

    private var G: Integer { PieceCount.copies(of: point.width, in: width, opposite: point.hasOppositeCopies) }
    private var T: Integer {
        PieceCount.copiesAndZeroTypes(of: point.width, in: width, opposite: point.hasOppositeCopies)
    }
    /// "G" or "G±".
    private func name(_ letter: String) -> String { letter + (point.hasOppositeCopies ? "±" : "") }

    private func pieces(where condition: (EmbeddedFamily) -> Bool) -> Integer {
        families.filter(condition).reduce(Integer.zero) { $0 + $1.pieces }
    }

    /// Whether the pieces of the families listed add up to G without zero-type neurons, and to T with them.
    var addsUp: Bool { pieces { $0.zeroTypeBlocks.isEmpty } == G && pieces { _ in true } == T }

    private var level: Int? { teacherWidth.map { $0 - point.width } }

    // MARK: For people

    var lines: [String] {
        let certificate = record.certificate, isReduction = point.width < record.width
        let outOf = isReduction ? ", from the narrow network of the reduction" : ""
        var lines = [
            "candidate   \(certificate.candidate.index) of \(record.source.file), \(certificate.verdict.name), width "
                + "\(record.width): verified",
            "point       width \(point.width)\(outOf); \(point.inertia.positive) positive and "
                + "\(point.inertia.negative) negative eigenvalues"
                + (level.map { "; level \($0)" } ?? ""),
            "            loss in \(OutwardDecimal.interval(point.loss, digits: 10))",
        ]
        lines += TextTable.lines(
            point.neurons.enumerated().map { g, neuron in
                ["            neuron \(g)"]
                    + neuron.enumerated().map { k, bounds in
                        (k == neuron.count - 1 ? "a in " : k == 0 ? "w in " : "")
                            + OutwardDecimal.interval(bounds, digits: 7)
                    }
            }, leading: Set(0...point.inputDimension + 1))
        lines += [
            "students    width \(width): families of critical points with the same loss, by copies and by neurons of "
                + "output 0",
            "",
        ]
        let header = ["copies", "zero-type", "pieces", "dimension", "signs", "parts", "index", "nullity", "minima"]
        lines += TextTable.lines([header] + families.flatMap(rows), leading: [0, 1, 4, 8])
        return lines + [""] + summary + [""] + legend
    }

    private func rows(_ family: EmbeddedFamily) -> [[String]] {
        family.regions.enumerated().map { k, region in
            let isFirst = k == 0
            return [
                isFirst ? family.copies.map(String.init).joined(separator: " ") : "",
                isFirst ? family.zeroTypeBlocks.map(String.init).joined(separator: "+") : "",
                isFirst ? family.pieces.decimalString : "", isFirst ? "\(family.dimension)" : "",
                region.signPattern(copies: family.copies, outputSigns: point.outputSigns), region.count.decimalString,
                Self.range(region.inertia.negative, region.inertia.negativeUpper),
                region.inertia.inertia.map { "\($0.zero)" } ?? "open",
                region.carriesLocalMinima.map { $0 ? "yes" : "no" } ?? "open",
            ]
        }
    }

    private static func range(_ lower: Int, _ upper: Int) -> String {
        lower == upper ? "\(lower)" : "\(lower)..\(upper)"
    }

    private var summary: [String] {
        let live = families.filter(\.zeroTypeBlocks.isEmpty)
        let minima = families.flatMap { family in
            family.regions.filter { $0.carriesLocalMinima == true }.map { (family, $0) }
        }
        let open = families.flatMap(\.regions).count { $0.carriesLocalMinima == nil }
        var lines = [
            "\(live.count) families without zero-type neurons: the pieces add up to "
                + "\(pieces { $0.zeroTypeBlocks.isEmpty }.decimalString) = \(name("G"))(\(point.width), \(width)), "
                + "checked",
            "\(families.count) families in all: the pieces add up to \(pieces { _ in true }.decimalString) = "
                + "\(name("T"))(\(point.width), \(width)), checked",
        ]
        lines.append(
            minima.isEmpty
                ? "local minima: none proved" + (open > 0 ? ", \(open) parts open" : "")
                : "local minima: "
                    + minima.map { family, region in
                        "copies \(family.copies.map(String.init).joined(separator: " ")) with signs "
                            + "\(region.signPattern(copies: family.copies, outputSigns: point.outputSigns)) "
                            + "(\((family.pieces * region.count).decimalString) parts of dimension \(family.dimension))"
                    }.joined(separator: "; ") + (open > 0 ? "; \(open) kinds of parts open" : ""))
        if families.count > live.count {
            lines.append(
                point.hasZeroTypes
                    ? "zero-type neurons: they exist; Hess phi has eigenvalues of both signs at some w, so phi = 0 "
                        + "has points with nonzero gradient near it"
                    : "zero-type neurons: that phi = 0 has points with nonzero gradient is not proved here; what is "
                        + "said holds for those there are"
            )
        }
        return lines
    }

    /// What a flip leaves to an output bias, in words; nothing for an odd activation.
    private var constant: String {
        guard case .twoLayer(let problem) = record.problem, problem.outputBias.isTrained else { return "" }
        return SymmetryDecomposition(problem.activation).isOdd ? "" : ", up to a constant that the output bias takes up"
    }

    private var legend: [String] {
        PieceMeaning.wrapped(
            "copies     ",
            "of each neuron, in the order above"
                + (point.hasOppositeCopies
                    ? "; opposite ones included: (-w, -a) does what (w, a) does\(constant)" : ""))
            + PieceMeaning.wrapped(
                "zero-type  ",
                "further neurons with output 0 on the hypersurface phi = 0 where its gradient is not 0; 2+1 are "
                    + "three, two of them with equal input weights"
            )
            + PieceMeaning.wrapped(
                "pieces     ",
                "ways to choose which neurons play which "
                    + "part\(point.hasOppositeCopies ? " and which copies are opposite" : ""): affine subspaces "
                    + "without zero-type neurons, otherwise strata of products of these with powers of the hypersurface"
            )
            + PieceMeaning.wrapped(
                "parts      ",
                "of each piece with these signs of the "
                    + "outputs\(point.hasOppositeCopies ? ", opposite copies turned round" : ""), up to the order of "
                    + "copies; points with a copy of output exactly 0 lie between parts"
            )
    }

    // MARK: For programs

    var json: JSONValue {
        let certificate = record.certificate
        return [
            "candidate": number(certificate.candidate.index), "verdict": .string(certificate.verdict.name),
            "problem_sha256": .string(record.problemHash), "width": number(width), "point": encodedPoint,
            "families": .array(families.map(encode)), "totals": totals,
        ]
    }

    private func number(_ value: Int?) -> JSONValue { value.map { .number(JSONNumber($0)) } ?? .null }

    private func decimal(_ bounds: Bounds) -> JSONValue {
        [
            "lower": .string(OutwardDecimal.lower(bounds.lower, digits: 17)),
            "upper": .string(OutwardDecimal.upper(bounds.upper, digits: 17)),
        ]
    }

    private var totals: JSONValue {
        [
            "pieces_without_zero_types": .integer(pieces { $0.zeroTypeBlocks.isEmpty }), "G": .integer(G),
            "pieces": .integer(pieces { _ in true }), "T": .integer(T), "add_up": .bool(addsUp),
            "zero_types_proved_to_exist": .bool(point.hasZeroTypes),
            "opposite_copies_included": .bool(point.hasOppositeCopies),
        ]
    }

    private var encodedPoint: JSONValue {
        let neurons = point.neurons.map { neuron -> JSONValue in
            ["w": .array(neuron.dropLast().map(decimal)), "a": neuron.last.map(decimal) ?? .null]
        }
        return [
            "width": number(point.width), "level": number(level), "loss": decimal(point.loss),
            "positive": number(point.inertia.positive), "negative": number(point.inertia.negative),
            "neurons": .array(neurons),
        ]
    }

    private func encode(_ family: EmbeddedFamily) -> JSONValue {
        [
            "copies": .array(family.copies.map(number)), "zero_type_blocks": .array(family.zeroTypeBlocks.map(number)),
            "pieces": .integer(family.pieces), "affine": .bool(family.zeroTypeBlocks.isEmpty),
            "dimension": number(family.dimension), "parts": .array(family.regions.map { encode($0, of: family) }),
        ]
    }

    private func encode(_ region: EmbeddedFamily.Region, of family: EmbeddedFamily) -> JSONValue {
        [
            "signs": .string(region.signPattern(copies: family.copies, outputSigns: point.outputSigns)),
            "opposite_outputs": .array(region.oppositeOutputs.map(number)), "in_each_piece": .integer(region.count),
            "index_lower": number(region.inertia.negative), "index_upper": number(region.inertia.negativeUpper),
            "nullity": number(region.inertia.inertia?.zero),
            "local_minima": region.carriesLocalMinima.map { .bool($0) } ?? .null,
        ]
    }
}
