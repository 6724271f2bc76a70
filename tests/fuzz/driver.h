/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What a fuzzer provides.  The entry has the name and the form that libFuzzer wants, so that the
 * same file serves both: linked with -fsanitize=fuzzer, or with driver.c as a plain test. */

int        LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
GPtrArray *vireo_fuzz_make_seeds (void); /* of GBytes */
