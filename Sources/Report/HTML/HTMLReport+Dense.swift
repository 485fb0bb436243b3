import Dense
import Rigor

extension HTMLReport {
    /// Data, layers and loss of dense networks, as rows of the list about the problem.
    static func rows(of problem: DenseProblem) -> [(String, String)] {
        let layers = problem.layers.map {
            "\($0.width) \($0.activation.name)\($0.hasBias ? "" : " without bias")"
        }
        var rows = [
            ("Data", describe(problem.data)),
            ("Layers", "\(problem.data.dimension) inputs; " + layers.joined(separator: "; ")),
            ("Loss", describe(problem.loss)),
        ]
        if let decay = problem.decay { rows.append(("Decay", describe(decay, problem))) }
        return rows
    }

    private static func describe(_ loss: DenseLoss) -> String {
        switch loss {
        case .meanSquaredError: "mean over data and outputs of the squared residual"
        case .meanSquaredNorm: "mean over the data of the squared norm of the residuals"
        case .softmaxCrossEntropy: "mean over the data of log Σ exp u − y · u, u the outputs, y the class (softmax)"
        case .logistic: "mean over the data of log(1 + exp u) − y u, u the output, y the class"
        }
    }

    /// "0.01 |W1|² + 0.01 |b1|²".
    private static func describe(_ decay: DenseDecay, _ problem: DenseProblem) -> String {
        var terms: [String] = []
        for l in problem.layers.indices {
            if !decay.weights[l].isZero { terms.append("\(decay.weights[l]) |W\(l + 1)|²") }
            if !decay.biases[l].isZero { terms.append("\(decay.biases[l]) |b\(l + 1)|²") }
        }
        return terms.joined(separator: " + ")
    }
}
