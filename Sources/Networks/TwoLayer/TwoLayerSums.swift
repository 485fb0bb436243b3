/// The sums over the data from which loss, gradient and Hessian of a two-layer student are assembled, in float64.
///
/// With s_ji = s(w_j·x_i), e_qi = sum_j a_jq s_ji + c_q - y_qi and the sample weights omega_i, for every output q:
///
///     squares      sum_i omega_i e_qi²
///     values       sum_i omega_i e_qi s_ji               with output biases also sum_i omega_i e_qi, the unit j = m
///     slopes       sum_i omega_i e_qi s'_ji x_ic
///     curvatures   sum_i omega_i e_qi s''_ji x_ic x_ib   (c <= b)
///     gram         sum_i omega_i g_ri g_ti               (r <= t), g = (s'_ji x_ic .. , s_ji .. , 1)
///
/// `SumPlaces` says where they stand. The outputs a_jq are not yet multiplied in, so the Gram matrix knows nothing of
/// how many there are.
struct TwoLayerSums {
    let places: SumPlaces
    var squares: [Double]
    var values: [Double]
    var slopes: [Double]
    var curvatures: [Double]
    var gram: [Double]
    /// max_i of |s_ji|, |s'_ji|, |s''_ji| for each neuron; 1, 0, 0 for the constant.
    var maxima: [[Double]]

    /// Number of roundings on the way of any one term into its sum.
    var roundings = 0

    init(places: SumPlaces) {
        self.places = places
        squares = [Double](repeating: 0, count: places.squareCount)
        values = [Double](repeating: 0, count: places.valueCount)
        slopes = [Double](repeating: 0, count: places.slopeCount)
        curvatures = [Double](repeating: 0, count: places.curvatureCount)
        gram = [Double](repeating: 0, count: places.gramCount)
        let constant = places.layout.hasOutputBias ? [[1.0, 0, 0]] : []
        maxima = [[Double]](repeating: [0, 0, 0], count: places.layout.width) + constant
    }
}

/// Where each sum over the data stands among those of its kind, in every arithmetic.
struct SumPlaces: Sendable, Hashable {
    let layout: ParameterLayout
    /// The columns g of the Gram matrix, ordered like the parameters of a student with one output.
    let columns: ParameterLayout

    init(_ layout: ParameterLayout) {
        self.layout = layout
        columns = layout.columns
    }

    /// d (d+1)/2, the entries of a symmetric matrix on the inputs.
    private var symmetric: Int { layout.inputDimension * (layout.inputDimension + 1) / 2 }

    var squareCount: Int { layout.outputCount }
    var valueCount: Int { layout.units * layout.outputCount }
    var slopeCount: Int { layout.width * layout.outputCount * layout.inputDimension }
    var curvatureCount: Int { layout.width * layout.outputCount * symmetric }
    var gramCount: Int { columns.count * (columns.count + 1) / 2 }

    /// Of unit j.
    @inline(__always) func value(_ j: Int, _ q: Int) -> Int { j * layout.outputCount + q }
    @inline(__always) func slope(_ j: Int, _ q: Int, _ c: Int) -> Int { value(j, q) * layout.inputDimension + c }
    /// Of the curvature (c, c); (c, c + 1) and so on follow.
    @inline(__always) func curvature(_ j: Int, _ q: Int, _ c: Int) -> Int {
        value(j, q) * symmetric + c * layout.inputDimension - c * (c - 1) / 2
    }
    /// Of the entry (r, r) of the Gram matrix; (r, r + 1) and so on follow.
    @inline(__always) func gram(_ r: Int) -> Int { r * columns.count - r * (r - 1) / 2 }
    /// Of the entry (r, t) of the Gram matrix, r <= t.
    @inline(__always) func gram(_ r: Int, _ t: Int) -> Int { gram(r) + t - r }
}
