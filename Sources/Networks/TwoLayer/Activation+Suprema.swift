import Rigor

extension Activation {
    /// Upper bounds of |s|, |s'|, |s''|, |s'''| on |z| <= reach.
    ///
    ///     sigmoid: 1, 1/4, 1/(6 sqrt 3), 1/8;  tanh z = 2 sigmoid(2z) - 1: 1, 1, 8/(6 sqrt 3), 2;  softplus <= log 2 + |z|, softplus' = sigmoid
    ///     erf' = 2/sqrt(pi) exp(-z²): 2/sqrt(pi), sup |erf''| = 2 sqrt(2/(e pi)), sup |erf'''| = 4/sqrt(pi);  exp: exp(reach)
    func suprema(reach: Double) -> [Double] {
        switch self {
        case .sigmoid: return [1, 0.25, 0.0963, 0.125]
        case .tanh: return [1, 1, 0.7699, 2]
        case .softplus: return [0.6932 + reach, 1, 0.25, 0.0963]
        case .erf: return [1, 1.1284, 0.968, 2.2568]
        case .exp: return [Double](repeating: reach < exponentialRange ? exponential(reach) * 1.001 : .infinity, count: 4)
        case .sigmoidSoftplus:
            let s = Activation.sigmoid.suprema(reach: reach), t = Activation.softplus.suprema(reach: reach)
            return [s[0] + t[0], 4 * s[1] + t[1], 16 * s[2] + t[2], 64 * s[3] + t[3]]
        }
    }
}
