#include "ArbOracle.h"

#if __has_include(<arb.h>)
#include <arb.h>
#include <arb_hypgeom.h>
#include <string.h>

bool arb_oracle_is_available(void) { return true; }

static void sigmoid(arb_t result, const arb_t x, slong precision) {
    arb_t t;
    arb_init(t);
    arb_neg(t, x);
    arb_exp(t, t, precision);
    arb_add_ui(t, t, 1, precision);
    arb_inv(result, t, precision);
    arb_clear(t);
}

/// The polynomial in s that the derivative is: s' = s - s^2, s'' = s - 3 s^2 + 2 s^3, s''' = s - 7 s^2 + 12 s^3 - 6 s^4.
static void sigmoid_derivative(arb_t result, const arb_t x, const int *coefficients, int degree, slong precision) {
    arb_t s;
    arb_init(s);
    sigmoid(s, x, precision);
    arb_zero(result);
    for (int power = degree; power >= 1; power--) {
        arb_add_si(result, result, coefficients[power - 1], precision);
        arb_mul(result, result, s, precision);
    }
    arb_clear(s);
}

static void softplus(arb_t result, const arb_t x, slong precision) {
    arb_exp(result, x, precision);
    arb_log1p(result, result, precision);
}

static void erf_wrapper(arb_t result, const arb_t x, slong precision) { arb_hypgeom_erf(result, x, precision); }
static void square(arb_t result, const arb_t x, slong precision) { arb_mul(result, x, x, precision); }
static void reciprocal(arb_t result, const arb_t x, slong precision) { arb_inv(result, x, precision); }
static void first_derivative(arb_t r, const arb_t x, slong p) { sigmoid_derivative(r, x, (int[]){1, -1}, 2, p); }
static void second_derivative(arb_t r, const arb_t x, slong p) { sigmoid_derivative(r, x, (int[]){1, -3, 2}, 3, p); }
static void third_derivative(arb_t r, const arb_t x, slong p) { sigmoid_derivative(r, x, (int[]){1, -7, 12, -6}, 4, p); }
static void absolute_value(arb_t r, const arb_t x, slong p) { arb_abs(r, x); }

static const struct { const char *name; void (*evaluate)(arb_t, const arb_t, slong); } unary[] = {
    {"exp", arb_exp}, {"expm1", arb_expm1}, {"log", arb_log}, {"log1p", arb_log1p}, {"tanh", arb_tanh}, {"sinh", arb_sinh},
    {"cosh", arb_cosh}, {"atan", arb_atan}, {"asin", arb_asin}, {"acos", arb_acos}, {"sin", arb_sin}, {"cos", arb_cos},
    {"squareRoot", arb_sqrt}, {"erf", erf_wrapper}, {"squared", square}, {"reciprocal", reciprocal},
    {"absoluteValue", absolute_value}, {"sigmoid", sigmoid}, {"softplus", softplus},
    {"sigmoidFirstDerivative", first_derivative}, {"sigmoidSecondDerivative", second_derivative},
    {"sigmoidThirdDerivative", third_derivative},
};

static const struct { const char *name; void (*evaluate)(arb_t, const arb_t, const arb_t, slong); } binary[] = {
    {"+", arb_add}, {"-", arb_sub}, {"*", arb_mul}, {"/", arb_div},
};

static int write_bound(const arf_t bound, size_t capacity, char *mantissa, long *exponent) {
    fmpz_t m, e;
    fmpz_init(m);
    fmpz_init(e);
    arf_get_fmpz_2exp(m, e, bound);
    int status = 2;
    if (fmpz_sizeinbase(m, 10) + 2 <= capacity && fmpz_fits_si(e)) {
        fmpz_get_str(mantissa, 10, m);
        *exponent = fmpz_get_si(e);
        status = 0;
    }
    fmpz_clear(m);
    fmpz_clear(e);
    return status;
}

int arb_oracle_evaluate(
    const char *function, double x, double y, long precision, size_t capacity,
    char *lower_mantissa, long *lower_exponent, char *upper_mantissa, long *upper_exponent) {
    arb_t a, b, value;
    arf_t bound;
    arb_init(a);
    arb_init(b);
    arb_init(value);
    arf_init(bound);
    arb_set_d(a, x);
    arb_set_d(b, y);
    int status = -1;
    for (size_t i = 0; i < sizeof unary / sizeof *unary; i++)
        if (strcmp(function, unary[i].name) == 0) {
            unary[i].evaluate(value, a, precision);
            status = 0;
        }
    for (size_t i = 0; i < sizeof binary / sizeof *binary; i++)
        if (strcmp(function, binary[i].name) == 0) {
            binary[i].evaluate(value, a, b, precision);
            status = 0;
        }
    if (status == 0 && !arb_is_finite(value)) status = 1;
    if (status == 0) {
        arb_get_lbound_arf(bound, value, precision);
        status = write_bound(bound, capacity, lower_mantissa, lower_exponent);
    }
    if (status == 0) {
        arb_get_ubound_arf(bound, value, precision);
        status = write_bound(bound, capacity, upper_mantissa, upper_exponent);
    }
    arf_clear(bound);
    arb_clear(value);
    arb_clear(b);
    arb_clear(a);
    return status;
}

#else

bool arb_oracle_is_available(void) { return false; }

int arb_oracle_evaluate(
    const char *function, double x, double y, long precision, size_t capacity,
    char *lower_mantissa, long *lower_exponent, char *upper_mantissa, long *upper_exponent) {
    return -1;
}

#endif
