import Formats

extension CandidateFile {
    /// Why the candidates cannot be points of the problem's landscape, in a line that names the file and says what to
    /// do; nil when they can.
    public func mismatch(with problem: ProblemStatement) -> String? {
        if case .dense(let own) = layout, case .dense(let demanded) = problem.layout {
            return own.difference(from: demanded).map { "\(path): \($0)" }
        }
        guard layout == problem.layout else {
            return
                "\(path): the file holds \(layout.description), candidates of the problem are "
                + "\(problem.layout.description)"
        }
        let hasConstant = problem.hasBias
        if hasBiases, !hasConstant {
            return
                "\(path): array 'b': the file holds biases, the problem has none (\"bias\": true in its data declares "
                + "them)"
        }
        if conventions.bias == .lastColumn, !hasConstant {
            return
                "\(path): the last column of w is declared to be biases, the problem has none (\"bias\": true in its "
                + "data declares them)"
        }
        if conventions.bias == CandidateConventions.Bias.none, hasConstant {
            return
                "\(path): the file declares that it has no biases, the problem has them: its inputs end with the "
                + "constant 1"
        }
        if let mismatch = outputBiasMismatch(with: problem) { return mismatch }
        guard inputDimension == problem.inputDimension else {
            return dimensionMismatch(problem, hasConstant: hasConstant)
        }
        return nil
    }

    private func outputBiasMismatch(with problem: ProblemStatement) -> String? {
        if case .gaussianErf = problem, hasOutputBiases {
            return "\(path): array 'c': the file holds output biases, the problem has none"
        }
        guard case .twoLayer(let problem) = problem else { return nil }
        switch (problem.outputBias, hasOutputBiases) {
        case (.trained, true), (.none, false), (.fixed, false): return nil
        case (.trained, false):
            return
                "\(path): the students of the problem have a trained output bias, which the file lacks: give it as c, "
                + (problem.outputCount == 1 ? "(n)" : "(n, \(problem.outputCount))")
        case (.none, true):
            return
                "\(path): array 'c': the file holds output biases, the problem has none (\"output_bias\": true "
                + "declares them)"
        case (.fixed, true):
            return
                "\(path): array 'c': the file holds output biases, the problem holds them fixed (\"output_bias\": true "
                + "declares trained ones)"
        }
    }

    private func dimensionMismatch(_ problem: ProblemStatement, hasConstant: Bool) -> String {
        let array = layout == .columns ? "W" : "w", ownColumn = hasBiases ? 1 : 0
        var hint = ""
        if hasConstant, !hasBiases, inputDimension + 1 == problem.inputDimension {
            hint = " with that of the biases, which the file lacks: give them as b (n, m) or as the last column of w"
        } else if layout != .columns, width == problem.inputDimension, conventions.axes == nil {
            hint = "; if w is (students, inputs, neurons), declare it: --axes inputs-neurons"
        }
        return "\(path): array '\(array)': the weights have dimension \(inputDimension - ownColumn), "
            + "the inputs of the problem have dimension \(problem.inputDimension - ownColumn)\(hint)"
    }
}
