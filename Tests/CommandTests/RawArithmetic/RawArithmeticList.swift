/// Where plain float64 arithmetic may stand, and why what it rounds off can do no harm.
///
/// Files are listed by name, so that they may move between modules. Every other file of every module that is not listed
/// here is believed to hold none.
enum RawArithmeticList {
    /// Modules that prove nothing: file formats, experiments, reports and the command. A new module is believed until
    /// it is listed.
    static let otherModules: Set = [
        "Formats", "Experiment", "Proving", "Coq", "Report", "Command", "Run", "Search", "Benchmark",
    ]

    struct Entry: Sendable {
        let file: String
        /// Names of functions, initializers and computed properties; empty for the whole file.
        let functions: Set<String>
        let reason: String

        func covers(_ operation: RawOperation) -> Bool {
            file == operation.file && (functions.isEmpty || functions.contains(operation.function))
        }
    }

    static func covers(_ operation: RawOperation) -> Bool { entries.contains { $0.covers(operation) } }

    private static func file(_ name: String, _ functions: Set<String> = [], _ reason: String) -> Entry {
        Entry(file: name, functions: functions, reason: reason)
    }

    /// What is believed.
    private static let believed = [
        file(
            "DirectedRounding.swift", [],
            "the directed operations themselves: one neighbour outward of each rounded result"),
        file("Exponential.swift", [], "the proof of its error bound stands beside it"),
        file("ErrorFunction64.swift", [], "the proof of its error bound stands beside it"),
        file("LogarithmOfOnePlus.swift", [], "the proof of its error bound stands beside it"),
        file(
            "DoubleDouble+Exponential.swift", ["exponential"],
            "the proof of its error bound stands beside it, the roundings of its coefficients among them"),
        file(
            "DoubleDoubleKernel.swift", ["sums", "largest"],
            "maxima of high parts; where one loses a NaN, the sums are not finite"),
        file("Inertia.swift", ["spectrum"], "a scaling by any positive numbers: the test holds for each"),
        file(
            "MatrixEnclosure+Factorization.swift", ["residualNorm", "shifted"],
            "differences of midpoints, whose rounding is added to the radius; a shift by any number will do"),
        file(
            "MatrixEnclosure+Spectrum.swift", [],
            "where to factorize and in which direction: any shifts and any vector will do"),
        file(
            "SymmetricFactorization.swift", ["scaledTranspose", "product"],
            "products and sums of two, whose rounding is added to the radius"),
        file("MatrixEnclosure.swift", ["+", "-"], "sums of midpoints, whose rounding u |sum| is added to the radius"),
        file(
            "MatrixProductKernel.swift", [],
            "products of midpoints and bounds, with gamma and one inflation in `MatrixEnclosure.*`"),
        file("Sigmoid.swift", ["fillJets", "value"], "jets, whose errors `jetErrors` bounds"),
        file("HyperbolicTangent.swift", ["fillJets", "value"], "jets, whose errors `jetErrors` bounds"),
        file("LogisticGate.swift", [], "jets, whose errors are stated there and bounded where it is used"),
        file("Float64Form.swift", ["clamped"], "no more than a choice"),
        file(
            "GaussianIntegral.swift", ["fillJets", "roundingErrors"],
            "jets, whose errors `roundingErrors` bounds, with more room than its own products need"),
        file("GatedActivation.swift", ["fillJets"], "jets, whose errors `roundingErrors` bounds"),
        file("GeluTanh.swift", ["fillGate"], "jets, whose errors `gateErrors` bounds"),
        file(
            "SoftplusForm.swift", ["fillJets", "roundingErrors", "largestArgument"],
            "jets, whose errors `roundingErrors` bounds, with more room than its own sums of constants need"),
        file("PolynomialActivation.swift", ["fillJets"], "jets, whose errors `roundingErrors` bounds"),
        file("BlockedSecondOrder.swift", [], "as `TwoLayerKernel`, with the roundings of BLAS counted"),
        file("TwoLayerKernel.swift", [], "sums, whose roundings are counted; `TwoLayerFloat64Evaluator` bounds them"),
        file(
            "TwoLayerFloat64Evaluator.swift", [],
            "sums of non-negative products, each inflated once for all roundings and underflows"),
        file("TwoLayerFloat64Evaluator+Lipschitz.swift", [], "counted among the operations of `LipschitzSums`"),
        file(
            "LipschitzMeans.swift", [],
            "sums of non-negative products that do not underflow, inflated once for all roundings"),
        file("LipschitzSums.swift", [], "as `LipschitzMeans`, which inflates them"),
        file("LimitLipschitzSums.swift", [], "as `LipschitzMeans`, which inflates them"),
        file("HigherJetForm.swift", ["fillHigherJets"], "jets, whose errors `higherJetErrors` bounds"),
        file(
            "Float64Form+Argument.swift", ["argument", "exponent", "jetErrors"],
            "sums of non-negative products, inflated once; a factor that covers the error of an exponential"),
        file(
            "LimitNetworkDoubleDoubleKernel.swift", ["raise"],
            "maxima of high parts; where one loses a NaN, the sums are not finite"),
        file("LimitNetworkKernel.swift", [], "sums, whose roundings are counted; `LimitNetworkMeans` bounds them"),
        file(
            "LimitNetworkErrors.swift", ["init", "outputs", "midpoints"],
            "midpoints of shares and what is made of them: their roundings are in the bounds beside them"),
        file(
            "LimitNetworkMeans.swift", [],
            "as `TwoLayerFloat64Evaluator`: non-negative products inflated once, midpoints with their roundings"),
        file("LimitNetworkJetBounds.swift", [], "sums of non-negative products, each inflated once"),
        file(
            "LimitNetworkFloat64Evaluator+Lipschitz.swift", [], "counted among the operations of `LimitLipschitzSums`"),
        file(
            "MeanValueSlopes.swift", [],
            "midpoints, a few u of whose terms stand in the radius; radii of non-negative products, inflated once"),
        file(
            "EnclosedMeans.swift", [],
            "as `TwoLayerFloat64Evaluator`; sums and quotients of midpoints, whose rounding is added to the radius"),
        file(
            "Float64Interval.swift", ["*", "/", "hull"],
            "four rounded results, NaN set aside, then one neighbour outward"),
        file("Float64Interval.swift", ["midpointAndRadius"], "any midpoint will do; the radius is measured from it"),
        file("RealArithmetic.swift", ["squared", "atan"], "approximate: plain float64, for search"),
        file("CandidateClaims.swift", ["read"], "a claim, proved by nobody, times a power of two"),
        file(
            "Float64Claim.swift", ["judge"],
            "halves of numbers, exact away from underflow, where they err to the side of saying less"),
        file(
            "ClaimComparison.swift", ["relative", "nothingBesideClaim", "isClaimAsGoodAsZero", "tellingPoints"],
            "1 ± a power of two, and products with powers of two: exact for claims above 1e-290; points to tell from "
                + "may be any"
        ),
        file(
            "SymmetricIntervalMatrix.swift", ["smallestEigenvalue"],
            "a number near the middle: it may be any to tell from"),
    ]

