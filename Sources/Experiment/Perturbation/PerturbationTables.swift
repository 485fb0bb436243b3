import Formats

/// What the probe found, as tables.
public enum PerturbationTables {
    /// One row for each candidate and epsilon.
    public static func results(_ results: [PerturbationResult]) -> String {
        var csv = CSVWriter(columns: [
            "candidate", "epsilon", "trials", "flipped", "diverged", "start_loss", "start_min_eigenvalue", "end_loss",
            "end_min_eigenvalue", "distance", "start_verdict", "end_verdict",
        ])
        for result in results {
            csv.append([
                "\(result.candidate)", "\(result.epsilon)", "\(result.trials.count)", result.isFlipped ? "yes" : "no",
                result.isDiverged ? "yes" : "no", "\(result.start.loss)", "\(result.start.minimumEigenvalue)",
                "\(result.end.loss)", "\(result.end.minimumEigenvalue)", "\(result.distance)",
                result.startVerdict.kind.label, result.endVerdict.kind.label,
            ])
        }
        return csv.text
    }

    /// What one epsilon does to all candidates.
    public struct SweepRow: Sendable, Hashable {
        public var epsilon: Double
        public var candidates: Int
        /// Candidates whose smallest eigenvalue float64 sees negative at the start, and of these those it sees positive
        /// at the end.
        public var flipped: Proportion
        /// Candidates whose certified kind is another at the end, of those for which both are decided.
        public var changedKind: Proportion
        public var meanTrials: Double
        /// Mean of (loss before - loss after).
        public var meanLossDrop: Double
        public var diverged: Int
    }

    public static func sweepRows(_ results: [PerturbationResult], _ epsilons: [Double]) -> [SweepRow] {
        epsilons.map { epsilon in
            let mine = results.filter { $0.epsilon == epsilon }
            let negative = mine.filter { $0.start.minimumEigenvalue < 0 }
            let decided = mine.filter { $0.startVerdict.kind.regime != nil && $0.endVerdict.kind.regime != nil }
            func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }
            return SweepRow(
                epsilon: epsilon, candidates: mine.count,
                flipped: Proportion(negative.count(where: \.isFlipped), of: negative.count),
                changedKind: Proportion(
                    decided.count { $0.startVerdict.kind != $0.endVerdict.kind }, of: decided.count),
                meanTrials: mean(mine.map { Double($0.trials.count) }),
                meanLossDrop: mean(mine.map { $0.start.loss - $0.end.loss }),
                diverged: mine.count(where: \.isDiverged))
        }
    }

    public static func sweep(_ results: [PerturbationResult], _ epsilons: [Double]) -> String {
        var csv = CSVWriter(columns: [
            "epsilon", "candidates", "negative_at_start", "flipped", "flipped_lower", "flipped_upper", "both_decided",
            "certified_kind_changed", "mean_trials", "mean_loss_drop", "diverged",
        ])
        for row in sweepRows(results, epsilons) {
            let interval = row.flipped.wilsonInterval
            csv.append([
                "\(row.epsilon)", "\(row.candidates)", "\(row.flipped.total)", "\(row.flipped.count)",
                "\(interval.lowerBound)",
                "\(interval.upperBound)", "\(row.changedKind.total)", "\(row.changedKind.count)", "\(row.meanTrials)",
                "\(row.meanLossDrop)", "\(row.diverged)",
            ])
        }
        return csv.text
    }
}
