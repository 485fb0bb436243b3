import Rigor

/// The inertia of the Hessian of a wide network at a critical point that is lifted from a narrow one.
///
/// **Theorem** (Fukumizu & Amari 2000 for two copies and one output; MATHEMATICS sections 6 and 17). Let (u_g, A_g), g
/// = 1 .. r, be a critical point of the narrow network with k outputs, H_r its Hessian, and in the terms of
/// `GhostNeuronEnclosure` C_g = C(u_g), M_g = M(u_g) with the ratios A_gq / A_gp of an output p with A_gp != 0. In the
/// wide network let group g have q_g neurons with w_i = u_g and outputs a_i = mu_i A_g, sum mu_i = 1, and let further z
/// neurons have a_i = 0, phi(w_i) = 0 and C(w_i) of rank k. Then the wide point is critical, and
///
///     inertia(H) = inertia(H_r) + sum_g sum_l inertia [[0, C_g], [C_g', nu_gl M_g]] + z (k, k, d - k),
///
/// where nu_g1, .., nu_g(q_g - 1) are the signs of the form sum a_ip t_i² on {t : sum_i a_ip t_i = 0}, which has the
/// inertia (#{a_ip > 0} - [A_gp > 0], #{a_ip < 0} - [A_gp < 0], #{a_ip = 0}).
///
/// *Proof.* The wide network is the same function as the narrow one, so e is the same. dL/da_i = phi(w_i) and dL/dw_i =
/// C(w_i)'a_i, which vanish: for the narrow point phi(u_g) = 0 and C_g'A_g = 0, and a_i is a multiple of A_g. In a
/// direction (omega_i, alpha_i)
///
///     L'' = 2c sum |f'|² + sum_i omega_i' (sum_q a_iq Hess phi_q(w_i)) omega_i + 2 sum_i alpha_i' C(w_i) omega_i.
///
/// In group g sum_q a_iq Hess phi_q(u_g) = a_ip M_g. The form diag(a_ip) on R^(q_g) has inertia (#{a_ip > 0}, #{a_ip <
/// 0}, #{a_ip = 0}); the vector t⁰ = (1, .., 1) has value A_gp != 0 in it, and {sum a_ip t_i = 0} is its orthogonal
/// complement with respect to the form, which therefore lacks exactly the sign of A_gp. With a basis t¹, .., of that
/// complement in which the form is diagonal, of values nu_l up to positive factors, which scaling makes 1, put omega_i
/// = Omega + sum_l t^l_i delta_l, alpha = sum_i alpha_i, tau_l = sum_i t^l_i alpha_i: coordinates, because t⁰, t¹, ..
/// are a basis of R^(q_g). Then sum mu_i omega_i = Omega, so the group enters f' as the narrow neuron does, through
/// alpha s + s' (Omega·x) A_g, and
///
///     sum_i a_ip omega_i' M omega_i = A_gp Omega' M Omega + sum_l nu_l delta_l' M delta_l
///     sum_i alpha_i' C omega_i      = alpha' C Omega + sum_l tau_l' C delta_l.
///
/// Hence without the z further neurons L'' = H_r(Omega, alpha) + sum_g sum_l (2 tau_l' C_g delta_l + nu_l delta_l' M_g
/// delta_l). The further neurons enter f' through s(w_i·x) alpha_i, have no term in omega_i omega_i, and the mixed term
/// 2 alpha_i' p_i, p_i = C(w_i) omega_i, which takes all values of R^k. So L'' = L''_live(y) + 2 y'B alpha + alpha'D
/// alpha + 2 p·alpha for some B, D, and p -> p - B'y - D alpha / 2, a change of coordinates, turns it into L''_live(y)
/// + 2 p·alpha; d - k directions of each omega_i do not occur. ∎
///
/// With one output C_g = 0, because A_g C_g = 0: H is congruent to H_r (+) R_g (x) M_g (+) zeros. With several and C_g
/// != 0 equal neurons make a strict saddle, whatever the shares: a form [[0, C], [C', nu M]] is indefinite.
///
/// Outputs a_i of equal neurons at constant sum may be anything in the kernel of C_g', of dimension at least k - min(k
/// - 1, d): the points stay critical, and of the same function. So do input weights of the further neurons on the
/// manifold phi = 0, of dimension d - k.
///
/// **Output biases and sample weights.** With a trained output bias c, in both networks, everything stands, c being one
/// more parameter of the narrow network: it adds the change kappa of c to f' and nothing to the second derivatives of
/// f, so L'' = H_r(Omega, alpha, kappa) + the same. A fixed one, and sample weights in all sums, change no step. With
/// decay equal neurons of different outputs are not critical, and nothing here holds.
///
/// **Flips** (`NeuronFlips`). Let s(-z) = 2 c0 - s(z). In the wide network let some neurons be flipped: w_i = sigma_i
/// u_g, a_i = sigma_i b_i, sigma_i = -1 for these, and let the b_i be as the a_i above. (i) For c0 = 0 everything
/// stands with b_i for a_i. (ii) So it does with a trained output bias c = C + 2 c0 sum over flipped i of b_i, C that
/// of the narrow network. (iii) Let there be one output and no trained output bias, but a fixed c, 0 if there is none;
/// let the narrow network have a trained one, C = c - 2 c0 sum over flipped i of b_i, and let one group hold neurons of
/// both orientations. Then the wide point is critical, and its inertia is the same but for one zero less; the b_i with
/// given sums of the groups and of the flipped ones are an affine family of critical points.
///
/// *Proof.* s' is even and s'' odd. a_i s(w_i·x) = b_i s(u_g·x) + [flipped] 2 c0 a_i, so the wide function is the
/// narrow one. For flipped i phi(-u_g) = 2 c0 (2c sum e) - phi(u_g) = 0: with c0 != 0 because C, a parameter of the
/// narrow network in (ii) and (iii), makes sum e = 0. C(w_i) = C(u_g), so C(w_i)'a_i = 0. Put omega_i = sigma_i
/// omega~_i and alpha_i = sigma_i alpha~_i: the neuron enters f' through alpha~_i s + s' (omega~_i·x) b_i and the
/// constant [flipped] 2 c0 alpha_i, and a_i'e s''(w_i·x)(omega_i·x)² = b_i'e s''(u_g·x)(omega~_i·x)², alpha_i'C omega_i
/// = alpha~_i'C omega~_i. So L'' is that of the theorem in the turned coordinates, with kappa = [the change of c] - 2
/// c0 sum over flipped i of alpha~_i: in (ii) a change of the coordinate c. In (iii) C_g = 0, only the sums of the
/// alpha~_i in each group and kappa occur, r + 1 independent functions of them because of the group with both
/// orientations: the kernel in the alpha's has dimension m - r - 1, not m - r. ∎
///
/// Two opposite pairs u, -u and v, -v of sigmoid neurons are (iii): each is a neuron and a constant, and one constant
/// may grow at the expense of the other. One pair alone has no such direction, and is as a rule an isolated point.
///
/// Nothing is assumed about further neurons being different from each other. Copies of live neurons they are not: at
/// those the rank of C is at most k - 1. A copy of a live neuron whose outputs are exactly 0 belongs to its group.
public enum LiftedInertia {
    /// Inertia of sum a_i t_i² on {sum a_i t_i = 0}, from the signs (-1, 0, 1) of the a_i and of their sum, which is
    /// not 0.
    public static func restriction(signs: [Int], sumSign: Int) -> Inertia {
        let positive = signs.filter { $0 > 0 }.count, negative = signs.filter { $0 < 0 }.count
        precondition(
            sumSign > 0 ? positive > 0 : (sumSign < 0 && negative > 0), "a sum has the sign of one of its terms")
        return Inertia(
            positive: positive - (sumSign > 0 ? 1 : 0), negative: negative - (sumSign < 0 ? 1 : 0),
            zero: signs.count - positive - negative)
    }

