import Certify
import Formats
import Rigor

/// What a check verified, as JSON: what `certify explain --json` holds under "proof".
///
///     {"theorem": "..", "steps": [{"note": ".."}, {"hypothesis": "..", "proved": {"at_least": 0.12},
///      "stated": {"symbol": "mu", "at_least": 0.11}, "slack": {"factor": 1.09}}, {"argument": {"theorem": "..", ..}},
///      {"conclusion": ".."}]}
///
/// Numbers are decimals rounded outward for what they bound: `at_least`, `at_most`, `within` [lower, upper], `below`,
/// an upper bound of the left side of an inequality and a lower bound of the right side; `exactly` holds words. A slack
/// is a lower bound. `continues` says that a hypothesis belongs to the one before. Infinite numbers are the strings
/// "inf" and "-inf". Certificates hold none of this.
public enum ProofLedgerCoding {
    /// - Parameter digits: of each decimal.
    public static func encode(_ ledger: ProofLedger, digits: Int = 17) -> JSONValue {
        .object([
            ("theorem", ledger.theorem.isEmpty ? Optional.none : .string(ledger.theorem)),
            ("steps", .array(ledger.entries.map { encode($0, digits) })),
        ])
    }

    private static func encode(_ entry: ProofLedger.Entry, _ digits: Int) -> JSONValue {
        switch entry {
        case .note(let words): ["note": .string(words)]
        case .conclusion(let words): ["conclusion": .string(words)]
        case .argument(let inner): ["argument": encode(inner, digits: digits)]
        case .hypothesis(let hypothesis):
            .object([
                ("hypothesis", .string(hypothesis.statement)),
                ("proved", hypothesis.proved.map { .object([encode($0, digits)]) }),
                (
                    "stated",
                    hypothesis.stated.map { .object([("symbol", .string($0.symbol)), encode($0.quantity, digits)]) }
                ),
                ("slack", hypothesis.slack.map { .object([encode($0, digits)]) }),
                ("continues", hypothesis.isContinuation ? .bool(true) : Optional.none),
            ])
        }
    }

    private static func encode(_ quantity: ProofLedger.Quantity, _ digits: Int) -> (key: String, value: JSONValue?) {
        switch quantity {
        case .atLeast(let bound): ("at_least", lower(bound, digits))
        case .atMost(let bound): ("at_most", upper(bound, digits))
        case .within(let bounds): ("within", .array([lower(bounds.lower, digits), upper(bounds.upper, digits)]))
        case .below(let small, let large): ("below", .array([upper(small, digits), lower(large, digits)]))
        case .exactly(let words): ("exactly", .string(words))
        }
    }

    private static func encode(_ slack: ProofLedger.Slack, _ digits: Int) -> (key: String, value: JSONValue?) {
        switch slack {
        case .factor(let bound): ("factor", lower(bound, digits))
        case .difference(let bound): ("difference", lower(bound, digits))
        }
    }

    private static func lower(_ bound: Double, _ digits: Int) -> JSONValue {
        number(bound, OutwardDecimal.lower(bound, digits: digits))
    }

    private static func upper(_ bound: Double, _ digits: Int) -> JSONValue {
        number(bound, OutwardDecimal.upper(bound, digits: digits))
    }

    private static func number(_ bound: Double, _ decimal: String) -> JSONValue {
        guard bound.isFinite, let number = JSONNumber(decimal) else {
            return .string(bound.isNaN ? "nan" : (bound > 0 ? "inf" : "-inf"))
        }
        return .number(number)
    }
}
