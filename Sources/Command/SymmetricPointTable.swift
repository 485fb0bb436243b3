import Certify
import Experiment
import Formats
import Gaussian
import Interchange
import Rigor

/// Symmetric critical points as a table for people, or as JSON lines.
struct SymmetricPointTable {
    /// With the number of targets of each.
    let points: [(targets: Int, point: SymmetricPoint)]

    func lines(json: Bool) -> [String] {
        guard !json else { return points.map { object($0.targets, $0.point).serialized() } }
        let header = [
            "targets", "kind", "index", "loss", "smallest eigenvalue", "of", "largest eigenvalue", "isotropy",
            "index of splits",
        ]
        let rows = points.map { targets, point in
            let proof = point.proof
            return [
                String(targets), kind(proof), proof.inertia.map { String($0.negative) } ?? "", decimals(proof.loss),
                decimals(proof.smallestEigenvalue), point.smallestPart?.kind.words ?? "",
                decimals(proof.largestEigenvalue), proof.symmetry.description,
                splits(point),
            ]
        }
        return TextTable.lines([header] + rows, leading: [1, 5, 7])
    }

    private func kind(_ proof: SymmetricReLUPoint) -> String {
        guard let inertia = proof.inertia else { return "critical" }
        return inertia.negative == 0 ? "local-minimum" : "saddle"
    }

    /// The Morse index after a neuron of each block in turn is cut in two; "?" where it is open.
    private func splits(_ point: SymmetricPoint) -> String {
        guard let inertia = point.proof.inertia else { return "" }
        return point.splits.map { $0.map { "\($0.inertia(of: inertia).negative)" } ?? "?" }.joined(separator: ", ")
    }

    /// Eight digits of what lies in the bounds, outward where they differ.
    private func decimals(_ bounds: Bounds) -> String {
        let low = OutwardDecimal.lower(bounds.lower, digits: 8), high = OutwardDecimal.upper(bounds.upper, digits: 8)
        return low == high ? low : "\(low) .. \(high)"
    }

    private func object(_ targets: Int, _ point: SymmetricPoint) -> JSONValue {
        let proof = point.proof
        func bounds(_ bounds: Bounds) -> JSONValue { ExactNumberCoding.encode(bounds) }
        func integers(_ values: [Int]) -> JSONValue { .array(values.map { .number(JSONNumber($0)) }) }
        let index: JSONValue = proof.inertia.map { .number(JSONNumber($0.negative)) } ?? .null
        let splits = point.splits.map { split -> JSONValue in
            guard let split else { return .null }
            return [
                "negative": .number(JSONNumber(split.bending.negative)),
                "positive": .number(JSONNumber(split.bending.positive)), "smallest": bounds(split.smallest),
            ]
        }
        return [
            "targets": .number(JSONNumber(targets)), "parts": integers(proof.symmetry.parts),
            "centre": ExactNumberCoding.encode(point.centre), "radius": ExactNumberCoding.encode(point.radius),
            "kind": .string(kind(proof)),
            "index": index, "splits": .array(splits),
            "loss": bounds(proof.loss),
            "spectrum": .array(
                proof.spectrum.map { part in
                    [
                        "part": .string(part.kind.words), "multiplicity": .number(JSONNumber(part.multiplicity)),
                        "eigenvalues": .array(part.eigenvalues.map(bounds)),
                    ]
                }),
        ]
    }
}
