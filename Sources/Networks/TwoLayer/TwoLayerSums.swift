/// The sums over the data from which loss, gradient and Hessian of a two-layer student are assembled, in float64.
///
/// With s_jk = s(w_j·x_k) and e_k = sum_j a_j s_jk - y_k:
///
///     squares      sum_k e_k²
///     values       sum_k e_k s_jk                         (m)
///     slopes       sum_k e_k s'_jk x_kc                   (m d)
///     curvatures   sum_k e_k s''_jk x_kc x_kd             (m d(d+1)/2, c <= d)
///     gram         sum_k g_ik g_jk                        (n n, upper triangle), g = (s'_jk x_kc .. , s_jk ..)
///
/// Order of the n = m(d+1) columns g: input weights first, neuron by neuron, then outputs; output weights a_j are not yet multiplied in.
struct TwoLayerSums {
    var squares = 0.0
    var values: [Double]
    var slopes: [Double]
    var curvatures: [Double]
    var gram: [Double]
    /// max_k of |s_jk|, |s'_jk|, |s''_jk| for each neuron.
    var maxima: [[Double]]

    /// Number of roundings on the way of any one term into its sum.
    var roundings = 0

    init(width m: Int, dimension d: Int) {
        values = [Double](repeating: 0, count: m)
        slopes = [Double](repeating: 0, count: m * d)
        curvatures = [Double](repeating: 0, count: m * d * (d + 1) / 2)
        let n = m * (d + 1)
        gram = [Double](repeating: 0, count: n * n)
        maxima = [[Double]](repeating: [0, 0, 0], count: m)
    }
}
