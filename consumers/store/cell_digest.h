/*
 * cell_digest - the digest of the measurement that a cell holds.
 *
 * Pure, and not cheap (schemas/digest.h): for ties, and for the cells that are sent.
 */
#ifndef TIENDO_CONSUMERS_STORE_CELL_DIGEST_H
#define TIENDO_CONSUMERS_STORE_CELL_DIGEST_H

#include <stdint.h>

struct cell;

/* That of the observation the cell was filled from. */
uint64_t cell_digest(const struct cell *cell);

#endif
