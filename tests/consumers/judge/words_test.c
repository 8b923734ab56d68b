/* The sentences people read, word for word. */
#include "consumers/judge/words_numbers.h"
#include "schemas/utf8.h"
#include "tests/consumers/judge/fixture.h"

static void explain(const struct fixture *f, const char *text, const char *today,
                    struct words *words)
{
    struct series *series = fixture_series(f, text);
    struct verdict verdict;
    struct alarm_standing shall[ALARM_KINDS];

    verdict_reach(series, &f->target, fixture_day(today), &verdict);
    alarms_of_target(series, &f->target, fixture_day(today), shall);
    words_explain(&verdict, &shall[ALARM_OFF_TARGET], words);
    series_free(series);
}

static void make_payments(struct fixture *f)
{
    fixture_line(f, 4000, 8000);
    f->indicator.frequency = FREQUENCY_MONTHLY;
    f->target.row = "5.6";
    f->target.names = (struct names){"Tỉ lệ thanh toán trực tuyến", "Online payment rate"};
    f->target.off_target.periods = 2;
}

static void behind_the_path_says_how_far_since_when_and_what_is_needed(void **state)
{
    struct fixture f;
    struct words words;
    (void)state;

    make_payments(&f);
    explain(&f, "2022-11=45 2022-12=45", "2023-02-01", &words);
    assert_string_equal(
        "Chỉ tiêu 5.6 (Tỉ lệ thanh toán trực tuyến): Chậm tiến độ; tháng 12/2022: 45,00%, chậm "
        "3,00 điểm phần trăm so với lộ trình (48,00%), kể từ tháng 11/2022; tốc độ cần đạt: "
        "tăng "
        "0,36 điểm phần trăm mỗi tháng, để đạt ≥ 80% đến 31/12/2030; cơ quan chủ trì: Sở "
        "Khoa "
        "học và Công nghệ.",
        words.vi);
    assert_string_equal(
        "Target 5.6 (Online payment rate): Slow; December 2022: 45.00%, 3.00 percentage points "
        "behind the path (48.00%), since November 2022; it has to rise by 0.36 percentage "
        "points a month, to reach ≥ 80% by 31 December 2030; lead: Department of Science and "
        "Technology.",
        words.en);
}

static void every_status_makes_a_sentence(void **state)
{
    static const struct {
        const char *series, *today, *vi;
    } cases[] = {
        {"", "2023-02-01",
         "Chỉ tiêu 5.6 (Tỉ lệ thanh toán trực tuyến): Chưa có số liệu; mức chỉ tiêu: ≥ 80% đến "
         "31/12/2030; cơ quan chủ trì: Sở Khoa học và Công nghệ."},
        {"2022-12=81E", "2023-02-01",
         "Chỉ tiêu 5.6 (Tỉ lệ thanh toán trực tuyến): Đã đạt; tháng 12/2022: 81,00% (số liệu "
         "chưa "
         "chính thức); mức chỉ tiêu: ≥ 80% đến 31/12/2030; cơ quan chủ trì: Sở Khoa học và "
         "Công "
         "nghệ."},
        {"2022-12=48", "2025-02-01",
         "Chỉ tiêu 5.6 (Tỉ lệ thanh toán trực tuyến): Quá hạn cập nhật (chưa có số liệu tháng "
         "1/2023, quá hạn từ 02/05/2023; đánh giá gần nhất: Đúng tiến độ); tháng 12/2022: "
         "48,00%, đúng lộ trình (48,00%); tốc độ cần đạt: tăng 0,33 "
         "điểm phần trăm mỗi tháng, để đạt ≥ 80% đến 31/12/2030; cơ quan chủ trì: Sở Khoa học "
         "và "
         "Công nghệ."},
        {"2021-01=40", "2021-02-01",
         "Chỉ tiêu 5.6 (Tỉ lệ thanh toán trực tuyến): Chưa đủ căn cứ đánh giá (thời gian kể từ "
         "kỳ "
         "gốc còn ngắn); tháng 1/2021: 40,00%; mức chỉ tiêu: ≥ 80% đến 31/12/2030; cơ quan chủ "
         "trì: Sở Khoa học và Công nghệ."},
    };
    struct fixture f;
    struct words words;
    (void)state;

    make_payments(&f);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        explain(&f, cases[i].series, cases[i].today, &words);
        assert_string_equal(cases[i].vi, words.vi);
    }
}

static void ranks_and_groups_have_their_own_words(void **state)
{
    struct fixture f;
    struct words words;
    (void)state;

    fixture_line(&f, 20, 10);
    f.indicator.kind = INDICATOR_RANK;
    f.indicator.unit_measure = "RANK";
    f.indicator.decimals = 0;
    f.indicator.noise = 2;
    f.target.condition.is = CONDITION_AT_MOST;
    explain(&f, "2025=18@63", "2026-02-01", &words);
    assert_string_equal("Chỉ tiêu 1 (Chỉ tiêu): Nguy cơ không đạt; năm 2025: hạng 18/63, kém 3 "
                        "bậc so với lộ trình (hạng 15), kể từ năm 2025; tốc độ cần đạt: cải "
                        "thiện 1,6 bậc mỗi năm, để đạt hạng 10 hoặc cao hơn đến 31/12/2030; cơ "
                        "quan chủ trì: Sở Khoa học và Công nghệ.",
                        words.vi);
    explain(&f, "2025=15@63", "2026-02-01", &words);
    assert_non_null(strstr(words.vi, "hạng 15/63, đúng lộ trình (hạng 15)"));
}

