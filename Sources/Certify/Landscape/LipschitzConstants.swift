/// Upper bounds, over a ball, of the Lipschitz constants of the loss and its first two derivatives (MATHEMATICS section
/// 2).
public struct LipschitzConstants: Sendable, Hashable {
    /// K0: sup |grad L|, so the loss changes by at most K0 for each unit of distance.
    public var loss: Double
    /// K1: sup ‖Hess L‖, for the gradient.
    public var gradient: Double
    /// K2: sup over unit u of |L'''(u, u, u)|, for the Hessian in the spectral norm (Banach: the norm of a symmetric
    /// form is attained on the diagonal).
    public var hessian: Double

    public init(loss: Double, gradient: Double, hessian: Double) {
        self.loss = loss
        self.gradient = gradient
        self.hessian = hessian
    }
}
