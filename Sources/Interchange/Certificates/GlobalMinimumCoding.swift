import Certify
import Formats
import Networks
import Rigor

/// A `GlobalMinimumArgument` as JSON: the exact student as "p/q", and the numbers by which eigenvalues are signed.
///
///     {"weights": [["3/5", "1/2"], ..], "outputs": ["1", ..], "basis": [..], "uniqueness": {"radius": .., ..},
///     "isolation_basis": [..]}
///
/// `basis`, `uniqueness` and `isolation_basis` are null when nothing is claimed by them; a basis is empty where
/// eigenvalues are bounded by factorizations. With k >= 2 outputs `outputs` are rows of k, and there is no
/// `isolation_basis`. `output_bias` is there where the output bias is trained: k
/// numbers.
public enum GlobalMinimumCoding {
    public static func encode(_ argument: GlobalMinimumArgument) -> JSONValue {
        (argument.network.outputCount == 1 ? oneOutput : severalOutputs).encode(argument)
    }

    /// Reads what `encode` writes of students with one output, strictly.
    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> GlobalMinimumArgument {
        try oneOutput.decode(cursor)
    }

    typealias Field = ObjectCoding<GlobalMinimumArgument>.Field

    private static let blank = GlobalMinimumArgument(
        network: ExactNetwork(weights: [], outputs: [[Rational]](), outputBias: []))

    static let oneOutput = ObjectCoding(
        blank: blank,
        fields { (place) throws(FormatError) in try ProblemFile.rationals(place).map { [$0] } } + [
            .nullable("isolation_basis", \.isolationBasis, { ExactNumberCoding.encode($0) }) {
                (place) throws(FormatError) in
                try ExactNumberCoding.doubles(place)
            }
        ])

    static let severalOutputs = ObjectCoding(
        blank: blank,
        fields { (place) throws(FormatError) in
            let rows = try ExactNumberCoding.map(try place.elements(), ProblemFile.rationals)
            guard let k = rows.first?.count, k >= 2, rows.allSatisfy({ $0.count == k }) else {
                throw place.failure(expected: "rows of one length, at least 2")
            }
            return rows
        })

    /// What both have.
    private static func fields(
        outputs: @escaping @Sendable (JSONCursor) throws(FormatError) -> [[Rational]]
    ) -> [Field] {
        [
            .member("weights", \.network.weights, { .array($0.map(ProblemFile.list)) }) {
                (place) throws(FormatError) in
                let weights = try ExactNumberCoding.map(try place.elements(), ProblemFile.rationals)
                guard weights.allSatisfy({ $0.count == weights[0].count }) else {
                    throw place.failure(expected: "weights of one dimension")
                }
                return weights
            },
            .init("outputs", encode: { ProblemFile.outputs($0.network.outputs) }) {
                (argument, place) throws(FormatError) in
                let rows = try outputs(place), width = argument.network.weights.count
                guard rows.count == width else { throw place.failure(expected: "outputs of \(width) neurons") }
                argument.network.outputs = rows
            },
            .member(
                "output_bias", \.network.outputBias, isOptional: true,
                { $0.isEmpty ? Optional.none : ProblemFile.list($0) },
                ProblemFile.rationals),
            .init("basis", encode: { $0.basis.map { ExactNumberCoding.encode($0) } ?? .null }) {
                (argument, place) throws(FormatError) in
                let order = argument.network.parameters.count
                argument.basis = place.isNull ? nil : try ExactNumberCoding.doubles(place)
                guard [nil, 0, order * order].contains(argument.basis?.count) else {
                    throw place.failure(expected: "\(order * order) numbers, or none")
                }
            },
            .nullable("uniqueness", \.uniqueness, uniqueness),
        ]
    }

    static let uniqueness = ObjectCoding<GlobalMinimumArgument.Uniqueness>(
        blank: GlobalMinimumArgument.Uniqueness(
            radius: 0, gradientNorm: 0, spectralGap: 0, lipschitz: IsolatedPointCoding.blank.lipschitz),
        [
            .number("radius", \.radius, ("uniqueness", .lower)), .number("gradient_norm", \.gradientNorm),
            .number("spectral_gap", \.spectralGap),
            .member(
                "lipschitz", \.lipschitz, { ExactNumberCoding.encode($0) }, ExactNumberCoding.lipschitzConstants),
        ])
}

extension GlobalMinimumArgument.Uniqueness {
    /// The radius of the ball in which there is no other critical point.
    package var namedBounds: [NamedBound] { GlobalMinimumCoding.uniqueness.bounds(self) }
}
