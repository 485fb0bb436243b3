import Rigor

/// Several neurons that stand together where one neuron of a pair does, an arm of the channel, and share its diverging
/// output.
///
/// **Coordinates.** The arm has the output A = (c + sigma |v|/eps)/2 and stands at w + sigma d; sigma is 1 for the
/// neuron of the pair with the larger output, -1 for the other. Its members have outputs mu_i A and weights
///
///     w_i = w + sigma d + eps^(3/2) zeta_i,        mu_i > 0, sum mu_i = 1,        sum mu_i zeta_i = 0.
///
/// Where A != 0 that is a diffeomorphism: A = sum a_i, mu_i = a_i/A, the weight of the arm is sum mu_i w_i.
///
/// **Slope.** With z_a = z + sigma eps D, y_i = zeta_i·x, the members add to the output of the pair T = A sum mu_i [
/// s(z_a + eps^(3/2) y_i) - s(z_a) ], T(0+) = 0, and with S_n = sum mu_i y_i² s^(n)(xi_i), xi_i between z_a and z_a +
/// eps^(3/2) y_i, another xi each time,
///
///     T'(eps)/eps = -(sigma |v|/4) S_2 + ((c eps + sigma |v|)/2) [ (3/2) S_2 + (sigma eps D/2) S_3 ]    (4)
///
/// *Proof.* By Taylor and sum mu_i y_i = 0 the sum in T is Delta = (eps³/2) S_2, and its derivative sigma D (eps³/2)
/// S_3 + (3/2) eps^(1/2) sum mu_i y_i [ s'(z_a + eps^(3/2) y_i) - s'(z_a) ] = sigma D (eps³/2) S_3 + (3/2) eps² S_2.
/// With A' = -sigma |v|/(2 eps²) put these into (A' Delta + A Delta')/eps. ∎
///
/// With |zeta_i| <= Z each S_n lies in [0, Z²|x|²] s^(n), whatever the shares.
struct ChannelArm {
    /// The pair whose slope gets (4).
    let pair: Int
    /// sigma.
    let sign: Int
    private let norm: Interval
    private let output: Interval
    private let eps: Interval
    private let stretch: Interval
    private let spread: Double

    /// - Parameters:
    ///   - norm: |v|.
    ///   - output: c.
    ///   - length: the largest eps.
    ///   - spread: Z.
    init(pair: Int, sign: Int, norm: Interval, output: Interval, length: Double, spread: Double, precision: Precision) {
        self.pair = pair
        self.sign = sign
        self.norm = norm
        self.output = output
        self.spread = spread
        eps = Interval(lower: 0, upper: length, precision: precision)
        let reach = Directed.multiplyUp(Directed.multiplyUp(length, Directed.squareRootUp(length)), spread)
        stretch = Interval(lower: -reach, upper: reach, precision: precision)
    }

    /// 2 eps |A| = |v| + sigma c eps: positive, (4) holds and the coordinates are such.
    var scaledOutput: Interval { sign > 0 ? norm + eps * output : norm - eps * output }

    /// (4) at a data point.
    ///
    /// - Parameters:
    ///   - z: w·x.
    ///   - direction: D.
    ///   - inputNorm: upper bound of |x|.
    func slope(at z: Interval, direction: Interval, inputNorm: Double, activation: Activation) -> Interval {
        let precision = z.precision, shift = eps * direction
        func signed(_ value: Interval) -> Interval { sign > 0 ? value : -value }
        let jets = activation.jet(
            z + signed(shift) + stretch * Interval(lower: 0, upper: inputNorm, precision: precision), order: 3)
        let y = Directed.multiplyUp(spread, inputNorm)
        let squares = Interval(lower: 0, upper: Directed.multiplyUp(y, y), precision: precision)
        let second = squares * jets[2], third = squares * jets[3]
        let three = Interval(3, precision: precision)
        return (signed(scaledOutput) * (three * second + signed(shift) * third) - signed(norm) * second)
            .scaled(byPowerOfTwo: -2)
    }
}
