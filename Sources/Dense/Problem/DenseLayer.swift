import Networks

/// One layer of a dense network: z = W h + b, then the activation, entry by entry.
public struct DenseLayer: Sendable, Hashable {
    /// Number of units, at least 1.
    public var width: Int
    public var activation: Activation
    /// Whether there is a b, and it is trained.
    public var hasBias: Bool

    public init(width: Int, activation: Activation, hasBias: Bool) {
        self.width = width
        self.activation = activation
        self.hasBias = hasBias
    }
}
