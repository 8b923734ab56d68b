/*
 * library_sources - the *.lua files of this folder as strings; CMake writes the definition.
 */
#ifndef TIENDO_CONSUMERS_STORE_LIBRARY_SOURCES_H
#define TIENDO_CONSUMERS_STORE_LIBRARY_SOURCES_H

extern const char *const library_sources[]; /* ends with NULL */

#endif
