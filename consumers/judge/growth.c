#include "consumers/judge/growth.h"

#include <float.h>
#include <math.h>

struct growth_years growth_years(enum frequency frequency, int32_t from, int32_t to)
{
    struct series_year year = series_year(frequency);
    int steps = (to - from) * year.of, divisor = year.periods;

    for (int rest = steps; rest != 0;) {
        int next = divisor % rest;

        divisor = rest;
        rest = next;
    }
    return (struct growth_years){.periods = year.periods / divisor, .steps = steps / divisor};
}

/*
 * With d = periods x (ln value - ln base) - steps x ln(1 + rate), the sign asked for is d's.  How
 * far the d that is reckoned may be off:
 *  - exact_double() is within two units of the last place, 2^-51 of its number, which moves its
 *    logarithm by as much (and a hair): 2^-50 for the two, each time `periods`;
 *  - each of the dozen logarithms and operations rounds its result by a unit or two of a long
 *    double's last place: less than 64 LDBL_EPSILON of the sum of all that is added up.
 * The margin is twice that.
 */
int growth_glance(const struct exact *base, const struct exact *value,
                  struct growth_years years, int64_t rate)
{
    const long double off_by = 0x1p-49L, rounded_by = 128 * LDBL_EPSILON;
    long double now = (long double)exact_double(value), then = (long double)exact_double(base);
    long double gained, asked, margin;

    if (!(now > 0) || !(then > 0) || rate <= -GROWTH_WHOLE)
        return 0;
    now = logl(now);
    then = logl(then);
    gained = years.periods * (now - then);
    asked = years.steps * log1pl((long double)rate / GROWTH_WHOLE);
    margin = years.periods * (off_by + rounded_by * (fabsl(now) + fabsl(then))) +
             rounded_by * fabsl(asked);
    if (gained - asked > margin)
        return 1;
    return asked - gained > margin ? -1 : 0;
}

static const struct exact *factor(struct exact_pool *pool, int64_t rate)
{
    return exact_scaled(pool, GROWTH_WHOLE + rate, GROWTH_RATE_DIGITS);
}

int growth_compare(struct exact_pool *pool, const struct exact *base, const struct exact *value,
                   struct growth_years years, int64_t rate)
{
    const struct exact *grown;
    int seen;

    if (exact_sign(value) < 0)
        return -1;
    seen = growth_glance(base, value, years, rate);
    if (seen != 0)
        return seen;
    grown = exact_times(pool, exact_power(pool, base, (unsigned)years.periods),
                        exact_power(pool, factor(pool, rate), (unsigned)years.steps));
    return exact_compare(exact_power(pool, value, (unsigned)years.periods), grown);
}

const struct exact *growth_of(struct exact_pool *pool, const struct exact *base,
                              struct growth_years years, int64_t rate)
{
    if (years.periods == 1)
        return exact_times(pool, base,
                           exact_power(pool, factor(pool, rate), (unsigned)years.steps));
    return exact_times(pool, base,
                       exact_of_double(pool, pow(1 + (double)rate / GROWTH_WHOLE,
                                                 (double)years.steps / years.periods)));
}
