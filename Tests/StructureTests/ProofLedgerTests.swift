import Certify
import Foundation
import Gaussian
import Networks
import Rigor
import Testing

/// Every argument enters its theorem and hypotheses, with numbers that bear them out.
@Suite struct ProofLedgerTests {
    /// The ledgers of an argument and of those that it rests on.
    static func all(_ ledger: ProofLedger) -> [ProofLedger] {
        [ledger]
            + ledger.entries.flatMap { entry in
                if case .argument(let inner) = entry { all(inner) } else { [ProofLedger]() }
            }
    }

    static func hypotheses(_ ledger: ProofLedger) -> [ProofLedger.Hypothesis] {
        ledger.entries.compactMap { if case .hypothesis(let hypothesis) = $0 { hypothesis } else { nil } }
    }

    /// Concludes with a ledger; the verdict is that without one.
    static func entered(_ argument: any StructuredArgument, _ context: ProofContext) throws -> [ProofLedger] {
        let ledger = ProofLedger("")
        let with = try argument.conclude(
            in: ProofContext(
                landscape: context.landscape, candidate: context.candidate, precision: context.precision,
                reference: context.reference, ledger: ledger))
        #expect("\(with)" == "\(try argument.conclude(in: context))")
        let ledgers = all(ledger).dropFirst()
        for theorem in ledgers {
            #expect(!theorem.theorem.isEmpty && !theorem.entries.isEmpty)
            for hypothesis in hypotheses(theorem) { try bearsOut(hypothesis) }
        }
        return Array(ledgers)
    }

    /// What is entered is what was verified: inequalities hold, what is stated is not sharper than what is proved, no
    /// slack is below 1 or 0.
    static func bearsOut(_ hypothesis: ProofLedger.Hypothesis) throws {
        if case .below(let small, let large)? = hypothesis.proved { #expect(small <= large, "\(hypothesis)") }
        switch (hypothesis.proved, hypothesis.stated?.quantity) {
        case (.atMost(let proved)?, .atMost(let stated)?): #expect(proved <= stated, "\(hypothesis)")
        case (.atLeast(let proved)?, .atLeast(let stated)?) where hypothesis.slack != nil:
            #expect(proved >= stated, "\(hypothesis)")
        default: break
        }
        switch hypothesis.slack {
        case .factor(let factor)?: #expect(factor >= 1, "\(hypothesis)")
        case .difference(let difference)?: #expect(difference >= 0, "\(hypothesis)")
        case nil: break
        }
    }

    /// That some theorem of the list has each of the hypotheses.
    static func expect(_ statements: [String], in ledgers: [ProofLedger]) {
        let entered = ledgers.flatMap(hypotheses).map(\.statement)
        for statement in statements { #expect(entered.contains { $0.contains(statement) }, "\(statement): \(entered)") }
    }

    static let isolated = [
        "|lambda_k(Hess L(p))| >= mu", "Hess L is K2-Lipschitz on B(p, rho)", "lambda' = mu - K2 rho > 0",
        "|grad L(p)| <= epsilon", "epsilon < lambda' rho",
    ]

    @Test func plateau() throws {
        let point = ReductionRejectionTests.plateau, argument = try #require(Reducing.argument(point))
        let ledgers = try Self.entered(argument, Reducing.context(point))
        Self.expect(
            Self.isolated + [
                "divide the 4 neurons", "A_g != 0 at p*", "signs of M_g", "inertia of the Hessian of the wide network",
                "B Hess L(theta) B' is positive definite",
            ], in: ledgers)
        #expect(ledgers[0].theorem.contains("equal neurons"))
    }

    @Test func saddle() throws {
        let point = ReductionRejectionTests.saddle, argument = try #require(Reducing.argument(point))
        Self.expect(
            Self.isolated + ["v·grad phi(w(t)) >= gamma > 0", "|phi(w_0)| < gamma delta", "Morse index"],
            in: try Self.entered(argument, Reducing.context(point)))
    }

    @Test func channel() throws {
        let limit = ChannelLimit.known[0], student = limit.student(eps: 1.0 / 512)
        let (argument, _) = try ChannelArgumentTests.proved(limit.width, student)
        Self.expect(
            Self.isolated + [
                "Hess L0 is positive definite on X", "equal input weights at p", "v != 0 on the tube",
                "(1/eps) dG/deps > 0 on X x [0, eps0]", "the sign of the tie",
            ], in: try Self.entered(argument, ChannelArgumentTests.context(limit.width, student)))
    }

    @Test func exactGlobalMinimum() throws {
        let network = ReferenceMinima.network(ReferenceMinima.width4[0]), candidate = ReferenceMinima.candidate(network)
        let landscape = TwoLayerLandscape(problem: .reference, width: 4)
        let context = ReferenceMinima.context(landscape, candidate.point)
        Self.expect(
            ["the same normal form", "dimension of the family"],
            in: try Self.entered(GlobalMinimumArgument(network: network), context))
    }

    @Test func gaussianReLU() throws {
        let landscape = GaussianReLULandscape(targetCount: 2, width: 3)
        let quarter = Dyadic(mantissa: .one, exponent: -2)
        let argument = GaussianReLUGlobalMinimum(
            targets: [0, 1, 0], multiples: [quarter, Dyadic(1), Dyadic(1) - quarter])
        let context = ProofContext(
            landscape: landscape, candidate: [Dyadic](repeating: .zero, count: 6), precision: .float64, reference: nil)
        let ledgers = try Self.entered(argument, context)
        Self.expect(["a_i > 0", "the multiples of each target add up to 1"], in: ledgers)
        #expect(Self.hypotheses(ledgers[0])[1].proved == .atLeast(0.25))
    }

    /// Decimals are rounded for what they bound, also where they are read.
    @Test func decimals() {
        #expect(ProofLedger.Quantity.atLeast(1.23456789).text(digits: 3) == ">= 1.23")
        #expect(ProofLedger.Quantity.atMost(1.23456789).text(digits: 3) == "<= 1.24")
        #expect(ProofLedger.Quantity.below(1, 1).text() == "compared exactly")
        #expect(ProofLedger.Quantity.below(1, 1.0.nextUp).text(digits: 3) != "1 < 1")
        #expect(ProofLedger.Slack.factor(of: 2, below: 1) == nil)
        #expect(ProofLedger.Slack.factor(of: 1, below: 2) == .factor(2.0.nextDown))
    }
}
