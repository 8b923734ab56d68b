/*
 * target - what a fuzz target defines, for libFuzzer or for replay.c.
 *
 * https://llvm.org/docs/LibFuzzer.html
 */
#ifndef TIENDO_TESTS_FUZZ_TARGET_H
#define TIENDO_TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* Aborts where a promise is broken; else 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
