import Rigor

/// The sigmoid sg(v) with its derivatives in float64, from t = exp(-|v|), so that errors decay with t:
///
///     sg = r or t r,   r = 1/(1 + t)      sg' = t r²      sg'' = -sign(v) sg' (1 - t) r      sg''' = sg' (1 - 6 sg')
///
/// **Errors.** Let v be off by 0 and `exponential` by 8 u, so log t by R = 8.01 u, or v by more and R larger. sg^(p),
/// as a function of log t, has the derivative ±sg^(p+1). With the roundings of the formulas, in u = 2^-53 and to first
/// order, to which 1 % is to be added:
///
///     sg      |sg'| R + 2        1 + t and the quotient; with t r, at most 1/2, three roundings of half the size
///     sg'     |sg''| R + 6 sg'   r twice, two products
///     sg''    |sg'''| R + 11 |sg''|      1 - t is rounded once, relatively
///     sg'''   |sg''''| R + 11.5 sg' + 7 |sg'''|      6 sg' <= 3/2 is off by 7 of its parts, 1 - 6 sg' by 11.5
@inline(__always)
func logisticJet(_ v: Double) -> (value: Double, first: Double, second: Double, third: Double) {
    let t = exponential(max(-exponentialRange, -abs(v))), r = 1 / (1 + t)
    let first = t * r * r
    let second = first * ((1 - t) * r)
    return (v < 0 ? t * r : r, first, v < 0 ? second : -second, first * (1 - 6 * first))
}