/* Never "đúng lộ trình" beside "Nguy cơ không đạt", nor "đã đạt" of what never was. */
static void where_there_is_no_path_the_distance_is_to_the_bound(void **state)
{
    static const struct {
        bool every_period, at_most;
        const char *series, *says, *says_not;
    } cases[] = {
        {true, false, "2025=60", "năm 2025 không đạt, trong khi mọi kỳ đều phải đạt",
         "lộ trình"},
        {true, false, "2025=60", "còn thiếu 20,00 điểm phần trăm so với mức ≥ 80%",
         "trước đây"},
        {true, false, "2024=81 2025=60", "trước đây đã đạt, nay không còn đạt", "lộ trình"},
        {false, false, "2023=90 2025=79.99", "còn thiếu 0,01 điểm phần trăm", "lộ trình"},
        {false, true, "2023=70 2025=82.5", "còn cao hơn 2,50 điểm phần trăm so với mức ≤ 80%",
         "lộ trình"},
        {false, true, "2023=95 2025=90", "tốt hơn 0,71 điểm phần trăm so với lộ trình", "vượt"},
        {false, true, "2023=95 2025=94", "kém 3,29 điểm phần trăm so với lộ trình", "chậm 3"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture f;
        struct words words;

        fixture_make(&f);
        f.target.condition.every_period = cases[i].every_period;
        if (cases[i].at_most)
            f.target.condition.is = CONDITION_AT_MOST;
        explain(&f, cases[i].series, "2026-02-01", &words);
        if (strstr(words.vi, cases[i].says) == NULL ||
            strstr(words.vi, cases[i].says_not) != NULL)
            fail_msg("%zu: %s", i, words.vi);
    }
}

static void standing_at_what_has_to_be_exceeded_needs_no_pace_of_0(void **state)
{
    struct fixture f;
    struct words words;
    (void)state;

    fixture_line(&f, 4000, 8000);
    f.target.condition.is = CONDITION_GREATER_THAN;
    explain(&f, "2024=80", "2025-02-01", &words);
    assert_non_null(strstr(words.vi, "; cần vượt mức 80% đến 31/12/2030"));
    assert_non_null(strstr(words.en, "; it has to exceed 80% by 31 December 2030"));
    assert_null(strstr(words.vi, " 0,00"));
    f.target.condition.every_period = true;
    explain(&f, "2024=80", "2025-02-01", &words);
    assert_non_null(strstr(words.vi, "80,00%, chỉ bằng chứ chưa vượt mức 80%"));
}

static void a_faint_pace_is_told_per_year(void **state)
{
    struct fixture f;
    struct words words;
    (void)state;

    make_payments(&f);
    explain(&f, "2022-12=77", "2023-02-01", &words); /* 3 points in 96 months */
    assert_non_null(strstr(words.vi, "tốc độ cần đạt: tăng 0,38 điểm phần trăm mỗi năm"));
    assert_non_null(strstr(words.en, "rise by 0.38 percentage points a year"));
    explain(&f, "2022-12=79.98", "2023-02-01", &words); /* 0.0025 a year: noise */
    assert_non_null(strstr(words.vi, "; mức chỉ tiêu: ≥ 80% đến 31/12/2030"));
}

static void counts_have_a_unit_and_rows_a_horizon(void **state)
{
    struct fixture f;
    struct words words;
    (void)state;

    fixture_line(&f, 40000, 90000);
    f.indicator.kind = INDICATOR_COUNT;
    f.indicator.unit_measure = "NR";
    f.indicator.decimals = 0;
    f.indicator.counted = (struct names){"hồ sơ", "dossiers"};
    f.indicator.counted_one = (struct names){"hồ sơ", "dossier"};
    f.target.row_is_shared = true;
    explain(&f, "2025=37595", "2026-02-01", &words);
    assert_non_null(strstr(words.vi, "Chỉ tiêu 1 đến năm 2030 (Chỉ tiêu): Thụt lùi so với kỳ "
                                     "gốc (năm 2020: 40.000 hồ sơ); năm 2025: 37.595 hồ sơ, "
                                     "thiếu 27.405 hồ sơ so với lộ trình (65.000 hồ sơ)"));
    assert_non_null(strstr(words.en, "Target 1 of 2030 (Target): "));
    assert_non_null(strstr(words.en, "37,595 dossiers, 27,405 dossiers short of the path"));
    assert_string_equal("1 dossier", words_value(&f.indicator, "1").en);
    f.indicator.counted = (struct names){NULL, NULL};
    assert_string_equal("37.595", words_value(&f.indicator, "37595").vi);
}

static void periods_and_conditions_read_naturally(void **state)
{
    static const struct {
        const char *period, *vi, *en;
    } periods[] = {
        {"2026", "năm 2026", "2026"},
        {"2026-S1", "6 tháng đầu năm 2026", "the first half of 2026"},
        {"2026-S2", "6 tháng cuối năm 2026", "the second half of 2026"},
        {"2026-Q3", "quý III/2026", "Q3 2026"},
        {"2026-09", "tháng 9/2026", "September 2026"},
        {"2026-10", "tháng 10/2026", "October 2026"},
        {"2026-10-05", "ngày 05/10/2026", "5 October 2026"},
    };
    struct fixture f;
    (void)state;

    for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
        struct words_part part = words_period(fixture_period(text_of(periods[i].period)));

        assert_string_equal(periods[i].vi, part.vi);
        assert_string_equal(periods[i].en, part.en);
    }
    fixture_make(&f);
    f.target.condition = (struct condition){.is = CONDITION_GREATER_THAN, .value = 70};
    assert_string_equal("> 0,7%", words_condition(&f.target).vi);
    f.target.condition =
        (struct condition){.is = CONDITION_BETWEEN, .low = 800, .high = 1000, .has_high = true};
    assert_string_equal("8–10%", words_condition(&f.target).vi);
    f.target.condition = (struct condition){
        .is = CONDITION_GROWTH, .low = 160000, .high = 180000, .has_high = true};
    assert_string_equal("tăng bình quân 16–18%/năm", words_condition(&f.target).vi);
    assert_string_equal("average growth of 16–18% a year", words_condition(&f.target).en);
}

