import Certify

/// A ledger as lines of text: each theorem with its notes, a table of its hypotheses, and what follows.
struct ProofText {
    let lines: [String]

    init(_ ledger: ProofLedger) {
        var text: [String] = [], table: [[String]] = [], number = 0
        func close() {
            guard !table.isEmpty else { return }
            if !(text.last ?? "").isEmpty { text.append("") }
            let header = ["", "hypothesis", "proved", "stated", "slack"]
            text += TextTable.lines([header] + table, leading: [1, 2, 3, 4]) + [""]
            table = []
        }
        if !ledger.theorem.isEmpty { text.append("\(ledger.theorem).") }
        for entry in Self.ordered(ledger) {
            switch entry {
            case .note(let words):
                close()
                text.append(words)
            case .hypothesis(let hypothesis):
                if !hypothesis.isContinuation { number += 1 }
                table.append([
                    hypothesis.isContinuation ? "" : "\(number).", hypothesis.statement,
                    hypothesis.proved?.text() ?? "",
                    hypothesis.stated?.text() ?? "", hypothesis.slack?.description ?? "",
                ])
            case .argument(let inner):
                close()
                if !(text.last ?? "").isEmpty { text.append("") }
                let inset = ledger.theorem.isEmpty ? "" : "  "
                text += ProofText(inner).lines.map { $0.isEmpty ? "" : inset + $0 } + [""]
            case .conclusion(let words):
                close()
                text.append(words)
            }
        }
        close()
        while text.last?.isEmpty == true { text.removeLast() }
        lines = text
    }

    /// What is no theorem but a list of such says what it says of them after them.
    private static func ordered(_ ledger: ProofLedger) -> [ProofLedger.Entry] {
        guard ledger.theorem.isEmpty else { return ledger.entries }
        let arguments = ledger.entries.filter { if case .argument = $0 { true } else { false } }
        return arguments + ledger.entries.filter { if case .argument = $0 { false } else { true } }
    }
}