    /// What other people's arithmetic may have lost (`RoundingBound`): a model, by which claims are named and no
    /// verdict decided.
    private static let models = [
        "RoundingBound.swift", "TwoLayerRounding.swift", "GaussianReLULandscape+Rounding.swift", "ClaimRounding.swift",
        "GaussianErfLandscape+Rounding.swift", "RoundedNumber.swift", "DenseLandscape+Rounding.swift",
        "DenseLandscape+MagnitudeRounding.swift", "NormSums.swift",
    ].map { file($0, [], "a model of the rounding of others, no theorem") }

    /// Float64 values without guarantee, named so.
    private static let approximations = [
        file("GaussianReLUTraining.swift", [], "training: untrusted"),
        file("SymmetricReLURefinement.swift", [], "Newton's method, for search"),
        file("ApproximateNumber.swift", [], "plain float64, for search"),
        file("CheckingCost.swift", [], "seconds and bytes, before anything is evaluated"),
        file("LimitNetworkApproximateEvaluator.swift", [], "approximate"),
        file("Activation.swift", ["approximateExponentialValue"], "approximate"),
        file("Sigmoid.swift", ["approximateJet"], "approximate"),
        file("HyperbolicTangent.swift", ["approximateJet"], "approximate"),
        file(
            "ExponentialFunction.swift", ["approximateJet", "suprema"],
            "approximate: for search, and for audits of what others computed"),
        file("Softplus.swift", ["approximateJet"], "approximate"),
        file("Sigmoid2.swift", ["approximateJet"], "approximate"),
        file("NormalDistributionFunction.swift", ["approximateJet"], "approximate"),
        file("Gelu.swift", ["approximateJet"], "approximate"),
        file("Silu.swift", ["approximateJet"], "approximate"),
        file("GeluTanh.swift", ["approximateJet"], "approximate"),
        file("PolynomialActivation.swift", ["approximateJet", "jetCost"], "approximate, and microseconds"),
        file("ErrorFunction.swift", ["approximateJet"], "approximate"),
        file("SigmoidSoftplus.swift", ["approximateJet"], "approximate"),
        file("ApproximateEigenbasis.swift", [], "approximate: steps of search"),
        file("GhostNeuron.swift", ["approximateGhostNeurons"], "approximate"),
        file("TwoLayerLandscape.swift", ["approximateLargestInput"], "approximate"),
        file("SymmetricReLULandscape.swift", ["approximateGradient", "approximateHessian"], "approximate"),
        file("CertificateCoding.swift", ["encode"], "seconds"),
        file("VerdictRow.swift", ["text"], "seconds"),
    ]

    static let entries = believed + models + approximations
}
