/// The sums over the data from which loss, gradient and Hessian of a limit network are assembled, in float64.
///
/// With the columns g_i, the derivatives of f by the parameters, those by input weights of neurons without the factor A
/// mu_j, e the residuals and omega the sample weights:
///
///     square       sum omega e²
///     slopes       sum omega e g_i
///     gram         sum omega g_i g_l                (i <= l)
///     curvatures   sum omega e q x_c x_b            (c <= b)
///
/// for every family of curvatures: q = s'' of each neuron, the second derivative by w·x of each pair and triple, s'' of
/// each pair and triple, sigma (g·x) s''' of each triple.
struct LimitNetworkSums {
    var square = 0.0
    var slopes: [Double]
    var gram: [Double]
    var curvatures: [Double]
    /// max |s^(q)| of unit j at 4 j + q, q <= 3.
    var jetMaxima: [Double]
    /// max |sum mu_j s_j| of each group.
    var valueMaxima: [Double]
    /// max |s_j - s_i|, i the first of the group of neuron j.
    var differenceMaxima: [Double]
    /// max |q| of each family of curvatures.
    var curvatureMaxima: [Double]
    /// Number of roundings on the way of any one term into its sum.
    var roundings = 0

    init(shape: LimitNetworkShape) {
        func zeros(_ count: Int) -> [Double] { [Double](repeating: 0, count: count) }
        let n = shape.parameterCount
        slopes = zeros(n)
        gram = zeros(n * (n + 1) / 2)
        curvatures = zeros(shape.curvatureFamilies * shape.curvaturesPerFamily)
        jetMaxima = zeros(4 * shape.units)
        valueMaxima = zeros(shape.groups.count)
        differenceMaxima = zeros(shape.neurons)
        curvatureMaxima = zeros(shape.curvatureFamilies)
    }
}

extension LimitNetworkShape {
    /// The first neuron of each group.
    var firstOfGroup: [Int] {
        var first = [Int](), next = 0
        for size in groups {
            first.append(next)
            next += size
        }
        return first
    }

    /// By how many orders the jets go ahead of the derivatives of the loss.
    var jetsAhead: Int { tripleSigns.isEmpty ? (pairs == 0 ? 0 : 1) : 2 }

    var curvatureFamilies: Int { units + merged + tripleSigns.count }
    /// d (d + 1)/2.
    var curvaturesPerFamily: Int { dimension * (dimension + 1) / 2 }
    /// Where (c, b) of a family stands, c <= b.
    func curvature(_ family: Int, _ c: Int, _ b: Int) -> Int {
        family * curvaturesPerFamily + c * dimension - c * (c - 1) / 2 + b - c
    }
    /// Where (i, l) stands in the Gram matrix, i <= l.
    func gram(_ i: Int, _ l: Int) -> Int { i * parameterCount - i * (i - 1) / 2 + l - i }
    /// For each parameter c where df/dp_i is a multiple of x_c, otherwise nil.
    var inputCoordinates: [Int?] {
        var result = [Int?](repeating: nil, count: parameterCount)
        func fill(_ place: Int) { for c in 0..<dimension { result[place + c] = c } }
        for j in 0..<units { fill(weight(j)) }
        for p in 0..<merged { fill(mergedSlope(p)) }
        for t in tripleSigns.indices { fill(tripleBend(t)) }
        if hasLinearPart { fill(linearPart) }
        return result
    }
}
