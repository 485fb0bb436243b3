#pragma once
#include <stdbool.h>
#include <stddef.h>

/// Whether Arb was there when this was compiled.
bool arb_oracle_is_available(void);

/// Evaluates a function at the numbers x (and y, for an operation of two) with Arb, an independent library, at `precision` bits.
///
/// The enclosure found is [lower, upper], each written as a decimal mantissa and an exponent of two.
/// Returns 0, or -1 for an unknown function, 1 when Arb's enclosure is not finite, 2 when a mantissa needs more than `capacity` bytes.
int arb_oracle_evaluate(
    const char *function, double x, double y, long precision, size_t capacity,
    char *lower_mantissa, long *lower_exponent, char *upper_mantissa, long *upper_exponent);
