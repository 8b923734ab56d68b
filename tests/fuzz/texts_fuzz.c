/*
 * Any bytes as a decimal, a period, a day and an instant: what is read is written, and read again,
 * as the same.
 */
#include <assert.h>
#include <string.h>

#include "schemas/decimal.h"
#include "schemas/instant.h"
#include "schemas/period.h"
#include "tests/fuzz/target.h"

static void check_decimal(struct text text)
{
    for (int decimals = 0; decimals <= DECIMAL_DECIMALS_MAX; decimals++) {
        char written[DECIMAL_TEXT_BYTES];
        int64_t units = 77, again = 0;
        enum decimal_fault fault = decimal_read(text, decimals, &units);

        if (fault == DECIMAL_MALFORMED || fault == DECIMAL_TOO_LARGE) {
            assert(units == 77);
            continue;
        }
        assert(decimal_write(units, decimals, written) == strlen(written));
        assert(decimal_read(text_of(written), decimals, &again) == DECIMAL_OK);
        assert(again == units);
    }
}

static void check_period(struct text text)
{
    char written[PERIOD_TEXT_BYTES];
    struct period period, again;
    int32_t day, day_again = 0;

    if (period_read(text, &period) == 0) {
        (void)period_write(period, written);
        assert(period_read(text_of(written), &again) == 0);
        assert(again.frequency == period.frequency && again.position == period.position);
        assert(period_first_day(period) <= period_last_day(period));
    }
    if (day_read(text, &day) == 0) {
        (void)day_write(day, written);
        assert(day_read(text_of(written), &day_again) == 0 && day_again == day);
    }
}

static void check_instant(struct text text)
{
    char written[INSTANT_TEXT_BYTES];
    int64_t unix_ms, again = 0;

    if (instant_read(text, &unix_ms) != 0)
        return;
    (void)instant_write(unix_ms, written);
    assert(instant_read(text_of(written), &again) == 0 && again == unix_ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = {(const char *)data, size};

    check_decimal(text);
    check_period(text);
    check_instant(text);
    return 0;
}
