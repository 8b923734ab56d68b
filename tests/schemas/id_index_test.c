#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "schemas/id_index.h"

enum { IDS = 5000 };

static void what_is_put_is_found(void **state)
{
    static char ids[IDS][8];
    struct arena arena = {NULL};
    struct id_index index;
    (void)state;

    assert_int_equal(id_index_make(&index, &arena, IDS), 0);
    for (int i = 0; i < IDS; i++) {
        (void)snprintf(ids[i], sizeof(ids[i]), "i%d", i);
        assert_null(id_index_put(&index, text_of(ids[i]), ids[i]));
    }
    for (int i = 0; i < IDS; i++)
        assert_ptr_equal(id_index_find(&index, text_of(ids[i])), ids[i]);
    assert_null(id_index_find(&index, text_of("i")));
    assert_null(id_index_find(&index, text_of("i5000")));
    assert_null(id_index_find(&index, text_of("")));
    arena_free(&arena);
}

static void the_first_keeps_its_id(void **state)
{
    static const int first = 1, second = 2;
    struct arena arena = {NULL};
    struct id_index index;
    (void)state;

    assert_int_equal(id_index_make(&index, &arena, 2), 0);
    assert_null(id_index_put(&index, text_of("a"), &first));
    assert_ptr_equal(id_index_put(&index, text_of("a"), &second), &first);
    assert_ptr_equal(id_index_find(&index, text_of("a")), &first);
    arena_free(&arena);
}

static void an_empty_index_finds_nothing(void **state)
{
    struct arena arena = {NULL};
    struct id_index none = {NULL, 0}, empty;
    (void)state;

    assert_null(id_index_find(&none, text_of("a")));
    assert_int_equal(id_index_make(&empty, &arena, 0), 0);
    assert_null(id_index_find(&empty, text_of("a")));
    assert_null(id_index_find(&empty, text_of(NULL)));
    arena_free(&arena);
}

static void memory_is_zero_aligned_and_apart(void **state)
{
    static const size_t sizes[] = {1, 3, 8, 24, 5000, 40000, 16384, 0, 7};
    struct arena arena = {NULL};
    (void)state;

    for (size_t i = 0; i < 400; i++) {
        size_t size = sizes[i % (sizeof(sizes) / sizeof(sizes[0]))];
        unsigned char *bytes = arena_take(&arena, size, 1);

        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t j = 0; j < size; j++)
            assert_int_equal(bytes[j], 0);
        memset(bytes, 0xAA, size); /* what the next one must not see */
    }
    assert_null(arena_take(&arena, SIZE_MAX / 4, 8));
    assert_string_equal(arena_copy(&arena, (struct text){"abcd", 2}), "ab");
    arena_free(&arena);
    assert_null(arena.blocks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_is_found),
        cmocka_unit_test(the_first_keeps_its_id),
        cmocka_unit_test(an_empty_index_finds_nothing),
        cmocka_unit_test(memory_is_zero_aligned_and_apart),
    };
    return cmocka_run_group_tests_name("id_index, arena", tests, NULL, NULL);
}
