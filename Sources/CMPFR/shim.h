#pragma once
#include <gmp.h>
#include <mpfr.h>

// mpfr.h and gmp.h offer the following only as macros, which Swift cannot import.

/// Makes `x` a zero of `precision` bits on limbs owned by the caller; such a number is never cleared.
static inline void cmpfr_place(mpfr_ptr x, mpfr_prec_t precision, mp_limb_t *limbs) {
    mpfr_custom_init(limbs, precision);
    mpfr_custom_init_set(x, MPFR_ZERO_KIND, 0, precision, limbs);
}

/// Limbs taken by a number of `precision` bits.
static inline size_t cmpfr_limb_count(mpfr_prec_t precision) {
    return mpfr_custom_get_size(precision) / sizeof(mp_limb_t);
}

/// -1, 0 or 1; 0 for both zeros and for NaN.
static inline int cmpfr_sign(mpfr_srcptr x) {
    return mpfr_zero_p(x) || mpfr_nan_p(x) ? 0 : MPFR_SIGN(x);
}

static inline int cmpfr_is_nan(mpfr_srcptr x) { return mpfr_nan_p(x); }
static inline int cmpfr_is_infinite(mpfr_srcptr x) { return mpfr_inf_p(x); }
static inline int cmpfr_is_positive_infinity(mpfr_srcptr x) { return mpfr_inf_p(x) && MPFR_SIGN(x) > 0; }
static inline int cmpfr_is_zero(mpfr_srcptr x) { return mpfr_zero_p(x); }
static inline mpfr_prec_t cmpfr_precision(mpfr_srcptr x) { return mpfr_get_prec(x); }
static inline mpfr_exp_t cmpfr_exponent(mpfr_srcptr x) { return mpfr_get_exp(x); }

static inline int cgmp_sign(mpz_srcptr x) { return mpz_sgn(x); }
static inline mpz_ptr cgmp_numerator(mpq_ptr x) { return mpq_numref(x); }
static inline mpz_ptr cgmp_denominator(mpq_ptr x) { return mpq_denref(x); }