    /// What group g adds to the inertia of H_r: one form for each copy beyond the first. `copies` does not matter for a
    /// group of one.
    ///
    /// - Parameters:
    ///   - signs: of the outputs a_ip.
    ///   - sumSign: of A_gp.
    ///   - copies: what is known of [[0, C_g], [C_g', M_g]].
    public static func group(signs: [Int], sumSign: Int, copies: CopyForm) -> InertiaBounds {
        let restricted = restriction(signs: signs, sumSign: sumSign)
        let one = copies.inertia, none = copies.silent
        // with -M_g the form is congruent to the negative one: tau -> -tau
        return InertiaBounds(
            positive: restricted.positive * one.positive + restricted.negative * one.negative
                + restricted.zero * none.positive,
            negative: restricted.positive * one.negative + restricted.negative * one.positive
                + restricted.zero * none.negative,
            zero: (restricted.positive + restricted.negative) * one.zero + restricted.zero * none.zero,
            order: restricted.order * one.order)
    }

    /// With one output, where all that matters is M_g, of order d.
    public static func group(signs: [Int], sumSign: Int, curvature: InertiaBounds) -> InertiaBounds {
        group(signs: signs, sumSign: sumSign, copies: CopyForm(curvature: curvature))
    }

    /// What a neuron with outputs 0 adds, at a zero of phi with C of rank k, for input dimension d.
    public static func zeroType(inputDimension d: Int, outputCount k: Int = 1) -> InertiaBounds {
        precondition(k <= d)
        return InertiaBounds(Inertia(positive: k, negative: k, zero: d - k))
    }
}
