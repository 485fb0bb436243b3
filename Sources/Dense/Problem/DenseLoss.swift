/// What a dense network is trained for: the loss of one point as a function of the k outputs u and the label y.
public enum DenseLoss: String, Sendable, Hashable, CaseIterable {
    /// |u - y|² / k, averaged over the outputs as PyTorch's MSELoss has it.
    case meanSquaredError = "mean-squared-error"
    /// |u - y|², summed over the outputs.
    case meanSquaredNorm = "mean-squared-norm"
    /// log sum_c exp u_c - sum_c y_c u_c, y the probabilities of the k >= 2 classes.
    case softmaxCrossEntropy = "softmax-cross-entropy"
    /// log(1 + exp u) - y u, y the probability of class 1, k = 1.
    case logistic

    /// Whether it is a sum of squares of residuals u - y.
    public var isSquared: Bool {
        switch self {
        case .meanSquaredError, .meanSquaredNorm: true
        case .softmaxCrossEntropy, .logistic: false
        }
    }
}
