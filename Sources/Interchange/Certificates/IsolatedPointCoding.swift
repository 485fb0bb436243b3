import Certify
import Formats
import Rigor

/// The witness of an isolated critical point as JSON, one list of fields for the three places where it stands: an
/// argument of its own, the narrow network of a reduction, the limit network of a channel.
enum IsolatedPointCoding {
    typealias Field = ObjectCoding<IsolatedPointWitness>.Field

    static let blank = IsolatedPointWitness(
        centre: [], radius: 0, gradientNorm: 0, spectralGap: 0,
        lipschitz: LipschitzConstants(loss: 0, gradient: 0, hessian: 0))

    /// Of a candidate's landscape with n parameters; the only one with the published lemmas.
    static func alone(parameterCount n: Int) -> ObjectCoding<IsolatedPointWitness> {
        ObjectCoding(head(count: n) + constants + [.object("lemmas", \.lemmas, lemmas, blank: blankLemmas), basis])
    }

    /// Of a narrow network.
    static let narrow = ObjectCoding<IsolatedPointWitness>(head() + constants + [basis])

    /// Of a limit network: K0, K1, K2 in one list.
    static let limit = ObjectCoding<IsolatedPointWitness>(head() + [constantsInOneList, basis])

    private static func head(count: Int? = nil) -> [Field] {
        [
            .exact("centre", \.centre, count: count), .number("radius", \.radius),
            .number("gradient_norm", \.gradientNorm),
            .number("spectral_gap", \.spectralGap),
        ]
    }

    private static let constants: [Field] = [
        .number("lipschitz_loss", \.lipschitz.loss), .number("lipschitz_gradient", \.lipschitz.gradient),
        .number("lipschitz_hessian", \.lipschitz.hessian),
    ]

    private static let constantsInOneList = Field(
        "lipschitz",
        encode: { ExactNumberCoding.encode([$0.lipschitz.loss, $0.lipschitz.gradient, $0.lipschitz.hessian]) }
    ) { (witness, place) throws(FormatError) in
        let values = try ExactNumberCoding.doubles(place, count: 3)
        witness.lipschitz = LipschitzConstants(loss: values[0], gradient: values[1], hessian: values[2])
    }

    /// Rows of an n by n matrix; absent where the spectrum is bounded by factorizations.
    private static let basis = Field.numbers("basis", \.basis) { $0.centre.count * $0.centre.count }

    private static let blankLemmas = PublishedLemmas(
        gradientNorm: 0, smallestEigenvalue: 0, thirdDerivative: 0, trialRadius: 0, discriminantLower: 0, radius: nil,
        lossLower: 0, lipschitz: 0, referenceUpper: nil, marginLower: nil)

    private static let lemmas = ObjectCoding<PublishedLemmas>([
        .extended("epsilon", \.gradientNorm), .extended("lambda_min", \.smallestEigenvalue),
        .extended("B", \.thirdDerivative), .extended("trial_radius", \.trialRadius),
        .extended("discriminant_lower", \.discriminantLower), .number("radius_upper", \.radius),
        .extended("loss_lower", \.lossLower), .extended("K0", \.lipschitz),
        .number("reference_upper", \.referenceUpper), .number("margin_lower", \.marginLower),
    ])
}
