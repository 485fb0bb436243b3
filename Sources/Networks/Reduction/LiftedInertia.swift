import Rigor

/// The inertia of the Hessian of a wide network at a critical point that is lifted from a narrow one.
///
/// **Theorem** (Fukumizu & Amari 2000 for two copies; MATHEMATICS section 6). Let (u_g, A_g), g = 1 .. r, be a critical
/// point of the narrow network with all A_g != 0, H_r its Hessian, phi(w) = (2/N) sum e s(w·x), M_g = Hess phi(u_g). In
/// the wide network let group g have q_g neurons with w_i = u_g and outputs a_i, sum a_i = A_g, and let further z
/// neurons have a_i = 0, phi(w_i) = 0 and v_i = grad phi(w_i) != 0. Then the wide point is critical, and
///
///     inertia(H) = inertia(H_r) + sum_g [ inertia(R_g (x) M_g) + (0, 0, q_g - 1) ] + z (1, 1, d - 1),
///
/// where R_g is the form sum a_i t_i² on {t : sum_i a_i t_i = 0}, of inertia
/// (#{a_i > 0} - [A_g > 0], #{a_i < 0} - [A_g < 0], #{a_i = 0}).
///
/// *Proof.* The wide network is the same function as the narrow one, so e is the same. dL/da_i = phi(w_i) and dL/dw_i =
/// a_i grad phi(w_i), which vanish: for the narrow point phi(u_g) = 0 and A_g grad phi(u_g) = 0 with A_g != 0. In a
/// direction (omega_i, alpha_i)
///
///     L'' = (2/N) sum_k (f'_k)² + sum_i a_i omega_i' Hess phi(w_i) omega_i + 2 sum_i alpha_i grad phi(w_i)·omega_i.
///
/// In group g put alpha = sum alpha_i, Omega = sum a_i omega_i / A_g, tau_i = omega_i - Omega, so sum a_i tau_i = 0.
/// The group enters f' through alpha s + s' A_g Omega·x alone, sum a_i omega_i' M omega_i = A_g Omega' M Omega + sum
/// a_i tau_i' M tau_i, and grad phi(u_g) = 0. Hence without the z further neurons L'' = H_r(Omega, alpha) + sum_g (R_g
/// (x) M_g)(tau), and directions that change only the outputs at constant sum are in the kernel. R_g: the form diag(a)
/// on R^q has inertia (#{a_i > 0}, #{a_i < 0}, #{a_i = 0}); the vector (1, .., 1) has value A_g != 0 in it, and {sum
/// a_i t_i = 0} is its orthogonal complement with respect to the form, so R_g lacks exactly the sign of A_g. The
/// further neurons enter f' through alpha_i s(w_i·x), have no term a_i omega_i' .. omega_i, and the mixed term 2
/// alpha_i v_i·omega_i. With p_i = v_i·omega_i, L'' = L''_live(y) + 2 y'B alpha + alpha'C alpha + 2 p·alpha for some B,
/// C, which p -> p - B'y - C alpha / 2, a change of coordinates, turns into L''_live(y) + 2 p·alpha; d - 1 directions
/// of omega_i orthogonal to v_i do not occur. ∎
///
/// Nothing is assumed about further neurons being different from each other; different from live neurons they are,
/// because grad phi(u_g) = 0. A copy of a live neuron whose output is exactly 0 belongs to its group: it adds d + 1
/// zeros.
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

    /// What group g adds to the inertia of H_r. `curvature` is what is known of M_g; it does not matter for a group of
    /// one.
    public static func group(signs: [Int], sumSign: Int, curvature: InertiaBounds) -> InertiaBounds {
        let restricted = restriction(signs: signs, sumSign: sumSign)
        return .kronecker(restricted, curvature)
            + InertiaBounds(positive: 0, negative: 0, zero: signs.count - 1, order: signs.count - 1)
    }

    /// What a neuron with output 0 adds, at a zero of phi with nonzero gradient, for input dimension d.
    public static func zeroType(inputDimension d: Int) -> InertiaBounds {
        InertiaBounds(Inertia(positive: 1, negative: 1, zero: d - 1))
    }
}
