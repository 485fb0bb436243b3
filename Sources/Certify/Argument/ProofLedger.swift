import Rigor
import Synchronization

/// What a proof verified, told by the code that verified it: one theorem, its hypotheses with their numbers in the
/// order of its statement, the arguments that it rests on, and what follows.
///
/// `conclude` of every argument takes a ledger and enters each hypothesis after it was verified, so nothing that is
/// read here was computed a second time for the reader. Without a ledger (nil) nothing is entered and nothing is
/// computed for it. What an argument that was refused entered proves nothing.
public final class ProofLedger: Sendable {
    /// The theorem and where it is stated and proved, in a line.
    public let theorem: String
    private let content = Mutex<[Entry]>([])

    public init(_ theorem: String) { self.theorem = theorem }

    /// What was entered, in order.
    public var entries: [Entry] { content.withLock { $0 } }

    /// One step of the proof.
    public enum Entry: Sendable {
        /// What symbols mean, and numbers that the certificate gives.
        case note(String)
        case hypothesis(Hypothesis)
        /// Another theorem, on which this one rests.
        case argument(ProofLedger)
        case conclusion(String)
    }

    /// A hypothesis that was verified.
    public struct Hypothesis: Sendable, Equatable {
        public var statement: String
        /// What was proved of the quantity that the hypothesis is about.
        public var proved: Quantity?
        /// The number of the certificate that it is compared with, with its symbol.
        public var stated: Stated?
        /// By how much what is proved exceeds what is needed.
        public var slack: Slack?
        /// Whether it belongs to the hypothesis before it and has no number of its own.
        public var isContinuation: Bool
    }

    /// A number of the certificate.
    public struct Stated: Sendable, Equatable {
        public var symbol: String
        public var quantity: Quantity

        public init(_ symbol: String, _ quantity: Quantity) {
            self.symbol = symbol
            self.quantity = quantity
        }
    }

    /// A bound, with the side on which it is one: decimals are rounded for it.
    public enum Quantity: Sendable, Equatable {
        case atLeast(Double)
        case atMost(Double)
        case within(Bounds)
        /// An upper bound of the left side, and a lower bound of the right side, of an inequality.
        case below(Double, Double)
        /// What is no real number, or an exact one: signs, dimensions, identities.
        case exactly(String)
    }

    /// A lower bound of the room that is left.
    public enum Slack: Sendable, Equatable {
        case factor(Double)
        case difference(Double)

        /// By what factor `small` stays below `large`; nil where that is no number above 1.
        public static func factor(of small: Double, below large: Double) -> Slack? {
            guard small > 0, large >= small, large.isFinite else { return nil }
            return .factor(Directed.divideDown(large, small))
        }
    }

    // MARK: Entering

    public func note(_ text: String) { enter(.note(text)) }

    /// Enters a hypothesis that was just verified.
    public func hypothesis(_ statement: String, _ proved: Quantity?, stated: Stated? = nil, slack: Slack? = nil) {
        enter(
            .hypothesis(
                .init(
                    statement: statement, proved: proved, stated: stated, slack: slack, isContinuation: false)))
    }

    /// Enters a further part of the hypothesis before, or a number that the next one uses.
    public func also(_ statement: String, _ proved: Quantity? = nil, stated: Stated? = nil, slack: Slack? = nil) {
        enter(
            .hypothesis(
                .init(
                    statement: statement, proved: proved, stated: stated, slack: slack, isContinuation: true)))
    }

    public func conclusion(_ text: String) { enter(.conclusion(text)) }

    /// Opens the ledger of a theorem that this one rests on.
    public func argument(_ theorem: String) -> ProofLedger {
        let inner = ProofLedger(theorem)
        enter(.argument(inner))
        return inner
    }

    private func enter(_ entry: Entry) { content.withLock { $0.append(entry) } }
}

// MARK: In decimal

extension ProofLedger.Quantity {
    /// ">= 0.12", "<= 3.4e-5", "[1, 2]", "1.1 < 1.2", or the words; every decimal is still the bound it stands for.
    public func text(digits: Int = 5) -> String {
        switch self {
        case .atLeast(let bound): ">= \(OutwardDecimal.lower(bound, digits: digits))"
        case .atMost(let bound): "<= \(OutwardDecimal.upper(bound, digits: digits))"
        case .within(let bounds): OutwardDecimal.interval(bounds, digits: digits)
        case .below(let small, let large): Self.inequality(small, large, digits)
        case .exactly(let words): words
        }
    }

    /// An inequality that is true as it is printed. Sides that float64 bounds do not tell apart were compared exactly.
    private static func inequality(_ small: Double, _ large: Double, _ digits: Int) -> String {
        guard small < large else { return "compared exactly" }
        if large == .infinity { return "\(OutwardDecimal.upper(small, digits: digits)) < infinity" }
        let sides = OutwardDecimal.separated(small, large, digits: digits)
        return "\(sides.small) < \(sides.large)"
    }
}

extension ProofLedger.Stated {
    /// "mu >= 0.12".
    public func text(digits: Int = 5) -> String {
        symbol.isEmpty ? quantity.text(digits: digits) : "\(symbol) \(quantity.text(digits: digits))"
    }
}

extension ProofLedger.Slack: CustomStringConvertible {
    public var description: String {
        switch self {
        case .factor(let factor): "factor \(OutwardDecimal.lower(factor, digits: 4))"
        case .difference(let difference): "difference \(OutwardDecimal.lower(difference, digits: 4))"
        }
    }
}

extension Inertia {
    /// "2 positive, 1 negative, 0 zero", for ledgers.
    package var words: String { "\(positive) positive, \(negative) negative, \(zero) zero" }
}
