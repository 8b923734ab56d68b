/*
 * library_sources - the Redis function libraries as strings; CMakeLists.txt puts them together.
 */
#ifndef TIENDO_CONSUMERS_STORE_LIBRARY_SOURCES_H
#define TIENDO_CONSUMERS_STORE_LIBRARY_SOURCES_H

extern const char library_cells[], library_verdicts[];

#endif