static void numbers_are_written_as_people_write_them(void **state)
{
    static const struct {
        const char *figure, *vi, *en;
        int sign;
    } cases[] = {
        {"7", "7", "7", 1},
        {"999.5", "999,5", "999.5", 1},
        {"37595", "37.595", "37,595", 1},
        {"-1234567.80", "-1.234.567,80", "-1,234,567.80", -1},
        {"-0.00", "-0,00", "-0.00", 0},
        {"", "", "", 0},
        {"good", "good", "good", 0},
        {"2026-10", "2026-10", "2026-10", 1}, /* no decimal: as it stands */
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct words_part part = words_number(cases[i].figure);

        assert_string_equal(cases[i].vi, part.vi);
        assert_string_equal(cases[i].en, part.en);
        assert_int_equal(cases[i].sign, words_sign(cases[i].figure));
    }
    assert_string_equal("87.655", words_whole(87655).vi);
}

static void sizes_have_the_digits_that_tell_something(void **state)
{
    static const struct {
        const char *figure;
        int decimals;
        const char *rounded;
    } cases[] = {
        {"0.3646", 2, "0.36"},  {"-1.0588", 2, "1.06"},
        {"0.0333", 2, "0.033"}, {"0.0002", 2, "0.0002"},
        {"1.60", 0, "1.6"},     {"28.75", 0, "29"},
        {"0.00", 0, "0"},       {"2.00", 0, "2"},
        {"1234.56", 0, "1235"}, {"", 0, ""},
    };
    struct exact_pool *pool = exact_pool_new();
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(
            cases[i].rounded,
            words_rounded(pool, words_exact(pool, cases[i].figure), cases[i].decimals).text);
    exact_pool_free(pool);
}

static void long_names_are_cut_at_a_character(void **state)
{
    struct fixture f;
    struct words words;
    char name[3 * WORDS_BYTES];
    size_t length;
    (void)state;

    for (size_t i = 0; i + 3 < sizeof(name); i += 3)
        memcpy(name + i, "ệ", 4);
    make_payments(&f);
    f.target.names = (struct names){name, name};
    explain(&f, "", "2023-02-01", &words);
    length = strlen(words.vi);
    assert_true(length < WORDS_BYTES && length > WORDS_BYTES - 4);
    assert_true(utf8_valid((struct text){words.vi, length}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(behind_the_path_says_how_far_since_when_and_what_is_needed),
        cmocka_unit_test(every_status_makes_a_sentence),
        cmocka_unit_test(ranks_and_groups_have_their_own_words),
        cmocka_unit_test(where_there_is_no_path_the_distance_is_to_the_bound),
        cmocka_unit_test(standing_at_what_has_to_be_exceeded_needs_no_pace_of_0),
        cmocka_unit_test(a_faint_pace_is_told_per_year),
        cmocka_unit_test(counts_have_a_unit_and_rows_a_horizon),
        cmocka_unit_test(periods_and_conditions_read_naturally),
        cmocka_unit_test(numbers_are_written_as_people_write_them),
        cmocka_unit_test(sizes_have_the_digits_that_tell_something),
        cmocka_unit_test(long_names_are_cut_at_a_character),
    };

    return cmocka_run_group_tests_name("judge/words", tests, NULL, NULL);
}
