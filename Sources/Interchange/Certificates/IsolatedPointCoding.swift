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
        ObjectCoding(blank: blank, head(count: n) + constants + [.object("lemmas", \.lemmas, lemmas), basis])
    }

    /// Of a narrow network.
    static let narrow = ObjectCoding(blank: blank, head() + constants + [basis])

    /// Of a limit network: K0, K1, K2 in one list.
    static let limit = ObjectCoding(
        blank: blank,
        head() + [
            .member(
                "lipschitz", \.lipschitz, { ExactNumberCoding.encode($0) }, ExactNumberCoding.lipschitzConstants),
            basis,
        ])

    private static func head(count: Int? = nil) -> [Field] {
        [
            .exact("centre", \.centre) { _ in count }, .number("radius", \.radius, ("rho", .lower)),
            .number("gradient_norm", \.gradientNorm, ("epsilon", .upper)),
            .number("spectral_gap", \.spectralGap, ("mu", .lower)),
        ]
    }

    private static let constants: [Field] = [
        .number("lipschitz_loss", \.lipschitz.loss, ("K0", .upper)),
        .number("lipschitz_gradient", \.lipschitz.gradient, ("K1", .upper)),
        .number("lipschitz_hessian", \.lipschitz.hessian, ("K2", .upper)),
    ]

    /// Rows of an n by n matrix; absent where the spectrum is bounded by factorizations.
    private static let basis = Field.numbers("basis", \.basis) { $0.centre.count * $0.centre.count }

    static let lemmas = ObjectCoding<PublishedLemmas>(
        blank: PublishedLemmas(
            gradientNorm: 0, smallestEigenvalue: 0, thirdDerivative: 0, trialRadius: 0, discriminantLower: 0,
            radius: nil, lossLower: 0, lipschitz: 0, referenceUpper: nil, marginLower: nil),
        [
            .extended("epsilon", \.gradientNorm, ("epsilon", .upper)),
            .extended("lambda_min", \.smallestEigenvalue, ("lambda", .lower)),
            .extended("B", \.thirdDerivative, ("B", .upper)),
            .extended("trial_radius", \.trialRadius, ("trial", .lower)),
            .extended("discriminant_lower", \.discriminantLower, ("discriminant", .lower)),
            .number("radius_upper", \.radius, ("r", .upper)), .extended("loss_lower", \.lossLower, ("loss", .lower)),
            .extended("K0", \.lipschitz, ("K0", .upper)),
            .number("reference_upper", \.referenceUpper, ("reference", .upper)),
            .number("margin_lower", \.marginLower, ("margin", .lower)),
        ])
}

extension IsolatedPointWitness {
    /// rho, epsilon, mu, K0, K1, K2.
    package var namedBounds: [NamedBound] { IsolatedPointCoding.narrow.bounds(self) }
}

extension PublishedLemmas {
    /// The numbers of both lemmas that are there.
    package var namedBounds: [NamedBound] { IsolatedPointCoding.lemmas.bounds(self) }
}
